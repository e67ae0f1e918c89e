/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The library file: open, lock, transactions, and the named statements. */
#include "store/store.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/daemon.h"
#include "store/db.h"
#include "store/ledger.h"
#include "store/lock.h"
#include "store/migrate.h"
#include "store/turn.h"
#include "store/wal.h"
#include "store/warning.h"
#include "util/clock.h"
#include "util/file.h"
#include "util/mem.h"

enum {
    BUSY_MS = 10000,
    CLOSE_MS = 200,
    TURN_MS = 1000, /* the longest that an owner waits for others to begin before it */
    LOOK_MS = 10,   /* between two looks at a lock; the first come sooner */
    CACHE_KIB = 16384,
    WAL_FILE_BYTES = 64 << 20, /* to which a longer one is cut when it is started over */
    WAL_RETRY_MS = 5
};

static int run_pragma(struct store *s, const char *text, struct err *e)
{
    if (sqlite3_exec(s->db, text, NULL, NULL, NULL) == SQLITE_OK)
        return 0;
    return db_fail(s->db, e, NULL);
}

/* The only mode in which readers never wait. Of two that change to it at once each keeps
 * the other from it, and SQLite does not wait where that would be for ever. */
static int use_wal(struct store *s, struct err *e)
{
    const int64_t end_ms = clock_ms() + BUSY_MS;
    int rc;

    while ((rc = sqlite3_exec(s->db, "PRAGMA journal_mode = WAL", NULL, NULL, NULL)) &&
           (rc & 0xff) == SQLITE_BUSY && clock_ms() < end_ms)
        sqlite3_sleep(WAL_RETRY_MS);
    return rc == SQLITE_OK ? 0 : db_fail(s->db, e, NULL);
}

/* Reading settings, and those of a writer. */
static int configure(struct store *s, enum store_mode mode, struct err *e)
{
    char text[320];

    /* Closing must not lock readers out for a checkpoint: we checkpoint ourselves. */
    sqlite3_db_config(s->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    sqlite3_db_config(s->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    snprintf(text, sizeof text,
             "PRAGMA foreign_keys = ON; PRAGMA mmap_size = 0; PRAGMA cache_size = -%d;",
             CACHE_KIB);
    if (run_pragma(s, text, e) != 0)
        return -1;
    if (mode == STORE_READ)
        return 0;
    if (use_wal(s, e) != 0)
        return -1;
    snprintf(text, sizeof text,
             "PRAGMA synchronous = %s; PRAGMA journal_size_limit = %d;",
             mode == STORE_OWN ? "NORMAL" : "FULL", WAL_FILE_BYTES);
    if (run_pragma(s, text, e) != 0)
        return -1;
    wal_follow(s);
    return 0;
}

/* SQLite's own handler looks ten times a second only, and is too late for most gaps. */
static int wait_for_lock(void *arg, int times)
{
    struct store *s = arg;
    const int64_t now = clock_ms();

    if (times == 0)
        s->waits_since = now;
    if (now - s->waits_since >= s->patience_ms)
        return 0;
    sqlite3_sleep(times < LOOK_MS ? times + 1 : LOOK_MS);
    return 1;
}

static int open_file(struct store *s, const char *path, enum store_mode mode,
                     struct err *e)
{
    const int flags = mode == STORE_READ ? SQLITE_OPEN_READONLY
                                         : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;

    if (sqlite3_open_v2(path, &s->db, flags | SQLITE_OPEN_EXRESCODE, NULL) != SQLITE_OK)
        return err_set(e, ERR_IO, "%s", sqlite3_errmsg(s->db));
    s->patience_ms = BUSY_MS; /* before anything is asked of it */
    sqlite3_busy_handler(s->db, wait_for_lock, s);
    return db_functions(s->db, e);
}

/* An older library is brought up to date even for a reader: that needs a writer. */
static int upgrade_first(const char *path, struct err *e)
{
    struct store *s = NULL;

    if (store_open(&s, path, STORE_WRITE, e) != 0)
        return -1;
    store_close(s);
    return 0;
}

static int open_reader(struct store *s, const char *path, struct err *e)
{
    bool old = false;

    if (access(path, F_OK) != 0)
        return err_set(e, ERR_IO,
                       "no library here yet; make one with: sampledb index DIR");
    if (open_file(s, path, STORE_READ, e) != 0 || configure(s, STORE_READ, e) != 0 ||
        migrate_check(s->db, &old, e) != 0)
        return -1;
    if (!old)
        return 0;
    sqlite3_close(s->db);
    s->db = NULL;
    if (upgrade_first(path, e) != 0 || open_file(s, path, STORE_READ, e) != 0)
        return -1;
    return configure(s, STORE_READ, e);
}

static int open_writer(struct store *s, const char *path, enum store_mode mode,
                       struct err *e)
{
    const bool memory = strcmp(path, ":memory:") == 0;

    if (!memory && file_parents(path, e) != 0)
        return -1;
    if (!memory && mode == STORE_OWN && lock_take(&s->lock_fd, path, e) != 0)
        return -1;
    if (open_file(s, path, mode, e) != 0 || migrate_check(s->db, NULL, e) != 0 ||
        configure(s, mode, e) != 0)
        return -1;
    if (!memory && sqlite3_db_readonly(s->db, "main") == 1)
        return err_set(e, ERR_IO, "is read-only; check its permissions");
    return migrate(s->db, e) == 0 ? ledger_catch_up(s, e) : -1;
}

/* Whoever owns the library knows that no daemon does: what rows say of one that was
 * killed, and of who was in its way, is not true any more. */
static int forget_owner(struct store *s, struct err *e)
{
    const int stale = daemon_stale(s, e);

    if (stale < 0 || (stale == 1 && daemon_put(s, DAEMON_STOPPED, NULL, 0, e) != 0))
        return -1;
    return warnings_withdraw(s, e);
}

int store_open(struct store **out, const char *path, enum store_mode mode, struct err *e)
{
    struct store *s = mem_new(1, sizeof *s);
    int rc;

    s->lock_fd = -1;
    rc = mode == STORE_READ ? open_reader(s, path, e) : open_writer(s, path, mode, e);
    if (rc == 0 && mode == STORE_OWN)
        rc = forget_owner(s, e);
    if (rc != 0) {
        store_close(s);
        return err_in(e, "%s", path);
    }
    *out = s;
    return 0;
}

int store_open_there(struct store **out, const char *path, struct err *e)
{
    const bool there = access(path, F_OK) == 0 || errno != ENOENT;

    return store_open(out, path, there ? STORE_WRITE : STORE_READ, e);
}

/*
 * Leave an empty WAL: the next process to open the library must read all of it,
 * and readers that come meanwhile are told SQLITE_BUSY. Where a reader is at work
 * now, what it needs stays.
 */
static void empty_wal(struct store *s)
{
    s->patience_ms = CLOSE_MS;
    sqlite3_wal_checkpoint_v2(s->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
}

void store_close(struct store *s)
{
    if (!s)
        return;
    if (s->db)
        store_rollback(s);
    ledger_close(s);
    for (int i = 0; i < SQL_COUNT; i++)
        sqlite3_finalize(s->stmt[i]);
    sqlite3_finalize(s->best_file);
    for (int i = 0; i < KEPT; i++)
        free(s->kept[i]);
    if (s->db && s->lock_fd >= 0)
        empty_wal(s);
    sqlite3_close(s->db);
    lock_drop(s->lock_fd);
    free(s);
}

void store_patience(struct store *s, int wait_ms) { s->patience_ms = wait_ms; }

size_t store_memory(void) { return (size_t)sqlite3_memory_used(); }

void store_rest(struct store *s)
{
    wal_rest(s);
    sqlite3_db_release_memory(s->db);
}

static int transact(struct store *s, enum sql_id id, struct err *e)
{
    sqlite3_stmt *st = db_query(s, id, e);

    return st ? db_done(s, st, id, e) : -1;
}

int store_begin(struct store *s, struct err *e)
{
    const bool owner = s->lock_fd >= 0;
    const int wait_ms = owner && s->patience_ms > TURN_MS ? TURN_MS : s->patience_ms;
    const int turn = turn_take(s->db, !owner, wait_ms);
    const int rc = transact(s, SQL_BEGIN, e);

    turn_give(turn);
    return rc;
}

int store_begin_read(struct store *s, struct err *e)
{
    return transact(s, SQL_BEGIN_READ, e);
}

int store_commit(struct store *s, struct err *e)
{
    /* The second copy of what users said first: see store/ledger.h. */
    int rc = ledger_flush(s, e);

    if (rc == 0)
        rc = transact(s, SQL_COMMIT, e);
    if (rc != 0) {
        store_rollback(s);
        return rc;
    }
    ledger_done(s);
    wal_tend(s);
    return 0;
}

void store_rollback(struct store *s)
{
    struct err ignored = {0};

    ledger_undo(s);
    if (!sqlite3_get_autocommit(s->db))
        transact(s, SQL_ROLLBACK, &ignored);
}
