/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a search finds, page by page. */
#include "serve/samples.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer/json.h"
#include "answer/row.h"
#include "serve/desk.h"
#include "serve/rolls.h"
#include "serve/server.h"
#include "store/changes.h"
#include "util/mem.h"

enum {
    LIMIT = 100, /* rows of a page, where nobody says how many */
    LIMIT_MOST = 1000,
    COUNT_MS = 100, /* to wait for the total */
    ROWS_MS = 2000  /* to wait for rows far down */
};

/* What was asked for. */
struct asking {
    const char *q;
    struct query *query; /* owned */
    int64_t limit, at;
    bool count, peaks;
    bool further;    /* not the first page of a new search */
    uint64_t number; /* of the roll; 0 = none yet */
};

/* A page while it is put together. */
struct page {
    struct store *peaks;   /* where rows get theirs from; NULL = they have none */
    struct fields *fields; /* owned */
    json_t *rows;          /* owned */
    size_t limit;
    bool more;
    int64_t total;     /* -1 = not known */
    uint64_t number;   /* of the roll that goes on from here; 0 = none yet */
    struct roll *roll; /* that it is read from; NULL */
};

/* FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv: does a cursor go with these words?
 */
static uint32_t mark_of(const char *q)
{
    uint32_t h = 2166136261u;

    for (; *q; q++)
        h = (h ^ (uint8_t)*q) * 16777619u;
    return h;
}

static void write_cursor(char out[64], uint64_t number, int64_t at, const char *q)
{
    snprintf(out, 64, "%" PRIx64 "-%" PRIx64 "-%" PRIx32, number, (uint64_t)at,
             mark_of(q));
}

/* One that write_cursor() has written, and nothing else. */
static int read_cursor(struct asking *a, const char *text, struct err *e)
{
    char same[64];
    uint64_t at;

    if (sscanf(text, "%" SCNx64 "-%" SCNx64, &a->number, &at) != 2 || at > INT32_MAX)
        return err_set(e, ERR_USAGE, "cursor is none that a page before has given");
    write_cursor(same, a->number, (int64_t)at, a->q);
    if (strcmp(same, text) != 0)
        return err_set(e, ERR_USAGE, "cursor belongs to another q");
    a->at = (int64_t)at;
    return 0;
}

static int read_asking(struct asking *a, const struct call *c, struct err *e)
{
    const char *cursor = call_param(c, "cursor"), *q = call_param(c, "q");

    a->q = q ? q : "";
    if (cursor && *cursor && read_cursor(a, cursor, e) != 0)
        return -1;
    if (call_number(c, "limit", 1, LIMIT_MOST, LIMIT, &a->limit, e) != 0 ||
        call_number(c, "at", 0, INT32_MAX, a->at, &a->at, e) != 0 ||
        call_flag(c, "count", &a->count, e) != 0 ||
        call_flag(c, "peaks", &a->peaks, e) != 0)
        return -1;
    a->further = call_param(c, "at") || (cursor && *cursor);
    return 0;
}

/* Characters up to a byte, from 1. */
static int column_of(const char *text, size_t at)
{
    int column = 1;

    for (size_t i = 0; i < at && text[i]; i++)
        column += ((uint8_t)text[i] & 0xc0) != 0x80;
    return column;
}

/* A problem with two members more: where in the query it is. */
static void refuse(struct reply *r, const char *q, size_t at, const struct err *why)
{
    char *caret = query_caret(q, at);
    json_t *o =
        json_pack("{s:s, s:s, s:i, s:o, s:i, s:o}", "type", "about:blank", "title",
                  "Bad Request", "status", 400, "detail", json_text(why->text), "column",
                  column_of(q, at), "caret", json_text(caret));

    r->status = 400;
    r->type = "application/problem+json";
    json_write(&r->body, o);
    free(caret);
}

static int add(void *arg, const struct search_hit *h, struct err *e)
{
    struct page *p = arg;
    struct search_hit row = *h;
    json_t *o;

    if (json_array_size(p->rows) == p->limit) {
        p->more = true;
        return 1;
    }
    if (p->roll)
        row.distance = roll_distance(p->roll, h->sample);
    o = row_found(p->fields, &row);
    json_array_append_new(p->rows, o);
    return p->peaks ? row_peaks(o, p->peaks, h->sample, e) : 0;
}

/* What a search finds does not end with this page: how many are there in all, and where
 * do the next ones come from? */
static int go_on(struct desk *d, const struct asking *a, struct page *p, struct err *e)
{
    struct roll *x;
    int64_t seq;
    size_t none;
    int rc;

    if (change_last(d->store, &seq, e) != 0)
        return -1;
    roll_outdate(d->server->rolls, a->q, seq);
    if (!a->count)
        return 0;
    x = roll_take(d->server->rolls, a->q, 0, seq, ROLL_BEGIN);
    rc = roll_read(d->server->rolls, x, 0, 0, COUNT_MS, NULL, &none, &p->total, e);
    p->number = roll_number(x);
    roll_back(d->server->rolls, x);
    return rc < 0 ? -1 : 0;
}

/* The first page, by a search that stops where it ends. */
static int find(struct desk *d, const struct asking *a, struct page *p, struct err *e)
{
    const struct search_with with = {.synonyms = d->server->options->synonyms,
                                     .facts = true};
    struct search *found = NULL;
    int rc = store_begin_read(d->store, e);

    if (rc == 0)
        rc = search_open_query(&found, d->store, a->query, &with, e);
    if (rc == 0)
        rc = search_each(found, a->limit + 1, add, p, e);
    search_close(found);
    store_rollback(d->store);
    if (rc >= 0 && !p->more)
        p->total = (int64_t)json_array_size(p->rows);
    return rc < 0 ? -1 : p->more ? go_on(d, a, p, e) : 0;
}

static int add_files(struct desk *d, const struct asking *a, struct page *p,
                     const int64_t *file, size_t n, struct err *e)
{
    const struct search_near nobody_looks = {0};
    const struct search_with with = {
        .synonyms = d->server->options->synonyms, .near = &nobody_looks, .facts = true};
    struct search *rows = NULL;
    int rc = store_begin_read(d->store, e);

    if (rc == 0)
        rc = search_open_rows(&rows, d->store, a->query, &with, e);
    for (size_t i = 0; i < n && rc >= 0; i++) {
        rc = search_row(rows, file[i], add, p, e);
        if (rc == 0)
            json_array_append_new(p->rows, row_gone(p->fields, file[i]));
    }
    search_close(rows);
    store_rollback(d->store);
    return rc < 0 ? -1 : 0;
}

/* Rows of the roll from a->at on: one more than the page has says whether it goes on. */
static int read_rows(struct desk *d, const struct asking *a, struct page *p,
                     struct err *e)
{
    const size_t limit = (size_t)a->limit;
    int64_t *file = mem_new(limit + 1, sizeof *file);
    size_t got = 0, none;
    int rc = roll_read(d->server->rolls, p->roll, (size_t)a->at, limit + 1, ROWS_MS, file,
                       &got, &p->total, e);

    if (rc == 0)
        rc = err_set(e, ERR_BUSY, "the search takes long: ask again");
    p->more = got > limit;
    if (rc > 0 && a->count && p->total < 0)
        rc = roll_read(d->server->rolls, p->roll, 0, 0, COUNT_MS, NULL, &none, &p->total,
                       e);
    if (rc >= 0)
        rc = add_files(d, a, p, file, p->more ? limit : got, e);
    free(file);
    return rc;
}

static bool is_random(const struct query *q)
{
    for (size_t i = 0; i < q->sorts; i++)
        if (q->sort[i].key == SORT_RANDOM)
            return true;
    return false;
}

static int read_on(struct desk *d, const struct asking *a, struct page *p, struct err *e)
{
    const enum roll_how how = a->further            ? ROLL_GO_ON
                              : is_random(a->query) ? ROLL_ANEW
                                                    : ROLL_BEGIN;
    int64_t seq;
    int rc;

    if (change_last(d->store, &seq, e) != 0)
        return -1;
    p->roll = roll_take(d->server->rolls, a->q, a->number, seq, how);
    p->number = roll_number(p->roll);
    rc = read_rows(d, a, p, e);
    roll_back(d->server->rolls, p->roll);
    return rc;
}

static void write_page(struct reply *r, const struct asking *a, const struct page *p)
{
    const int64_t next = a->at + (int64_t)json_array_size(p->rows);
    char cursor[64];

    write_cursor(cursor, p->number, next, a->q);
    json_write(&r->body, json_pack("{s:O, s:o, s:I, s:o}", "samples", p->rows, "next",
                                   p->more ? json_string(cursor) : json_null(), "at",
                                   (json_int_t)a->at, "total",
                                   p->total < 0 ? json_null() : json_integer(p->total)));
}

/* What is found once and for all, in no order or as far as something else is from it,
 * comes from a roll from the first page on. */
static int answer(struct desk *d, const struct asking *a, struct reply *r, struct err *e)
{
    const bool rolled = a->further || query_similar(a->query) || is_random(a->query);
    struct page p = {.peaks = a->peaks ? d->store : NULL,
                     .rows = json_array(),
                     .limit = (size_t)a->limit,
                     .total = -1};
    int rc = fields_open(&p.fields, NULL, e);

    if (rc == 0)
        rc = rolled ? read_on(d, a, &p, e) : find(d, a, &p, e);
    if (rc == 0)
        write_page(r, a, &p);
    fields_close(p.fields);
    json_decref(p.rows);
    return rc;
}

int samples_get(struct desk *d, const struct call *c, struct reply *r, struct err *e)
{
    struct asking a = {.q = NULL};
    size_t at = 0;
    int rc = 0;

    if (read_asking(&a, c, e) != 0)
        return -1;
    if (query_parse(&a.query, a.q, &at, e) != 0)
        refuse(r, a.q, at, e);
    else
        rc = answer(d, &a, r, e);
    query_free(a.query);
    return rc;
}
