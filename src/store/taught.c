/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What users have said of sounds, with what a model needs to learn it. */
#include "store/taught.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "store/db.h"
#include "util/blob.h"
#include "util/mem.h"

/* What stands of one sample. */
struct words {
    char *category, **rejected; /* owned, as is each of (n) */
    size_t n, room, all;
    int form; /* enum sound_form, or -1 */
    bool ruled_out[FORM_COUNT];
};

static void words_clear(struct words *w)
{
    for (size_t i = 0; i < w->n; i++)
        free(w->rejected[i]);
    free(w->rejected);
    free(w->category);
}

static void take(struct words *w, const char *facet, const char *tag, bool confirmed)
{
    const int form = strcmp(facet, "form") == 0 ? sound_form_of(tag) : -1;

    w->all++;
    if (form >= 0 && confirmed)
        w->form = form;
    else if (form >= 0)
        w->ruled_out[form] = true;
    if (strcmp(facet, "category") != 0)
        return;
    if (confirmed) {
        free(w->category);
        w->category = mem_text(tag, strlen(tag));
        return;
    }
    w->rejected = mem_more(w->rejected, w->n, &w->room, sizeof *w->rejected);
    w->rejected[w->n++] = mem_text(tag, strlen(tag));
}

static int read_words(struct store *s, int64_t sample, struct words *w, struct err *e)
{
    sqlite3_stmt *st = db_query_id(s, SQL_TAUGHT_WORDS, sample, e);
    int found;

    if (!st)
        return -1;
    while ((found = db_row(s, st, SQL_TAUGHT_WORDS, e)) == 1)
        take(w, (const char *)sqlite3_column_text(st, 0),
             (const char *)sqlite3_column_text(st, 1), sqlite3_column_int(st, 2) == 1);
    return found;
}

/* The one that was confirmed, or the only one that was not ruled out. */
static int form_of(const struct words *w)
{
    int left = -1, n = 0, out = 0;

    for (int form = 0; form < FORM_COUNT; form++) {
        out += w->ruled_out[form];
        if (!w->ruled_out[form]) {
            left = form;
            n++;
        }
    }
    return w->form >= 0 ? w->form : out > 0 && n == 1 ? left : -1;
}

/* The sample that st is at. */
static int hand_out(struct store *s, sqlite3_stmt *st,
                    int (*each)(void *arg, const struct taught *x, struct err *e),
                    void *arg, struct err *e)
{
    struct words w = {.form = -1};
    struct taught x = {.sample = sqlite3_column_int64(st, 0),
                       .dir = sqlite3_column_int64(st, 1),
                       .blob = sqlite3_column_blob(st, 2),
                       .n = (size_t)sqlite3_column_bytes(st, 2)};
    int rc = read_words(s, x.sample, &w, e);

    if (rc == 0) {
        x.category = w.category;
        x.rejected = (const char *const *)w.rejected;
        x.rejections = w.n;
        x.form = form_of(&w);
        x.corrections = w.all;
        rc = each(arg, &x, e);
    }
    words_clear(&w);
    return rc;
}

static void bind_kinds(sqlite3_stmt *st, const uint8_t trunk[SOUND_TRUNK])
{
    db_blob(st, ":trunk", trunk, SOUND_TRUNK);
    db_int(st, ":embedding", BLOB_EMBEDDING_VERSION);
    db_int(st, ":mel", BLOB_MEL_VERSION);
}

int taught_each(struct store *s, const uint8_t trunk[SOUND_TRUNK],
                int (*each)(void *arg, const struct taught *x, struct err *e), void *arg,
                struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_TAUGHT_SAMPLES, e);
    int found, rc = 0;

    if (!st)
        return -1;
    bind_kinds(st, trunk);
    while (rc == 0 && (found = db_row(s, st, SQL_TAUGHT_SAMPLES, e)) != 0)
        rc = found < 0 ? -1 : hand_out(s, st, each, arg, e);
    sqlite3_reset(st);
    return rc;
}

int taught_beside(struct store *s, const uint8_t trunk[SOUND_TRUNK],
                  int (*each)(void *arg, int64_t dir, const void *blob, size_t n,
                              struct err *e),
                  void *arg, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_TAUGHT_BESIDE, e);
    int found, rc = 0;

    if (!st)
        return -1;
    bind_kinds(st, trunk);
    db_int(st, ":most", TAUGHT_BESIDE);
    while (rc == 0 && (found = db_row(s, st, SQL_TAUGHT_BESIDE, e)) != 0)
        rc = found < 0
                 ? -1
                 : each(arg, sqlite3_column_int64(st, 0), sqlite3_column_blob(st, 1),
                        (size_t)sqlite3_column_bytes(st, 1), e);
    sqlite3_reset(st);
    return rc;
}

int taught_mel(struct store *s, int64_t sample, const void **data, size_t *n,
               struct err *e)
{
    sqlite3_stmt *st = db_query_id(s, SQL_TAUGHT_MEL, sample, e);
    int found;

    if (!st)
        return -1;
    db_int(st, ":mel", BLOB_MEL_VERSION);
    found = db_row(s, st, SQL_TAUGHT_MEL, e);
    if (found == 1) {
        *data = sqlite3_column_blob(st, 0);
        *n = (size_t)sqlite3_column_bytes(st, 0);
    }
    return found;
}

int taught_nothing(struct store *s,
                   int (*each)(void *arg, const void *mel, size_t n, struct err *e),
                   void *arg, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_TAUGHT_NOTHING, e);
    int found, rc = 0;

    if (!st)
        return -1;
    db_int(st, ":mel", BLOB_MEL_VERSION);
    while (rc == 0 && (found = db_row(s, st, SQL_TAUGHT_NOTHING, e)) != 0)
        rc = found < 0 ? -1
                       : each(arg, sqlite3_column_blob(st, 0),
                              (size_t)sqlite3_column_bytes(st, 0), e);
    sqlite3_reset(st);
    return rc < 0 ? -1 : 0;
}
