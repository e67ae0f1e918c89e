/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Find files: terms choose fragments of sql/search.sql, and their values are bound. */
#include "store/search.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/condition.h"
#include "store/db.h"
#include "store/query.h"
#include "util/buf.h"
#include "util/mem.h"

/* Where the plan starts, and with it in which order hits come. */
enum lead_kind {
    LEAD_NONE, /* folder by folder */
    LEAD_TAG,  /* the lead's tags, surest first */
    LEAD_TEXT, /* the lead's text, as files came */
    LEAD_FEW   /* a condition that few fit, sorted as the lead would have them */
};

struct search {
    struct store *s;
    sqlite3_stmt *st; /* owned */
    char *sql;        /* owned by SQLite */
    enum lead_kind kind;
    struct condition lead; /* what the plan starts from; text NULL = none */
    const char *rank; /* of LEAD_FEW: the tags that rank, borrowed from a condition */
    struct condition condition[QUERY_MAX_TERMS + 2];
    size_t n;
};

static void add_condition(struct search *q, const struct condition *c)
{
    q->condition[q->n++] = *c;
}

/* Hits come in the order of the lead's confidence: how sure the category is, if one is
 * asked for, before how sure the form is. */
static void add_wanted_tag(struct search *q, const struct condition *c)
{
    if (q->kind == LEAD_NONE) {
        q->kind = LEAD_TAG;
        q->lead = *c;
    } else if (c->category && !q->lead.category) {
        add_condition(q, &q->lead);
        q->lead = *c;
    } else {
        add_condition(q, c);
    }
}

static void add_wanted_text(struct search *q, struct condition *c)
{
    for (size_t i = 0; i < q->n; i++)
        if (q->condition[i].sql == SQL_SEARCH_TEXT && !q->condition[i].exclude) {
            condition_and(&q->condition[i], c->text);
            free(c->text);
            return;
        }
    add_condition(q, c);
}

/* Does the plan better start from the rarest condition than from the lead, of which most
 * would be looked at in vain? */
static int choose_few(struct search *q, struct err *e)
{
    int64_t least = CONDITION_FEW, n;
    size_t best = q->n;
    struct condition few;

    for (size_t i = 0; q->kind == LEAD_TAG && i < q->n; i++) {
        const struct condition *c = &q->condition[i];

        if (c->exclude || (c->sql != SQL_SEARCH_TEXT && c->sql != SQL_SEARCH_WEARS))
            continue;
        if (condition_count(c, q->s, &n, e) != 0)
            return -1;
        if (n < least) {
            least = n;
            best = i;
        }
    }
    if (best == q->n)
        return 0;
    if (condition_count(&q->lead, q->s, &n, e) != 0)
        return -1;
    if (n <= least)
        return 0;
    few = q->condition[best];
    q->condition[best] = q->lead; /* what ranks is asked for all the same */
    q->rank = q->lead.text;
    q->lead = few;
    q->kind = LEAD_FEW;
    return 0;
}

/* Without a tag the first text leads. */
static void choose_text(struct search *q)
{
    for (size_t i = 0; i < q->n && q->kind == LEAD_NONE; i++)
        if (q->condition[i].sql == SQL_SEARCH_TEXT && !q->condition[i].exclude) {
            q->kind = LEAD_TEXT;
            q->lead = q->condition[i];
            q->condition[i] = q->condition[--q->n];
        }
}

/* Each term becomes a condition; one wanted tag becomes the lead. */
static int ask_all(struct search *q, const struct query *words, struct err *e)
{
    bool state = false;

    for (size_t i = 0; i < words->n; i++) {
        struct condition c;

        if (condition_of(&c, q->s, &words->term[i], e) != 0)
            return -1;
        state |= words->term[i].kind == QUERY_STATE;
        if (c.sql == SQL_COUNT)
            continue;
        if (c.sql == SQL_SEARCH_WEARS && !c.exclude)
            add_wanted_tag(q, &c);
        else if (c.sql == SQL_SEARCH_TEXT && !c.exclude)
            add_wanted_text(q, &c);
        else
            add_condition(q, &c);
    }
    if (choose_few(q, e) != 0)
        return -1;
    choose_text(q);
    if (!state)
        add_condition(q, &(struct condition){.sql = SQL_SEARCH_IS_OK});
    if (q->kind == LEAD_TAG && q->lead.tags > 1)
        add_condition(
            q, &(struct condition){.sql = SQL_SEARCH_IS_SUREST,
                                   .text = mem_text(q->lead.text, strlen(q->lead.text)),
                                   .values = 1});
    return 0;
}

static void add(struct buf *sql, enum sql_id fragment)
{
    buf_bytes(sql, sql_text[fragment], strlen(sql_text[fragment]));
}

static void add_word(struct buf *sql, const char *word)
{
    buf_bytes(sql, word, strlen(word));
}

static void add_from(const struct search *q, struct buf *sql)
{
    const bool text = q->lead.sql == SQL_SEARCH_TEXT;

    if (q->kind == LEAD_NONE) {
        add(sql, SQL_SEARCH_FROM_ALL);
    } else if (q->kind == LEAD_TAG && q->lead.tags > 1) {
        add(sql, SQL_SEARCH_FROM_TAGS_OPEN);
        for (size_t i = 0; i < q->lead.tags; i++) {
            add_word(sql, i ? " UNION ALL " : "");
            add(sql, SQL_SEARCH_TAGS_ARM);
        }
        add_word(sql, "\n");
        add(sql, SQL_SEARCH_FROM_TAGS_CLOSE);
    } else if (q->kind == LEAD_TAG) {
        add(sql, SQL_SEARCH_FROM_TAG);
    } else {
        add(sql, text ? SQL_SEARCH_FROM_TEXT : SQL_SEARCH_FROM_FEW_TAGS);
    }
}

static enum sql_id order_of(const struct search *q)
{
    if (q->kind == LEAD_NONE)
        return SQL_SEARCH_ORDER_PATH;
    if (q->kind == LEAD_FEW)
        return SQL_SEARCH_ORDER_FEW;
    return q->kind == LEAD_TAG && q->lead.tags == 1 ? SQL_SEARCH_ORDER_TAG
                                                    : SQL_SEARCH_ORDER_NONE;
}

static void glue(const struct search *q, struct buf *sql)
{
    add(sql, SQL_SEARCH_COLUMNS);
    add(sql, q->kind == LEAD_TAG   ? SQL_SEARCH_RANKED
             : q->kind == LEAD_FEW ? SQL_SEARCH_FEW_RANKED
                                   : SQL_SEARCH_UNRANKED);
    add_from(q, sql);
    for (size_t i = 0; i < q->n; i++) {
        const struct condition *c = &q->condition[i];

        add_word(sql, i ? " AND " : " WHERE ");
        if (c->exclude)
            add(sql, SQL_SEARCH_NOT_OPEN);
        add(sql, c->sql);
        if (c->exclude)
            add(sql, SQL_SEARCH_NOT_CLOSE);
    }
    add(sql, order_of(q));
    buf_u8(sql, 0);
}

/* "[7,12]": the fragments for tags want the numbers. */
static int bind_tags(sqlite3_stmt *st, int at, const char *list)
{
    for (char *p = strchr(list, '['); p && *p != ']';)
        sqlite3_bind_int64(st, at++, strtoll(p + 1, &p, 10));
    return at;
}

static void bind_all(struct search *q)
{
    int at = 1;

    if (q->kind == LEAD_FEW)
        sqlite3_bind_text(q->st, at++, q->rank, -1, SQLITE_STATIC);
    if (q->kind == LEAD_TAG)
        at = bind_tags(q->st, at, q->lead.text);
    else if (q->lead.text)
        at = condition_bind(&q->lead, q->st, at);
    for (size_t i = 0; i < q->n; i++)
        at = condition_bind(&q->condition[i], q->st, at);
}

/* The last `?` of all. 0 = no limit. */
static void limit_to(struct search *q, int64_t limit)
{
    const int at = sqlite3_bind_parameter_count(q->st);

    sqlite3_bind_int64(q->st, at, limit > 0 ? limit : -1);
}

static int prepare(struct search *q, struct err *e)
{
    struct buf sql = {0};
    int rc;

    glue(q, &sql);
    rc = sqlite3_prepare_v2(q->s->db, (const char *)sql.data, -1, &q->st, NULL);
    buf_clear(&sql);
    if (rc != SQLITE_OK)
        return err_set(e, ERR_STORE, "%s (search)", sqlite3_errmsg(q->s->db));
    bind_all(q);
    limit_to(q, 0);
    q->sql = sqlite3_expanded_sql(q->st);
    return 0;
}

int search_open(struct search **out, struct store *s, const char *const *word, size_t n,
                struct err *e)
{
    struct query *words = mem_new(1, sizeof *words);
    struct search *q = mem_new(1, sizeof *q);
    int rc = -1;

    q->s = s;
    if (query_parse(words, word, n, e) == 0 && ask_all(q, words, e) == 0)
        rc = prepare(q, e);
    free(words);
    if (rc == 0)
        *out = q;
    else
        search_close(q);
    return rc;
}

void search_close(struct search *q)
{
    if (!q)
        return;
    sqlite3_finalize(q->st);
    sqlite3_free(q->sql);
    free(q->lead.text);
    for (size_t i = 0; i < q->n; i++)
        free(q->condition[i].text);
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
