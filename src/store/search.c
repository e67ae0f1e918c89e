/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Find files: run the statement that a query became, and hand over its rows. */
#include "store/search.h"

#include <stdlib.h>

#include "store/db.h"
#include "store/plan.h"
#include "store/sentence.h"
#include "util/mem.h"

struct search {
    struct store *s;
    sqlite3_stmt *st; /* owned */
    char *sql;        /* once it was asked for; owned by SQLite */
    int64_t limit;    /* of the query; 0 = none */
};

/* The last `?` of all. 0 = as the query has it. */
static void limit_to(struct search *q, int64_t limit)
{
    const int at = sqlite3_bind_parameter_count(q->st);

    if (q->limit > 0 && (limit <= 0 || q->limit < limit))
        limit = q->limit;
    sqlite3_bind_int64(q->st, at, limit > 0 ? limit : -1);
}

static int open_plan(struct search **out, struct store *s, const struct query *q,
                     enum plan_kind kind, const struct search_with *with, struct err *e)
{
    sqlite3_stmt *st = plan_make(s, q, kind, with, e);
    struct search *found;

    if (!st)
        return -1;
    found = mem_new(1, sizeof *found);
    found->s = s;
    found->st = st;
    found->limit = q->limit;
    limit_to(found, 0);
    *out = found;
    return 0;
}

int search_open_query(struct search **out, struct store *s, const struct query *q,
                      const struct search_with *with, struct err *e)
{
    return open_plan(out, s, q, PLAN_HITS, with, e);
}

int search_open_ids(struct search **out, struct store *s, const struct query *q,
                    const struct search_with *with, struct err *e)
{
    return open_plan(out, s, q, PLAN_IDS, with, e);
}

int search_open_rows(struct search **out, struct store *s, const struct query *q,
                     const struct search_with *with, struct err *e)
{
    return open_plan(out, s, q, PLAN_ROW, with, e);
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

const char *search_sql(struct search *q)
{
    if (!q->sql) {
        limit_to(q, 0);
        q->sql = sqlite3_expanded_sql(q->st);
    }
    return q->sql ? q->sql : "";
}

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
        .key = text(st, 21),
        .loudness_lufs = db_column_real(st, 22),
        .confidence = db_column_real(st, 23),
        .distance = db_column_real(st, 24),
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

int search_each_id(struct search *q, int (*each)(void *arg, int64_t file, struct err *e),
                   void *arg, struct err *e)
{
    int rc = 0, step = SQLITE_ROW;

    sqlite3_reset(q->st);
    limit_to(q, 0);
    while (rc == 0 && (step = sqlite3_step(q->st)) == SQLITE_ROW)
        rc = each(arg, sqlite3_column_int64(q->st, 0), e);
    if (step != SQLITE_ROW && step != SQLITE_DONE)
        rc = db_fail(q->s->db, e, "search");
    sqlite3_reset(q->st);
    return rc;
}

int search_row(struct search *q, int64_t file,
               int (*each)(void *arg, const struct search_hit *h, struct err *e),
               void *arg, struct err *e)
{
    int rc, step;

    sqlite3_reset(q->st);
    sqlite3_bind_int64(q->st, sqlite3_bind_parameter_count(q->st), file);
    step = sqlite3_step(q->st);
    if (step == SQLITE_ROW) {
        rc = give(q->st, each, arg, e);
        rc = rc == 0 ? 1 : rc;
    } else {
        rc = step == SQLITE_DONE ? 0 : db_fail(q->s->db, e, "search");
    }
    sqlite3_reset(q->st);
    return rc;
}

/* Kept: lists of samples are asked for one by one. Values: the distance, the sample. */
static sqlite3_stmt *best_file(struct store *s, struct err *e)
{
    struct sentence x = {0};

    if (!s->best_file) {
        sentence_add(&x, SQL_SEARCH_COLUMNS);
        sentence_add(&x, SQL_SEARCH_FACTS);
        sentence_add(&x, SQL_SEARCH_AT);
        sentence_add(&x, SQL_SEARCH_FROM_SAMPLE);
        s->best_file = sentence_prepare(&x, s, e);
        sentence_clear(&x);
    }
    return s->best_file;
}

int search_sample(struct store *s, int64_t sample, double distance,
                  int (*each)(void *arg, const struct search_hit *h, struct err *e),
                  void *arg, struct err *e)
{
    sqlite3_stmt *st = best_file(s, e);
    int rc = -1, step;

    if (!st)
        return -1;
    sqlite3_bind_double(st, 1, distance);
    sqlite3_bind_int64(st, 2, sample);
    step = sqlite3_step(st);
    if (step == SQLITE_ROW)
        rc = give(st, each, arg, e);
    else if (step == SQLITE_DONE)
        rc = 0;
    else
        db_fail(s->db, e, "search");
    sqlite3_reset(st);
    return rc;
}
