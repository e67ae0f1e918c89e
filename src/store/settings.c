/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the user wished of this library, and what has come of it: texts by name. */
#include "store/settings.h"

#include <stdlib.h>
#include <string.h>

#include "store/db.h"

/* 1 and the value (to free), 0, -1. */
static int get_setting(struct store *s, const char *name, char **out, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_SETTING_GET, e);
    int found;

    if (!st)
        return -1;
    db_text(st, ":name", name);
    found = db_row(s, st, SQL_SETTING_GET, e);
    if (found == 1) {
        *out = db_column_bytes(st, 0);
        sqlite3_reset(st);
    }
    return found;
}

int setting_put(struct store *s, const char *name, const char *value, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_SETTING_PUT, e);

    if (!st)
        return -1;
    db_text(st, ":name", name);
    db_text(st, ":value", value);
    return db_done(s, st, SQL_SETTING_PUT, e);
}

int setting_is(struct store *s, const char *name, const char *value, struct err *e)
{
    char *now = NULL;
    const int found = get_setting(s, name, &now, e);
    const int same = strcmp(now ? now : "", value) == 0;

    free(now);
    return found < 0 ? -1 : same;
}
