/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STORE_DB_H
#define STORE_DB_H

#include <sqlite3.h>
#include <stdbool.h>

#include "store/sql_data.h"
#include "store/store.h"

/*
 * What store/'s own files share: the connection and its named statements.
 * Nobody outside store/ includes this.
 */
enum { KEPT_PATH, KEPT_DISPLAY, KEPT_WHY, KEPT_MARKER, KEPT_COVER, KEPT_DAEMON, KEPT };

struct store {
    sqlite3 *db;
    sqlite3_stmt *stmt[SQL_COUNT]; /* prepared on first use, kept */
    sqlite3_stmt *best_file;       /* the same of search_sample() */
    int lock_fd;                   /* -1 unless STORE_OWN */
    int patience_ms;               /* how long to wait for another program's lock */
    int64_t waits_since;           /* clock_ms() of a wait under way */
    char *kept[KEPT];              /* what folder_get() and daemon_get() lend; owned */
    struct ledger *ledger;         /* NULL until it is needed */
    int wal_pages;   /* after the last commit; this and what follows: wal.h */
    int wal_again;   /* pages at which it is to be started over */
    int wal_warned;  /* pages at which a warning is written; 0 = none is */
    bool wal_stuck;  /* a reader keeps it from being started over */
    bool wal_tended; /* wal_tend() is at work */
};

/* *e from the connection's last error; `where` (NULL is fine) says what it was at.
 * ERR_BUSY where another program holds a lock: the same call may work later; else
 * ERR_STORE. Returns -1. */
int db_fail(sqlite3 *db, struct err *e, const char *where);

/* Let statements call path_display(path): the text to show for a path that is not UTF-8,
 * NULL for one that is. No view, trigger or index may: other programs lack it. */
int db_functions(sqlite3 *db, struct err *e);

/* The statement, reset and with nothing bound; NULL with *e set. Borrowed. */
sqlite3_stmt *db_query(struct store *s, enum sql_id id, struct err *e);

/* The same with :id bound. */
sqlite3_stmt *db_query_id(struct store *s, enum sql_id what, int64_t id, struct err *e);

void db_int(sqlite3_stmt *st, const char *name, int64_t v);
void db_real(sqlite3_stmt *st, const char *name, double v);
/* Borrowed until the statement is reset. NULL text binds NULL. */
void db_text(sqlite3_stmt *st, const char *name, const char *v);
void db_blob(sqlite3_stmt *st, const char *name, const void *v, size_t n);

/* 1 a row is there, 0 no more (reset), -1 *e set (reset). */
int db_row(struct store *s, sqlite3_stmt *st, enum sql_id id, struct err *e);
/* Run to the end and reset: 0, or -1. */
int db_done(struct store *s, sqlite3_stmt *st, enum sql_id id, struct err *e);
/* db_query_id() and db_done(). */
int db_run_id(struct store *s, enum sql_id what, int64_t id, struct err *e);
/* The first column of the only row, then reset: 1 there, 0 none, -1. */
int db_value(struct store *s, sqlite3_stmt *st, enum sql_id id, int64_t *out,
             struct err *e);

/* Run read() over one unchanging picture of the library: in a reading transaction of its
 * own, or in the one that is open. Returns what read() returns, or -1. */
int db_picture(struct store *s, int (*read)(struct store *s, void *arg, struct err *e),
               void *arg, struct err *e);

/* Run write() as one transaction of its own, or as a part of the one that is open.
 * Returns what write() returns, or -1. */
int db_atomic(struct store *s,
              int (*write)(struct store *s, const void *arg, struct err *e),
              const void *arg, struct err *e);

/* A text column, kept until the next call for the same slot; NULL for NULL. */
const char *db_keep(struct store *s, int slot, sqlite3_stmt *st, int col);

/* What to show for a path that is not UTF-8; NULL for one that is. To free(). */
char *db_display(const char *bytes);

/* A BLOB column as NUL-terminated bytes. To free(). */
char *db_column_bytes(sqlite3_stmt *st, int col);

/* A number column; NAN, or what stands for absent, for NULL. */
double db_column_real(sqlite3_stmt *st, int col);
int64_t db_column_int_or(sqlite3_stmt *st, int col, int64_t absent);

#endif
