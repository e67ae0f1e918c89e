/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Named statements: prepare once, bind by name, step, report by name. */
#include "store/db.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "util/mem.h"
#include "util/utf8.h"

/* Another program is in the way for now; the library itself is well. */
static bool is_busy(int code)
{
    return (code & 0xff) == SQLITE_BUSY || code == SQLITE_PROTOCOL;
}

/* IOERR_SHMSIZE: the index of the WAL cannot grow, which on a full disk comes first. */
static bool is_full(int code)
{
    return (code & 0xff) == SQLITE_FULL || code == SQLITE_IOERR_WRITE ||
           code == SQLITE_IOERR_SHMSIZE;
}

int db_fail(sqlite3 *db, struct err *e, const char *where)
{
    const int code = sqlite3_extended_errcode(db);
    const char *why = sqlite3_errmsg(db);

    if (is_busy(code))
        return err_set(e, ERR_BUSY,
                       "another program keeps it locked; close that one, or try again");
    if (is_full(code))
        return err_set(e, ERR_STORE,
                       "no room to write the library (%s); free some space and run again",
                       why);
    if (code == SQLITE_NOTADB)
        return err_set(e, ERR_STORE, "is not a sampledb library");
    return where ? err_set(e, ERR_STORE, "%s (%s)", why, where)
                 : err_set(e, ERR_STORE, "%s", why);
}

static int fail(struct store *s, struct err *e, enum sql_id id)
{
    const char *file = sqlite3_db_filename(s->db, "main"); /* "" in memory */

    db_fail(s->db, e, sql_name[id]);
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

int db_atomic(struct store *s,
              int (*write)(struct store *s, const void *arg, struct err *e),
              const void *arg, struct err *e)
{
    const bool own = sqlite3_get_autocommit(s->db) != 0;
    int rc;

    if (own && store_begin(s, e) != 0)
        return -1;
    rc = write(s, arg, e);
    if (!own)
        return rc;
    if (rc >= 0)
        return store_commit(s, e) == 0 ? rc : -1;
    store_rollback(s);
    return rc;
}

const char *db_keep(struct store *s, int slot, sqlite3_stmt *st, int col)
{
    const bool null = sqlite3_column_type(st, col) == SQLITE_NULL;

    free(s->kept[slot]);
    s->kept[slot] = null ? NULL : db_column_bytes(st, col);
    return s->kept[slot];
}

static void show_path(sqlite3_context *call, int argc, sqlite3_value **argv)
{
    const void *bytes = sqlite3_value_blob(argv[0]);
    char *path, *display;

    (void)argc;
    path = mem_text(bytes ? bytes : "", (size_t)sqlite3_value_bytes(argv[0]));
    display = db_display(path);
    if (display)
        sqlite3_result_text(call, display, -1, SQLITE_TRANSIENT);
    free(display);
    free(path);
}

int db_functions(sqlite3 *db, struct err *e)
{
    if (sqlite3_create_function(db, "path_display", 1,
                                SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY,
                                NULL, show_path, NULL, NULL) != SQLITE_OK)
        return db_fail(db, e, NULL);
    return 0;
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
