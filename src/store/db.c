/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Named statements: prepare once, bind by name, step, report by name. */
#include "store/db.h"

#include <math.h>
#include <string.h>

#include "util/mem.h"
#include "util/utf8.h"

/* *e from the connection's last error, with the statement's name; returns -1. */
static int fail(struct store *s, struct err *e, enum sql_id id)
{
    const int code = sqlite3_extended_errcode(s->db);
    const char *file = sqlite3_db_filename(s->db, "main"); /* "" in memory */

    if (sqlite3_errcode(s->db) == SQLITE_FULL || code == SQLITE_IOERR_WRITE)
        err_set(e, ERR_STORE,
                "no room to write the library (%s); free some space and run again",
                sqlite3_errmsg(s->db));
    else
        err_set(e, ERR_STORE, "%s (%s)", sqlite3_errmsg(s->db), sql_name[id]);
    return file && *file ? err_in(e, "%s", file) : -1;
}

sqlite3_stmt *db_query(struct store *s, enum sql_id id, struct err *e)
{
    sqlite3_stmt **st = &s->stmt[id];

    if (!*st && sqlite3_prepare_v3(s->db, sql_text[id], -1, SQLITE_PREPARE_PERSISTENT, st,
                                   NULL) != SQLITE_OK) {
        fail(s, e, id);
        return NULL;
    }
    sqlite3_reset(*st);
    sqlite3_clear_bindings(*st);
    return *st;
}

static int at(sqlite3_stmt *st, const char *name)
{
    return sqlite3_bind_parameter_index(st, name);
}

void db_int(sqlite3_stmt *st, const char *name, int64_t v)
{
    sqlite3_bind_int64(st, at(st, name), v);
}

sqlite3_stmt *db_query_id(struct store *s, enum sql_id what, int64_t id, struct err *e)
{
    sqlite3_stmt *st = db_query(s, what, e);

    if (st)
        db_int(st, ":id", id);
    return st;
}

void db_real(sqlite3_stmt *st, const char *name, double v)
{
    sqlite3_bind_double(st, at(st, name), v);
}

void db_text(sqlite3_stmt *st, const char *name, const char *v)
{
    sqlite3_bind_text(st, at(st, name), v, -1, SQLITE_STATIC);
}

void db_blob(sqlite3_stmt *st, const char *name, const void *v, size_t n)
{
    if (n == 0) /* a NULL pointer would bind NULL */
        sqlite3_bind_zeroblob(st, at(st, name), 0);
    else
        sqlite3_bind_blob64(st, at(st, name), v, n, SQLITE_STATIC);
}

int db_row(struct store *s, sqlite3_stmt *st, enum sql_id id, struct err *e)
{
    const int rc = sqlite3_step(st);

    if (rc == SQLITE_ROW)
        return 1;
    if (rc != SQLITE_DONE)
        fail(s, e, id);
    sqlite3_reset(st);
    return rc == SQLITE_DONE ? 0 : -1;
}

int db_done(struct store *s, sqlite3_stmt *st, enum sql_id id, struct err *e)
{
    int rc;

    do
        rc = db_row(s, st, id, e);
    while (rc == 1);
    return rc;
}

int db_run_id(struct store *s, enum sql_id what, int64_t id, struct err *e)
{
    sqlite3_stmt *st = db_query_id(s, what, id, e);

    return st ? db_done(s, st, what, e) : -1;
}

int db_value(struct store *s, sqlite3_stmt *st, enum sql_id id, int64_t *out,
             struct err *e)
{
    const int rc = db_row(s, st, id, e);

    if (rc == 1) {
        *out = sqlite3_column_int64(st, 0);
        sqlite3_reset(st);
    }
    return rc;
}

int db_picture(struct store *s, int (*read)(struct store *s, void *arg, struct err *e),
               void *arg, struct err *e)
{
    const bool own = sqlite3_get_autocommit(s->db) != 0;
    int rc;

    if (own && store_begin_read(s, e) != 0)
        return -1;
    rc = read(s, arg, e);
    if (own)
        store_rollback(s); /* nothing was written */
    return rc;
}

char *db_display(const char *bytes)
{
    const size_t n = strlen(bytes), room = 3 * n + 1;
    char *text;

    if (utf8_valid(bytes, n))
        return NULL;
    text = mem_new(room, 1);
    utf8_display(text, room, bytes, n);
    return text;
}

char *db_column_bytes(sqlite3_stmt *st, int col)
{
    const void *p = sqlite3_column_blob(st, col);

    return mem_text(p, (size_t)sqlite3_column_bytes(st, col));
}

double db_column_real(sqlite3_stmt *st, int col)
{
    const bool null = sqlite3_column_type(st, col) == SQLITE_NULL;

    return null ? (double)NAN : sqlite3_column_double(st, col);
}

int64_t db_column_int_or(sqlite3_stmt *st, int col, int64_t absent)
{
    const bool null = sqlite3_column_type(st, col) == SQLITE_NULL;

    return null ? absent : sqlite3_column_int64(st, col);
}
