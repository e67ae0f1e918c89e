/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The vocabulary: tags by facet and name, and every word that finds them. */
#include "store/tags.h"

#include <stdlib.h>
#include <string.h>

#include "store/db.h"
#include "util/mem.h"

static int put_word(struct store *s, int64_t tag, const char *word, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_TAG_WORD_PUT, e);

    if (!st)
        return -1;
    db_text(st, ":word", word);
    db_int(st, ":tag", tag);
    return db_done(s, st, SQL_TAG_WORD_PUT, e);
}

/* Each run of whole parts: "hat", "hat.closed" and "drums.hat" of "drums.hat.closed". */
static int put_parts(struct store *s, int64_t tag, const char *name, struct err *e)
{
    int rc = 0;

    for (const char *from = name; from && rc == 0;) {
        const char *next = strchr(from, '.');

        for (const char *end = next ? next : from + strlen(from); rc == 0;) {
            char *word = mem_text(from, (size_t)(end - from));

            rc = put_word(s, tag, word, e);
            free(word);
            if (!*end)
                break;
            end += strcspn(end + 1, ".") + 1;
        }
        from = next ? next + 1 : NULL;
    }
    return rc;
}

/* Only a category has parts. A number is no word: "120" is more likely in a name. */
static int put_words(struct store *s, int64_t tag, const char *facet, const char *name,
                     struct err *e)
{
    if (strcmp(facet, "category") == 0)
        return put_parts(s, tag, name, e);
    return strcmp(facet, "bpm") == 0 ? 0 : put_word(s, tag, name, e);
}

static int find(struct store *s, const char *facet, const char *name, int64_t *id,
                struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_TAG_FIND, e);

    if (!st)
        return -1;
    db_text(st, ":facet", facet);
    db_text(st, ":name", name);
    return db_value(s, st, SQL_TAG_FIND, id, e);
}

int tag_enter(struct store *s, const char *facet, const char *name, int64_t *id,
              struct err *e)
{
    const int found = find(s, facet, name, id, e);
    sqlite3_stmt *st;

    if (found != 0)
        return found < 0 ? -1 : 0;
    st = db_query(s, SQL_TAG_INSERT, e);
    if (!st)
        return -1;
    db_text(st, ":facet", facet);
    db_text(st, ":name", name);
    if (db_value(s, st, SQL_TAG_INSERT, id, e) < 0)
        return -1;
    return put_words(s, *id, facet, name, e);
}

int tags_worn(struct store *s, int64_t sample,
              int (*each)(void *arg, const struct worn *w, struct err *e), void *arg,
              struct err *e)
{
    sqlite3_stmt *st = db_query_id(s, SQL_TAGS_WORN, sample, e);
    int found, rc = 0;

    if (!st)
        return -1;
    while (rc == 0 && (found = db_row(s, st, SQL_TAGS_WORN, e)) != 0) {
        const struct worn w = {.facet = (const char *)sqlite3_column_text(st, 0),
                               .tag = (const char *)sqlite3_column_text(st, 1),
                               .source = (const char *)sqlite3_column_text(st, 2),
                               .confidence = db_column_real(st, 3)};

        rc = found < 0 ? -1 : each(arg, &w, e);
    }
    sqlite3_reset(st);
    return rc;
}

int tags_counted(struct store *s,
                 int (*each)(void *arg, const struct tag_count *t, struct err *e),
                 void *arg, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_TAGS_COUNTED, e);
    int found, rc = 0;

    if (!st)
        return -1;
    while (rc == 0 && (found = db_row(s, st, SQL_TAGS_COUNTED, e)) != 0) {
        const struct tag_count t = {.facet = (const char *)sqlite3_column_text(st, 0),
                                    .tag = (const char *)sqlite3_column_text(st, 1),
                                    .samples = sqlite3_column_int64(st, 2)};

        rc = found < 0 ? -1 : each(arg, &t, e);
    }
    sqlite3_reset(st);
    return rc;
}
