/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The queue of files that wait to be analysed: it survives a crash because it is rows. */
#include "store/pending.h"

#include <stdlib.h>
#include <string.h>

#include "store/db.h"
#include "util/mem.h"

/* The scope as the statements want it: all, the directory itself, or a range below it. */
static void bind_scope(sqlite3_stmt *st, const struct scope *in, char **low, char **high)
{
    const size_t n = strlen(in->sub);

    *low = mem_new(n + 2, 1);
    *high = mem_new(n + 2, 1);
    memcpy(*low, in->sub, n);
    memcpy(*high, in->sub, n);
    (*low)[n] = '/';
    (*high)[n] = '/' + 1;
    db_int(st, ":folder", in->folder);
    db_int(st, ":all", n == 0);
    db_blob(st, ":sub", in->sub, n);
    db_blob(st, ":low", *low, n + 1);
    db_blob(st, ":high", *high, n + 1);
}

int files_force(struct store *s, const struct scope *in, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_FILES_FORCE, e);
    char *low, *high;
    int rc;

    if (!st)
        return -1;
    bind_scope(st, in, &low, &high);
    rc = db_done(s, st, SQL_FILES_FORCE, e);
    free(low);
    free(high);
    return rc;
}

int files_count_pending(struct store *s, const struct scope *in, int64_t *n,
                        struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_FILES_COUNT_PENDING, e);
    char *low, *high;
    int rc;

    if (!st)
        return -1;
    bind_scope(st, in, &low, &high);
    rc = db_value(s, st, SQL_FILES_COUNT_PENDING, n, e);
    free(low);
    free(high);
    return rc < 0 ? -1 : 0;
}

int files_pending(struct store *s, const struct scope *in, int64_t dir, const char *name,
                  int limit,
                  int (*each)(void *arg, const struct pending *p, struct err *e),
                  void *arg, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_FILES_PENDING, e);
    char *low, *high;
    int found, rc = 0;

    if (!st)
        return -1;
    bind_scope(st, in, &low, &high);
    db_int(st, ":dir", dir);
    db_blob(st, ":name", name, strlen(name));
    db_int(st, ":limit", limit);
    while (rc == 0 && (found = db_row(s, st, SQL_FILES_PENDING, e)) != 0) {
        char *path = NULL, *file = NULL;

        if (found < 0) {
            rc = -1;
            break;
        }
        path = db_column_bytes(st, 2);
        file = db_column_bytes(st, 3);
        rc = each(
            arg,
            &(struct pending){.id = sqlite3_column_int64(st, 0),
                              .dir = sqlite3_column_int64(st, 1),
                              .dir_path = path,
                              .name = file,
                              .error = (const char *)sqlite3_column_text(st, 7),
                              .stamp = {.size = sqlite3_column_int64(st, 4),
                                        .mtime_ns = sqlite3_column_int64(st, 5),
                                        .inode = (uint64_t)sqlite3_column_int64(st, 6)}},
            e);
        free(path);
        free(file);
    }
    sqlite3_reset(st);
    free(low);
    free(high);
    return rc;
}
