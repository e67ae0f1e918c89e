/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the files of a sample lie. */
#include "store/located.h"

#include <stdlib.h>
#include <string.h>

#include "store/db.h"
#include "util/buf.h"

/* dir/name, or the name alone in the folder itself. To free(). */
static char *joined(sqlite3_stmt *st)
{
    char *dir = db_column_bytes(st, 1), *name = db_column_bytes(st, 2);
    struct buf path = {0};

    buf_bytes(&path, dir, strlen(dir));
    if (*dir)
        buf_u8(&path, '/');
    buf_bytes(&path, name, strlen(name) + 1);
    free(dir);
    free(name);
    return (char *)path.data;
}

static int offer(sqlite3_stmt *st, int (*each)(void *arg, const struct located *l),
                 void *arg)
{
    char *folder = db_column_bytes(st, 0), *path = joined(st);
    const struct located l = {folder, path, (const char *)sqlite3_column_text(st, 3)};
    const int taken = each(arg, &l);

    free(folder);
    free(path);
    return taken;
}

static int exists(struct store *s, int64_t sample, struct err *e)
{
    sqlite3_stmt *st = db_query_id(s, SQL_LOCATED_SAMPLE, sample, e);
    int64_t one;

    return st ? db_value(s, st, SQL_LOCATED_SAMPLE, &one, e) : -1;
}

int located_each(struct store *s, int64_t sample,
                 int (*each)(void *arg, const struct located *l), void *arg,
                 struct err *e)
{
    sqlite3_stmt *st = db_query_id(s, SQL_LOCATED_FILES, sample, e);
    int found, known;

    if (!st)
        return -1;
    while ((found = db_row(s, st, SQL_LOCATED_FILES, e)) == 1)
        if (offer(st, each, arg)) {
            sqlite3_reset(st);
            return 1;
        }
    if (found < 0)
        return -1;
    known = exists(s, sample, e);
    return known == 0 ? -2 : known < 0 ? -1 : 0;
}
