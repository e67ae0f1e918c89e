/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a term of a search asks of a file: a fragment of sql/search.sql, and its values.
 */
#include "store/condition.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/buf.h"
#include "util/mem.h"

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

static int ask_tag(struct store *s, struct condition *c, const char *facet,
                   const char *word, struct err *e)
{
    c->sql = SQL_SEARCH_WEARS;
    c->values = 1;
    c->text = list_tags(s, facet, word, &c->tags, e);
    return c->text ? 0 : -1;
}

/* The start of a word, or words side by side, in names and directories. What has neither
 * letter nor digit is no word: it is looked for as it stands. */
static void ask_text_word(struct condition *c, const char *word)
{
    struct buf match = {0};
    bool any = false;

    buf_u8(&match, '"');
    for (const char *p = word; *p; p++) {
        any |= isalnum((unsigned char)*p) || (unsigned char)*p >= 0x80;
        buf_bytes(&match, *p == '"' ? "\"\"" : p, *p == '"' ? 2 : 1);
    }
    buf_bytes(&match, "\" *", 4);
    ask_text(c, any ? SQL_SEARCH_TEXT : SQL_SEARCH_NAME,
             any ? (const char *)match.data : word);
    buf_clear(&match);
}

/* A plain word: a category, else any other tag, else a word of the path. */
static int ask_word(struct store *s, struct condition *c, const char *word, struct err *e)
{
    static const char *const facets[] = {"category", NULL};

    for (int i = 0; i < 2; i++) {
        if (ask_tag(s, c, facets[i], word, e) != 0)
            return -1;
        c->category = i == 0;
        if (c->tags > 0)
            return 0;
        free(c->text);
    }
    ask_text_word(c, word);
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

int condition_of(struct condition *c, struct store *s, const struct query_term *t,
                 struct err *e)
{
    int rc = 0;

    *c = (struct condition){.exclude = t->exclude};
    switch (t->kind) {
    case QUERY_TEXT:
        rc = ask_word(s, c, t->text, e);
        break;
    case QUERY_CATEGORY:
        c->category = true;
        rc = ask_tag(s, c, "category", t->text, e);
        break;
    case QUERY_FORM:
        rc = ask_tag(s, c, "form", t->text, e);
        break;
    case QUERY_NOTE:
        rc = ask_tag(s, c, "note", t->text, e);
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

int condition_bind(const struct condition *c, sqlite3_stmt *st, int at)
{
    if (c->values == 1)
        sqlite3_bind_text(st, at++, c->text, -1, SQLITE_STATIC);
    if (c->values == 2) {
        sqlite3_bind_double(st, at++, c->low);
        sqlite3_bind_double(st, at++, c->high);
    }
    return at;
}

void condition_and(struct condition *c, const char *text)
{
    struct buf both = {0};

    buf_bytes(&both, c->text, strlen(c->text));
    buf_bytes(&both, " AND ", 5);
    buf_bytes(&both, text, strlen(text) + 1);
    free(c->text);
    c->text = (char *)both.data;
}

int condition_count(const struct condition *c, struct store *s, int64_t *n, struct err *e)
{
    const enum sql_id what =
        c->sql == SQL_SEARCH_TEXT ? SQL_SEARCH_COUNT_TEXT : SQL_SEARCH_COUNT_TAGS;
    sqlite3_stmt *st = db_query(s, what, e);

    if (!st)
        return -1;
    db_text(st, ":text", c->text);
    db_int(st, ":most", CONDITION_FEW);
    return db_value(s, st, what, n, e) < 0 ? -1 : 0;
}
