/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Find files: terms choose fragments of sql/search.sql, and their values are bound. */
#include "store/search.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/db.h"
#include "store/query.h"
#include "util/buf.h"
#include "util/mem.h"

/* What one term asks of a file: a condition and what its `?`s are. */
struct condition {
    enum sql_id sql;
    bool exclude;
    bool category;    /* of a SEARCH_WEARS: its tags are categories */
    char *text;       /* owned; NULL: low and high are bound instead */
    double low, high; /* only where text is NULL */
    size_t values;    /* `?`s */
    size_t tags;      /* how many tags the text lists, of a SEARCH_WEARS */
};

struct search {
    struct store *s;
    sqlite3_stmt *st;      /* owned */
    char *sql;             /* owned by SQLite */
    struct condition lead; /* the tag word that the plan starts from; text NULL = none */
    struct condition condition[QUERY_MAX_TERMS + 1];
    size_t n;
};

/* The tags that a word finds as a JSON list of ids, [] for none. To free(). */
static char *list_tags(struct store *s, const char *facet, const char *word, size_t *n,
                       struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_SEARCH_TAGS, e);
    struct buf list = {0};
    int found;

    if (!st)
        return NULL;
    db_text(st, ":word", word);
    db_text(st, ":facet", facet);
    for (*n = 0; (found = db_row(s, st, SQL_SEARCH_TAGS, e)) == 1; ++*n) {
        char id[32];

        snprintf(id, sizeof id, "%c%lld", *n ? ',' : '[',
                 (long long)sqlite3_column_int64(st, 0));
        buf_bytes(&list, id, strlen(id));
    }
    buf_bytes(&list, *n ? "]" : "[]", *n ? 2 : 3); /* with its NUL */
    if (found == 0)
        return (char *)list.data;
    buf_clear(&list);
    return NULL;
}

static void ask_text(struct condition *c, enum sql_id sql, const char *text)
{
    c->sql = sql;
    c->text = mem_text(text, strlen(text));
    c->values = 1;
}

static int ask_tag(struct search *q, struct condition *c, const char *facet,
                   const char *word, struct err *e)
{
    c->sql = SQL_SEARCH_WEARS;
    c->values = 1;
    c->text = list_tags(q->s, facet, word, &c->tags, e);
    return c->text ? 0 : -1;
}

/* A plain word: a category, else any other tag, else a part of file names. */
static int ask_word(struct search *q, struct condition *c, const char *word,
                    struct err *e)
{
    static const char *const facets[] = {"category", NULL};

    for (int i = 0; i < 2; i++) {
        if (ask_tag(q, c, facets[i], word, e) != 0)
            return -1;
        c->category = i == 0;
        if (c->tags > 0)
            return 0;
        free(c->text);
    }
    ask_text(c, SQL_SEARCH_NAME, word);
    return 0;
}

static void ask_range(struct condition *c, enum sql_id sql, const struct query_term *t)
{
    c->sql = sql;
    c->low = t->low;
    c->high = t->high;
    c->values = 2;
}

/* "any" asks nothing: 0 values and SQL_COUNT as no condition at all. */
static void ask_state(struct condition *c, const char *state)
{
    if (strcmp(state, "any") == 0)
        c->sql = SQL_COUNT;
    else
        ask_text(c, SQL_SEARCH_STATE, state);
}

static int ask(struct search *q, struct condition *c, const struct query_term *t,
               struct err *e)
{
    int rc = 0;

    *c = (struct condition){.exclude = t->exclude};
    switch (t->kind) {
    case QUERY_TEXT:
        rc = ask_word(q, c, t->text, e);
        break;
    case QUERY_CATEGORY:
        c->category = true;
        rc = ask_tag(q, c, "category", t->text, e);
        break;
    case QUERY_FORM:
        rc = ask_tag(q, c, "form", t->text, e);
        break;
    case QUERY_NOTE:
        rc = ask_tag(q, c, "note", t->text, e);
        break;
    case QUERY_NAME:
        ask_text(c, SQL_SEARCH_NAME, t->text);
        break;
    case QUERY_PATH:
        ask_text(c, SQL_SEARCH_PATH, t->text);
        break;
    case QUERY_STATE:
        ask_state(c, t->text);
        break;
    case QUERY_DURATION:
        ask_range(c, SQL_SEARCH_DURATION, t);
        break;
    case QUERY_BPM:
        ask_range(c, SQL_SEARCH_BPM, t);
        break;
    case QUERY_CONFIDENCE:
        ask_range(c, SQL_SEARCH_CONFIDENCE, t);
        break;
    case QUERY_KINDS:
    default:
        break;
    }
    return rc;
}

static void add_condition(struct search *q, const struct condition *c)
{
    q->condition[q->n++] = *c;
}

/* Hits come in the order of the lead's confidence: how sure the category is, if one is
 * asked for, before how sure the form is. */
static void add_wanted_tag(struct search *q, const struct condition *c)
{
    if (!q->lead.text) {
        q->lead = *c;
    } else if (c->category && !q->lead.category) {
        add_condition(q, &q->lead);
        q->lead = *c;
    } else {
        add_condition(q, c);
    }
}

/* Each term becomes a condition; one wanted tag becomes the lead. */
static int ask_all(struct search *q, const struct query *words, struct err *e)
{
    bool state = false;

    for (size_t i = 0; i < words->n; i++) {
        struct condition c;

        if (ask(q, &c, &words->term[i], e) != 0)
            return -1;
        state |= words->term[i].kind == QUERY_STATE;
        if (c.sql == SQL_COUNT)
            continue;
        if (c.sql == SQL_SEARCH_WEARS && !c.exclude)
            add_wanted_tag(q, &c);
        else
            add_condition(q, &c);
    }
    if (!state)
        add_condition(q, &(struct condition){.sql = SQL_SEARCH_IS_OK});
    return 0;
}

static void add(struct buf *sql, enum sql_id fragment)
{
    buf_bytes(sql, sql_text[fragment], strlen(sql_text[fragment]));
}

static void glue(const struct search *q, struct buf *sql)
{
    const bool ranked = q->lead.text != NULL;

    add(sql, SQL_SEARCH_COLUMNS);
    add(sql, ranked ? SQL_SEARCH_RANKED : SQL_SEARCH_UNRANKED);
    add(sql, !ranked             ? SQL_SEARCH_FROM_ALL
             : q->lead.tags == 1 ? SQL_SEARCH_FROM_TAG
                                 : SQL_SEARCH_FROM_TAGS);
    for (size_t i = 0; i < q->n; i++) {
        const struct condition *c = &q->condition[i];
        const char *word = i ? " AND " : " WHERE ";

        buf_bytes(sql, word, strlen(word));
        if (c->exclude)
            add(sql, SQL_SEARCH_NOT_OPEN);
        add(sql, c->sql);
        if (c->exclude)
            add(sql, SQL_SEARCH_NOT_CLOSE);
    }
    add(sql, ranked ? SQL_SEARCH_ORDER_TAG : SQL_SEARCH_ORDER_PATH);
    buf_u8(sql, 0);
}

static int bind_one(sqlite3_stmt *st, int at, const struct condition *c)
{
    if (c->values == 1)
        sqlite3_bind_text(st, at++, c->text, -1, SQLITE_STATIC);
    if (c->values == 2) {
        sqlite3_bind_double(st, at++, c->low);
        sqlite3_bind_double(st, at++, c->high);
    }
    return at;
}

static void bind_all(struct search *q)
{
    int at = 1;

    if (q->lead.tags == 1) /* "[7]": the fragment for one tag wants the number */
        sqlite3_bind_int64(q->st, at++, strtoll(q->lead.text + 1, NULL, 10));
    else if (q->lead.text)
        at = bind_one(q->st, at, &q->lead);
    for (size_t i = 0; i < q->n; i++)
        at = bind_one(q->st, at, &q->condition[i]);
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

static int give(sqlite3_stmt *st, double distance,
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
        .distance = distance,
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
        rc = give(q->st, (double)NAN, each, arg, e);
    if (step != SQLITE_ROW && step != SQLITE_DONE)
        rc = err_set(e, ERR_STORE, "%s (search)", sqlite3_errmsg(q->s->db));
    sqlite3_reset(q->st);
    return rc;
}

int search_sample(struct store *s, int64_t sample, double distance,
                  int (*each)(void *arg, const struct search_hit *h, struct err *e),
                  void *arg, struct err *e)
{
    sqlite3_stmt *st = NULL;
    struct buf sql = {0};
    int rc = 0, step;

    add(&sql, SQL_SEARCH_COLUMNS);
    add(&sql, SQL_SEARCH_UNRANKED);
    add(&sql, SQL_SEARCH_FROM_SAMPLE);
    buf_u8(&sql, 0);
    if (sqlite3_prepare_v2(s->db, (const char *)sql.data, -1, &st, NULL) != SQLITE_OK)
        rc = db_fail(s->db, e, "search");
    buf_clear(&sql);
    if (rc != 0)
        return rc;
    sqlite3_bind_int64(st, 1, sample);
    step = sqlite3_step(st);
    if (step == SQLITE_ROW)
        rc = give(st, distance, each, arg, e);
    else if (step != SQLITE_DONE)
        rc = db_fail(s->db, e, "search");
    sqlite3_finalize(st);
    return rc;
}
