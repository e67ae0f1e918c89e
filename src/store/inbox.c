/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Words that other programs have left in the library, taken in as corrections. */
#include "store/inbox.h"

#include <stdlib.h>
#include <string.h>

#include "store/db.h"
#include "store/feedback.h"
#include "store/vocabulary.h"
#include "util/mem.h"

/* One row. Texts are owned, NULL where the row has none. */
struct letter {
    int64_t id, sample, at; /* sample 0 = not said */
    uint8_t uuid[CORRECTION_UUID];
    char *hash, *tag, *actor;
    int verdict;
};

static void letter_clear(struct letter *r)
{
    free(r->hash);
    free(r->tag);
    free(r->actor);
}

static char *text_or_null(sqlite3_stmt *st, int col)
{
    const char *text = (const char *)sqlite3_column_text(st, col);

    return text ? mem_text(text, strlen(text)) : NULL;
}

/* The next row that waits: 1, 0 none, -1. */
static int read_next(struct store *s, struct letter *out, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_INBOX_NEXT, e);
    const int found = st ? db_row(s, st, SQL_INBOX_NEXT, e) : -1;

    if (found != 1)
        return found;
    *out = (struct letter){.id = sqlite3_column_int64(st, 0),
                           .sample = sqlite3_column_int64(st, 2),
                           .hash = text_or_null(st, 3),
                           .tag = text_or_null(st, 4),
                           .verdict = sqlite3_column_int(st, 5),
                           .actor = text_or_null(st, 6),
                           .at = sqlite3_column_int64(st, 7)};
    memcpy(out->uuid, sqlite3_column_blob(st, 1), CORRECTION_UUID);
    sqlite3_reset(st);
    return 1;
}

static int of_sample(struct store *s, int64_t sample, uint8_t *hash, struct err *e)
{
    sqlite3_stmt *st = db_query_id(s, SQL_SAMPLE_HASH, sample, e);
    const int found = st ? db_row(s, st, SQL_SAMPLE_HASH, e) : -1;

    if (found == 1) {
        memcpy(hash, sqlite3_column_blob(st, 0), CORRECTION_HASH);
        sqlite3_reset(st);
    }
    return found;
}

static bool of_text(const char *text, uint8_t *hash)
{
    static const char digits[] = "0123456789abcdef";
    const size_t n = strlen(text);

    if (n / 2 != CORRECTION_HASH || n % 2)
        return false;
    for (size_t i = 0; i < n; i++) {
        const char c = text[i] >= 'A' && text[i] <= 'F' ? (char)(text[i] + 32) : text[i];
        const char *at = strchr(digits, c);

        if (!at)
            return false;
        hash[i / 2] = (uint8_t)(hash[i / 2] << 4 | (at - digits));
    }
    return true;
}

/* Of which sound the letter speaks. 0; 1: of none, *e says why; -1. */
static int hash_of(struct store *s, const struct letter *r, uint8_t *hash, struct err *e)
{
    uint8_t other[CORRECTION_HASH];
    int found;

    if (r->hash && !of_text(r->hash, hash)) {
        err_set(e, ERR_USAGE, "hash: not 32 hexadecimal digits, as v1_sample.hash");
        return 1;
    }
    if (!r->sample && !r->hash) {
        err_set(e, ERR_USAGE, "neither sample_id nor hash says which sample");
        return 1;
    }
    if (!r->sample)
        return 0;
    found = of_sample(s, r->sample, other, e);
    if (found == 0)
        err_set(e, ERR_USAGE, "no such sample");
    if (found != 1)
        return found < 0 ? -1 : 1;
    if (r->hash && memcmp(other, hash, CORRECTION_HASH) != 0) {
        err_set(e, ERR_USAGE, "sample_id and hash are of two samples");
        return 1;
    }
    memcpy(hash, other, CORRECTION_HASH);
    return 0;
}

/* What the letter says, as corrections. 0; 1: nothing, *e says why; -1. */
static int heed(struct store *s, const struct letter *r, const struct model_ref *model,
                struct err *e)
{
    const struct speaker by = {.actor = r->actor, .uuid = r->uuid, .at_ms = r->at * 1000};
    struct meaning m;
    const struct opinion o = {m.facet, m.tag, r->verdict};
    uint8_t hash[CORRECTION_HASH] = {0};
    int said, rc = hash_of(s, r, hash, e);

    if (rc != 0)
        return rc;
    rc = vocabulary_find(s, r->tag, &m, e);
    if (rc == 0 && m.fresh)
        rc = err_set(e, ERR_USAGE,
                     "%s is no known category; make it with: sampledb tag --new", m.tag);
    if (rc == 0)
        rc = feedback_say(s, hash, &o, 1, &by, model, &said, e);
    return rc == 0 || (e->kind != ERR_USAGE && e->kind != ERR_FORMAT) ? rc : 1;
}

static int answer(struct store *s, const struct letter *r, const char *error,
                  struct err *e)
{
    const enum sql_id what = error ? SQL_INBOX_REFUSE : SQL_INBOX_DROP;
    sqlite3_stmt *st = db_query_id(s, what, r->id, e);

    if (!st)
        return -1;
    if (error)
        db_text(st, ":error", error);
    return db_done(s, st, what, e);
}

struct round {
    const struct model_ref *model;
    int limit;
    struct inbox_counts *n;
};

static int take_all(struct store *s, const void *arg, struct err *e)
{
    const struct round *x = arg;
    struct letter r = {.id = 0};
    int found, rc = 0;

    for (int i = 0; rc == 0 && (x->limit == 0 || i < x->limit); i++) {
        struct err why = {0};

        found = read_next(s, &r, e);
        if (found != 1)
            return found;
        rc = heed(s, &r, x->model, &why);
        if (rc < 0)
            *e = why;
        else if (answer(s, &r, rc == 1 ? why.text : NULL, e) != 0)
            rc = -1;
        x->n->taken += rc == 0;
        x->n->refused += rc == 1;
        rc = rc < 0 ? -1 : 0;
        letter_clear(&r);
    }
    return rc;
}

/* Under the write lock from the start: what has been written but is not synced yet, which
 * is when a daemon is woken, no reader can see; its writer has the lock until all can. */
int inbox_take(struct store *s, const struct model_ref *model, int limit,
               struct inbox_counts *n, struct err *e)
{
    const struct round x = {model, limit, n};

    return db_atomic(s, take_all, &x, e);
}

int inbox_waits(struct store *s, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_INBOX_WAITS, e);
    int64_t any = 0;

    return st && db_value(s, st, SQL_INBOX_WAITS, &any, e) == 1 ? any != 0 : -1;
}
