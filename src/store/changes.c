/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The change feed: what an app has to look at again. */
#include "store/changes.h"

#include "store/db.h"

int change_record(struct store *s, int64_t sample, const char *what, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_CHANGE_INSERT, e);

    if (!st)
        return -1;
    db_int(st, ":sample", sample);
    db_text(st, ":what", what);
    return db_done(s, st, SQL_CHANGE_INSERT, e);
}

int change_folders(struct store *s, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_FOLDER_CHANGE, e);

    return st ? db_done(s, st, SQL_FOLDER_CHANGE, e) : -1;
}

int change_each(struct store *s, int64_t since, int limit,
                int (*each)(void *arg, const struct change *c, struct err *e), void *arg,
                struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_CHANGE_SINCE, e);
    int found, rc = 0;

    if (!st)
        return -1;
    db_int(st, ":since", since);
    db_int(st, ":limit", limit);
    while (rc == 0 && (found = db_row(s, st, SQL_CHANGE_SINCE, e)) != 0) {
        const struct change c = {.seq = sqlite3_column_int64(st, 0),
                                 .sample = sqlite3_column_int64(st, 1),
                                 .what = (const char *)sqlite3_column_text(st, 2),
                                 .at = sqlite3_column_int64(st, 3)};

        rc = found < 0 ? -1 : each(arg, &c, e);
    }
    sqlite3_reset(st);
    return rc;
}

static int number(struct store *s, enum sql_id what, int64_t *out, struct err *e)
{
    sqlite3_stmt *st = db_query(s, what, e);

    return st && db_value(s, st, what, out, e) == 1 ? 0 : -1;
}

int change_last(struct store *s, int64_t *seq, struct err *e)
{
    return number(s, SQL_CHANGE_LAST, seq, e);
}

int change_version(struct store *s, int64_t *version, struct err *e)
{
    return number(s, SQL_CHANGE_VERSION, version, e);
}
