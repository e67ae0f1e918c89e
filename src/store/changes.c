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
