/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Find files: a query becomes one statement, which starts where few rows are. */
#include "store/search.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/condition.h"
#include "store/meant.h"
#include "store/sentence.h"
#include "util/buf.h"
#include "util/mem.h"

/* A tag that so few wear is where a search with another tag's order starts. */
enum { FEW = 1000 };

struct search {
    struct store *s;
    sqlite3_stmt *st; /* owned */
    char *sql;        /* owned by SQLite */
    int64_t limit;    /* of the query; 0 = none */
};

/* A query on its way to its statement. */
struct plan {
    struct store *s;
    const struct query *q;
    const struct search_with *with;
    struct meant *m; /* owned */
    int lead;        /* the node of tags that orders the hits; -1 = none */
    int rare;        /* one that fewer wear, to start from instead; -1 = none */
    bool near;
    struct sentence x;
};

/* The next node from i on that must hold and is tags; -1 = none. */
static int next_tags(const struct plan *p, int i)
{
    while (i >= 0 && (p->m[i].kind != MEANT_TAGS || p->m[i].loop_tags > 0 ||
                      p->q->node[i].term.facet == QUERY_BST ||
                      p->q->node[i].term.facet == QUERY_UCS))
        i = p->q->node[i].next;
    return i;
}

static int first_tags(const struct plan *p)
{
    const struct query_node *root = &p->q->node[p->q->root];

    return next_tags(p, root->op == QUERY_AND ? root->first : p->q->root);
}

/* Hits come in the order of how sure the category is, if one is asked for, before how
 * sure the form is. */
static int find_lead(const struct plan *p)
{
    int lead = first_tags(p);

    for (int i = lead; i >= 0; i = next_tags(p, p->q->node[i].next))
        if (p->m[i].category)
            return i;
    return lead;
}

static int count_wearers(struct plan *p, int node, int64_t *out, struct err *e)
{
    sqlite3_stmt *st = db_query(p->s, SQL_SEARCH_WEARERS, e);
    char *tags;
    int rc;

    if (!st)
        return -1;
    tags = meant_json(&p->m[node]);
    db_text(st, ":tags", tags);
    db_int(st, ":most", FEW + 1);
    rc = db_value(p->s, st, SQL_SEARCH_WEARERS, out, e);
    free(tags);
    return rc < 0 ? -1 : 0;
}

/* The other tags that must hold: the one that the fewest wear, if they are few. */
static int find_rare(struct plan *p, struct err *e)
{
    int64_t least = FEW + 1, n;

    for (int i = first_tags(p); i >= 0; i = next_tags(p, p->q->node[i].next)) {
        if (i == p->lead && p->m[i].tags == 1)
            continue; /* that one is walked in order, which is better still */
        if (count_wearers(p, i, &n, e) != 0)
            return -1;
        if (n < least) {
            least = n;
            p->rare = i;
        }
    }
    return 0;
}

static void say_tags(struct plan *p, int node)
{
    char *tags = meant_json(&p->m[node]);

    sentence_text(&p->x, tags);
    free(tags);
}

static void say_near(struct plan *p)
{
    struct buf list = {0};

    for (size_t i = 0; i < p->with->nears; i++) {
        char pair[64];

        snprintf(pair, sizeof pair, "%c[%lld,%.9g]", i ? ',' : '[',
                 (long long)p->with->near[i].sample, p->with->near[i].distance);
        buf_bytes(&list, pair, strlen(pair));
    }
    buf_bytes(&list, p->with->nears ? "]" : "[]", p->with->nears ? 2 : 3);
    sentence_text(&p->x, (const char *)list.data);
    buf_clear(&list);
}

static void say_from(struct plan *p)
{
    sentence_add(&p->x, p->near        ? SQL_SEARCH_NEAR
                        : p->lead >= 0 ? SQL_SEARCH_RANKED
                                       : SQL_SEARCH_UNRANKED);
    if (p->near) {
        sentence_add(&p->x, SQL_SEARCH_FROM_NEAR);
        say_near(p);
    } else if (p->rare >= 0) {
        sentence_add(&p->x, SQL_SEARCH_FROM_RARE);
        say_tags(p, p->lead);
        say_tags(p, p->rare);
    } else if (p->lead < 0) {
        sentence_add(&p->x, SQL_SEARCH_FROM_ALL);
    } else if (p->m[p->lead].tags == 1) {
        sentence_add(&p->x, SQL_SEARCH_FROM_TAG);
        sentence_int(&p->x, p->m[p->lead].tag[0]);
    } else {
        sentence_add(&p->x, SQL_SEARCH_FROM_TAGS);
        say_tags(p, p->lead);
    }
}

static void say_key(struct plan *p, enum sql_id value, enum sql_id direction)
{
    sentence_add(&p->x, value);
    sentence_add(&p->x, direction);
    sentence_glue(&p->x, ", ");
}

static void say_order(struct plan *p)
{
    sentence_add(&p->x, SQL_SEARCH_ORDER);
    for (size_t i = 0; i < p->q->sorts; i++) {
        const struct query_sort *by = &p->q->sort[i];
        const bool tag = by->key == SORT_CONFIDENCE && p->lead >= 0 && !p->near;

        say_key(p, tag ? SQL_SEARCH_BY_TAG : condition_key(by->key),
                by->descending ? SQL_SEARCH_DOWN : SQL_SEARCH_UP);
    }
    if (p->near)
        say_key(p, SQL_SEARCH_BY_DISTANCE, SQL_SEARCH_UP);
    else if (p->lead >= 0 && p->q->sorts == 0)
        say_key(p, SQL_SEARCH_BY_TAG, SQL_SEARCH_DOWN);
    sentence_add(&p->x, SQL_SEARCH_ORDER_PATH);
}

static int check_near(struct plan *p, struct err *e)
{
    const struct query_term *similar = query_similar(p->q);

    p->near = similar != NULL;
    if (similar && !(p->with && p->with->near))
        return err_set(e, ERR_USAGE,
                       "'similar:%.80s': nothing here knows which sounds are near to it",
                       similar->text);
    return 0;
}

static sqlite3_stmt *make(struct plan *p, struct err *e)
{
    p->lead = p->rare = -1;
    if (check_near(p, e) != 0 ||
        meant_open(&p->m, p->s, p->q, p->with ? p->with->synonyms : NULL, e) != 0)
        return NULL;
    p->lead = find_lead(p);
    if (!p->near && p->lead >= 0 && find_rare(p, e) != 0)
        return NULL;
    sentence_add(&p->x, SQL_SEARCH_COLUMNS);
    say_from(p);
    condition_add(&p->x, p->q, p->m, p->near || p->rare >= 0 ? -1 : p->lead, p->rare);
    say_order(p);
    return sentence_prepare(&p->x, p->s, e);
}

/* The last `?` of all. 0 = as the query has it. */
static void limit_to(struct search *q, int64_t limit)
{
    const int at = sqlite3_bind_parameter_count(q->st);

    if (q->limit > 0 && (limit <= 0 || q->limit < limit))
        limit = q->limit;
    sqlite3_bind_int64(q->st, at, limit > 0 ? limit : -1);
}

int search_open_query(struct search **out, struct store *s, const struct query *q,
                      const struct search_with *with, struct err *e)
{
    struct plan p = {.s = s, .q = q, .with = with};
    sqlite3_stmt *st = make(&p, e);
    struct search *found;

    meant_close(p.m, q);
    sentence_clear(&p.x);
    if (!st)
        return -1;
    found = mem_new(1, sizeof *found);
    found->s = s;
    found->st = st;
    found->limit = q->limit;
    limit_to(found, 0);
    found->sql = sqlite3_expanded_sql(st);
    *out = found;
    return 0;
}

int search_open(struct search **out, struct store *s, const char *const *word, size_t n,
                struct err *e)
{
    char *text = query_join(word, n);
    struct query *q = NULL;
    int rc = query_parse(&q, text, NULL, e);

    if (rc == 0)
        rc = search_open_query(out, s, q, NULL, e);
    query_free(q);
    free(text);
    return rc;
}

void search_close(struct search *q)
{
    if (!q)
        return;
    sqlite3_finalize(q->st);
    sqlite3_free(q->sql);
    free(q);
}

const char *search_sql(const struct search *q) { return q->sql ? q->sql : ""; }

static const char *text(sqlite3_stmt *st, int col)
{
    return (const char *)sqlite3_column_text(st, col);
}

static int give(sqlite3_stmt *st,
                int (*each)(void *arg, const struct search_hit *h, struct err *e),
                void *arg, struct err *e)
{
    char *path = db_column_bytes(st, 2);
    const struct search_hit h = {
        .file = sqlite3_column_int64(st, 0),
        .sample = sqlite3_column_int64(st, 1),
        .path = path,
        .display = text(st, 3),
        .name = text(st, 4),
        .state = text(st, 5),
        .error = text(st, 6),
        .size = sqlite3_column_int64(st, 7),
        .mtime_ns = sqlite3_column_int64(st, 8),
        .format = text(st, 9),
        .duration_s = db_column_real(st, 10),
        .rate_hz = sqlite3_column_int(st, 11),
        .channels = sqlite3_column_int(st, 12),
        .form = text(st, 13),
        .category = text(st, 14),
        .form_confidence = db_column_real(st, 15),
        .category_confidence = db_column_real(st, 16),
        .bpm = db_column_real(st, 17),
        .note = (int)db_column_int_or(st, 18, -1),
        .peak_db = db_column_real(st, 19),
        .brightness_hz = db_column_real(st, 20),
        .confidence = db_column_real(st, 21),
        .distance = db_column_real(st, 22),
    };
    const int rc = each(arg, &h, e);

    free(path);
    return rc;
}

int search_each(struct search *q, int64_t limit,
                int (*each)(void *arg, const struct search_hit *h, struct err *e),
                void *arg, struct err *e)
{
    int rc = 0, step = SQLITE_ROW;

    sqlite3_reset(q->st);
    limit_to(q, limit);
    while (rc == 0 && (step = sqlite3_step(q->st)) == SQLITE_ROW)
        rc = give(q->st, each, arg, e);
    if (step != SQLITE_ROW && step != SQLITE_DONE)
        rc = err_set(e, ERR_STORE, "%s (search)", sqlite3_errmsg(q->s->db));
    sqlite3_reset(q->st);
    return rc;
}
