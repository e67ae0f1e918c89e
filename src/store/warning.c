/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is wrong with the library, as rows that apps can read. */
#include "store/warning.h"

#include "store/db.h"

int warning_each(struct store *s,
                 int (*each)(void *arg, const struct warning *w, struct err *e),
                 void *arg, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_WARNINGS_ALL, e);
    int found, rc = 0;

    if (!st)
        return -1;
    while (rc == 0 && (found = db_row(s, st, SQL_WARNINGS_ALL, e)) != 0) {
        const struct warning w = {.kind = (const char *)sqlite3_column_text(st, 0),
                                  .pid = sqlite3_column_int64(st, 1),
                                  .program = (const char *)sqlite3_column_text(st, 2),
                                  .bytes = sqlite3_column_int64(st, 3),
                                  .since = sqlite3_column_int64(st, 4)};

        rc = found < 0 ? -1 : each(arg, &w, e);
    }
    sqlite3_reset(st);
    return rc;
}

int warning_put(struct store *s, const struct warning *w, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_WARNING_PUT, e);

    if (!st)
        return -1;
    db_int(st, ":pid", w->pid);
    db_text(st, ":program", w->program);
    db_int(st, ":bytes", w->bytes);
    return db_done(s, st, SQL_WARNING_PUT, e);
}

static int clear(struct store *s, const void *arg, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_WARNINGS_CLEAR, e);

    (void)arg;
    return st ? db_done(s, st, SQL_WARNINGS_CLEAR, e) : -1;
}

int warnings_withdraw(struct store *s, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_WARNINGS_ANY, e);
    int64_t any = 0;

    if (!st || db_value(s, st, SQL_WARNINGS_ANY, &any, e) < 0)
        return -1;
    return any ? db_atomic(s, clear, NULL, e) : 0;
}
