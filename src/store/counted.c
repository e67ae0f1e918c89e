/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counts of a library for whoever watches over it. */
#include "store/counted.h"

#include "store/db.h"

int counted_files(struct store *s,
                  int (*each)(void *arg, const char *state, const char *error, int64_t n,
                              struct err *e),
                  void *arg, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_COUNTED_FILES, e);
    int found, rc = 0;

    if (!st)
        return -1;
    while (rc == 0 && (found = db_row(s, st, SQL_COUNTED_FILES, e)) != 0)
        rc = found < 0 ? -1
                       : each(arg, (const char *)sqlite3_column_text(st, 0),
                              (const char *)sqlite3_column_text(st, 1),
                              sqlite3_column_int64(st, 2), e);
    sqlite3_reset(st);
    return rc;
}

int counted_samples(struct store *s, int64_t *n, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_COUNTED_SAMPLES, e);

    return st && db_value(s, st, SQL_COUNTED_SAMPLES, n, e) == 1 ? 0 : -1;
}

int counted_judgements(struct store *s,
                       int (*each)(void *arg, const struct counted_judgement *j,
                                   struct err *e),
                       void *arg, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_COUNTED_JUDGEMENTS, e);
    int found, rc = 0;

    if (!st)
        return -1;
    while (rc == 0 && (found = db_row(s, st, SQL_COUNTED_JUDGEMENTS, e)) != 0) {
        const struct counted_judgement j = {
            (const char *)sqlite3_column_text(st, 0),
            (const char *)sqlite3_column_text(st, 1), sqlite3_column_int64(st, 2),
            sqlite3_column_int64(st, 3), sqlite3_column_int64(st, 4)};

        rc = found < 0 ? -1 : each(arg, &j, e);
    }
    sqlite3_reset(st);
    return rc;
}
