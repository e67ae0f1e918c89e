/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Samples that a person may be asked about. */
#include "store/unsure.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/db.h"
#include "store/folders.h"
#include "util/blob.h"
#include "util/mem.h"

/* path and `last`, without a slash before it that path ends with: "/" and '0' give "0".
 */
static char *with_end(const char *path, char last)
{
    size_t n = strlen(path);
    char *out;

    while (n > 0 && path[n - 1] == '/')
        n--;
    out = mem_new(n + 2, 1);
    snprintf(out, n + 2, "%.*s%c", (int)n, path, last);
    return out;
}

/* The texts that say where; owned. */
struct bounds {
    struct place at;
    char *low, *high, *below, *beyond;
};

static void bounds_clear(struct bounds *b)
{
    place_clear(&b->at);
    free(b->low);
    free(b->high);
    free(b->below);
    free(b->beyond);
}

/* What begins with "path/" sorts before "path0": '0' follows '/'. */
static int bounds_of(struct bounds *b, struct store *s, const char *below, struct err *e)
{
    const int found = folder_find(s, below, &b->at, e);

    if (found < 0)
        return -1;
    b->below = with_end(below, '/');
    b->beyond = with_end(below, '/' + 1);
    if (found == 1) {
        b->low = with_end(b->at.sub, '/');
        b->high = with_end(b->at.sub, '/' + 1);
    }
    return 0;
}

static void bind_bounds(sqlite3_stmt *st, const struct bounds *b)
{
    db_blob(st, ":below", b->below, strlen(b->below));
    db_blob(st, ":beyond", b->beyond, strlen(b->beyond));
    if (!b->low)
        return;
    db_int(st, ":folder", b->at.folder);
    db_int(st, ":whole", !*b->at.sub);
    db_blob(st, ":from", b->at.sub, strlen(b->at.sub));
    db_blob(st, ":low", b->low, strlen(b->low));
    db_blob(st, ":high", b->high, strlen(b->high));
}

/* The sample that st is at. */
static int hand_out(sqlite3_stmt *st,
                    int (*each)(void *arg, const struct unsure *x, struct err *e),
                    void *arg, struct err *e)
{
    const struct unsure x = {.sample = sqlite3_column_int64(st, 0),
                             .dir = sqlite3_column_int64(st, 1),
                             .blob = sqlite3_column_blob(st, 2),
                             .n = (size_t)sqlite3_column_bytes(st, 2)};

    return each(arg, &x, e);
}

int unsure_each(struct store *s, const char *below,
                int (*each)(void *arg, const struct unsure *x, struct err *e), void *arg,
                struct err *e)
{
    struct bounds b = {.low = NULL};
    int rc = below ? bounds_of(&b, s, below, e) : 0;
    sqlite3_stmt *st = rc == 0 ? db_query(s, SQL_UNSURE_EACH, e) : NULL;
    int found;

    rc = st ? 0 : -1;
    if (st) {
        db_int(st, ":version", BLOB_EMBEDDING_VERSION);
        db_int(st, ":everywhere", !below);
        if (below)
            bind_bounds(st, &b);
    }
    while (rc == 0 && (found = db_row(s, st, SQL_UNSURE_EACH, e)) != 0)
        rc = found < 0 ? -1 : hand_out(st, each, arg, e);
    if (st)
        sqlite3_reset(st);
    bounds_clear(&b);
    return rc;
}
