/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bring a library up to SQL_VERSION: one numbered step, one transaction each. */
#include "store/migrate.h"

#include <stdio.h>

#include "store/db.h"
#include "store/sql_data.h"

static int pragma_int(sqlite3 *db, const char *text, int *out, struct err *e)
{
    sqlite3_stmt *st = NULL;
    int rc = sqlite3_prepare_v2(db, text, -1, &st, NULL);

    if (rc == SQLITE_OK)
        rc = sqlite3_step(st);
    if (rc == SQLITE_ROW)
        *out = sqlite3_column_int(st, 0);
    else
        db_fail(db, e, NULL);
    sqlite3_finalize(st);
    return rc == SQLITE_ROW ? 0 : -1;
}

static int check(sqlite3 *db, bool *old, struct err *e)
{
    int version = 0, id = 0, objects = 0;

    if (pragma_int(db, "PRAGMA application_id", &id, e) != 0 ||
        pragma_int(db, "PRAGMA user_version", &version, e) != 0 ||
        pragma_int(db, sql_text[SQL_COUNT_OBJECTS], &objects, e) != 0)
        return -1;
    if (id != STORE_APPLICATION_ID && (id != 0 || version != 0 || objects != 0))
        return err_set(e, ERR_STORE, "is a database of another program");
    if (version > SQL_VERSION)
        return err_set(e, ERR_STORE,
                       "was made by a newer sampledb (schema %d, this one knows %d); "
                       "upgrade sampledb",
                       version, SQL_VERSION);
    if (old)
        *old = version < SQL_VERSION;
    return 0;
}

/* In one picture: another process may take the first step while this one looks. */
int migrate_check(sqlite3 *db, bool *old, struct err *e)
{
    int rc;

    if (sqlite3_exec(db, "BEGIN", NULL, NULL, NULL) != SQLITE_OK)
        return db_fail(db, e, "BEGIN");
    rc = check(db, old, e);
    sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
    return rc;
}

static int step(sqlite3 *db, int to, struct err *e)
{
    char bump[128];

    snprintf(bump, sizeof bump,
             "PRAGMA application_id = %d; PRAGMA user_version = %d; COMMIT",
             STORE_APPLICATION_ID, to);
    if (sqlite3_exec(db, sql_migration[to - 1], NULL, NULL, NULL) == SQLITE_OK &&
        sqlite3_exec(db, bump, NULL, NULL, NULL) == SQLITE_OK)
        return 0;
    db_fail(db, e, NULL);
    sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
    return err_in(e, "schema step %d", to);
}

int migrate(sqlite3 *db, struct err *e)
{
    bool old = true;
    int version = 0;

    while (migrate_check(db, &old, e) == 0 && old) {
        if (sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL) != SQLITE_OK)
            return db_fail(db, e, "BEGIN");
        /* Read again under the lock: another process may have been quicker. */
        if (pragma_int(db, "PRAGMA user_version", &version, e) != 0)
            return -1;
        if (version >= SQL_VERSION)
            sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
        else if (step(db, version + 1, e) != 0)
            return -1;
    }
    return old ? -1 : 0;
}
