/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A library copied while others use it, and the copy compared with it. */
#include "store/copy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/correction.h"
#include "store/db.h"
#include "store/feedback.h"
#include "store/migrate.h"
#include "util/blob.h"
#include "util/mem.h"

enum { STEP_PAGES = 256, BUSY_MS = 10000 };

static int count_word(void *arg, int64_t id, const struct correction *c, struct err *e)
{
    struct tally *t = arg;
    struct buf line = {0};

    (void)id;
    (void)e;
    correction_write(&line, c);
    t->words = blob_crc(t->words, line.data, line.len);
    t->corrections++;
    buf_clear(&line);
    return 0;
}

int tally_of(struct store *s, struct tally *out, struct err *e)
{
    struct tally t = {0};
    sqlite3_stmt *st = db_query(s, SQL_CHECK_COUNTS, e);
    int64_t words = 0;

    if (!st || db_row(s, st, SQL_CHECK_COUNTS, e) != 1)
        return -1;
    t.files = sqlite3_column_int64(st, 0);
    t.samples = sqlite3_column_int64(st, 1);
    t.features = sqlite3_column_int64(st, 2);
    sqlite3_reset(st);
    st = db_query(s, SQL_COPY_HAS_WORDS, e); /* older libraries have none */
    if (!st || db_value(s, st, SQL_COPY_HAS_WORDS, &words, e) < 0)
        return -1;
    if (words && feedback_each(s, 0, count_word, &t, e) != 0)
        return -1;
    *out = t;
    return 0;
}

static bool is_library(struct store *s)
{
    struct err ignored = {0};
    sqlite3_stmt *st = db_query(s, SQL_CHECK_NUMBERS, &ignored);
    int64_t id = 0;

    return st && db_value(s, st, SQL_CHECK_NUMBERS, &id, &ignored) == 1 &&
           id == STORE_APPLICATION_ID;
}

static int open_raw(struct store *s, const char *path, bool write, struct err *e)
{
    const int flags =
        (write ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY) | SQLITE_OPEN_EXRESCODE;

    if (access(path, R_OK) != 0)
        return err_sys(e, "cannot be read");
    if (sqlite3_open_v2(path, &s->db, flags, NULL) != SQLITE_OK)
        return err_set(e, ERR_IO, "%s", sqlite3_errmsg(s->db));
    sqlite3_busy_timeout(s->db, BUSY_MS);
    sqlite3_db_config(s->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(s->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    return 0;
}

static struct store *new_store(void)
{
    struct store *s = mem_new(1, sizeof *s);

    s->lock_fd = -1;
    return s;
}

int copy_open_any(struct store **out, const char *path, struct err *e)
{
    struct store *s = new_store();
    const int rc = open_raw(s, path, true, e);

    if (rc == 0)
        *out = s;
    else
        store_close(s);
    return rc;
}

int copy_open(struct store **out, const char *path, struct err *e)
{
    struct store *s = new_store();
    int rc = open_raw(s, path, false, e);

    if (rc == 0)
        rc = migrate_check(s->db, NULL, e);
    if (rc == 0 && !is_library(s)) /* an empty file would do for a new one */
        rc = err_set(e, ERR_STORE, "is not a sampledb library");
    if (rc == 0) {
        *out = s;
        return 0;
    }
    store_close(s);
    return err_in(e, "%s", path);
}

/* What SQLite says of the copy that is being written. */
static int fail(struct store *to, struct err *e)
{
    const int code = sqlite3_extended_errcode(to->db);

    if ((code & 0xff) == SQLITE_FULL || code == SQLITE_IOERR_WRITE)
        return err_set(e, ERR_IO, "no room for it; free some space and try again");
    return db_fail(to->db, e, NULL);
}

static int copy_pages(struct store *from, struct store *to, const struct copy_progress *p,
                      struct err *e)
{
    sqlite3_backup *b = sqlite3_backup_init(to->db, "main", from->db, "main");
    int step = SQLITE_OK, rc = 0;

    while (b && step == SQLITE_OK && rc == 0) {
        step = sqlite3_backup_step(b, STEP_PAGES);
        if (step == SQLITE_OK && p && p->each) {
            const int64_t total = sqlite3_backup_pagecount(b);

            rc = p->each(p->arg, total - sqlite3_backup_remaining(b), total, e);
        }
    }
    sqlite3_backup_finish(b); /* NULL is fine; keeps what went wrong in to->db */
    return rc == 0 && step != SQLITE_DONE ? fail(to, e) : rc;
}

static int set(struct store *to, const char *pragma, struct err *e)
{
    return sqlite3_exec(to->db, pragma, NULL, NULL, NULL) == SQLITE_OK ? 0 : fail(to, e);
}

/* What a crash leaves of it is nothing that anybody looks for: it has no name yet. */
static int fill(struct store *from, const char *path, const struct copy_progress *p,
                struct err *e)
{
    struct store *to = new_store();
    int rc = open_raw(to, path, true, e);

    if (rc == 0)
        rc = set(to, "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF", e);
    if (rc == 0)
        rc = copy_pages(from, to, p, e);
    if (rc == 0)
        rc = set(to, "PRAGMA journal_mode = DELETE", e);
    if (rc == 0)
        rc = db_functions(to->db, e);
    if (rc == 0)
        rc = migrate(to->db, e);
    store_close(to);
    return rc;
}

static int check_pages(struct store *s, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_CHECK_PAGES, e);
    const char *text;
    int rc = 0;

    if (!st || db_row(s, st, SQL_CHECK_PAGES, e) != 1)
        return -1;
    text = (const char *)sqlite3_column_text(st, 0);
    if (!text || strcmp(text, "ok") != 0)
        rc = err_set(e, ERR_STORE, "damaged: %s", text ? text : "no answer");
    sqlite3_reset(st);
    return rc;
}

static bool is_same(const struct tally *a, const struct tally *b)
{
    return a->files == b->files && a->samples == b->samples &&
           a->features == b->features && a->corrections == b->corrections &&
           a->words == b->words;
}

/* Read back from the disk's side of things, by a connection of its own. */
static int verify(const char *path, const struct tally *want, struct err *e)
{
    struct store *copy = NULL;
    struct tally have = {0};
    int rc;

    if (copy_open(&copy, path, e) != 0)
        return -1;
    rc = check_pages(copy, e);
    if (rc == 0)
        rc = tally_of(copy, &have, e);
    if (rc == 0 && !is_same(&have, want))
        rc = err_set(e, ERR_STORE, "the copy does not hold what was copied");
    store_close(copy);
    return rc;
}

int copy_make(struct store *from, const char *path, const struct copy_progress *p,
              struct tally *out, struct err *e)
{
    struct tally t = {0};

    if (tally_of(from, &t, e) != 0 || fill(from, path, p, e) != 0 ||
        verify(path, &t, e) != 0)
        return -1;
    *out = t;
    return 0;
}

char *copy_beside(const char *library, const char *ending)
{
    const size_t room = strlen(library) + strlen(ending) + 1;
    char *name = mem_new(room, 1);

    snprintf(name, room, "%s%s", library, ending);
    return name;
}

void copy_drop(const char *path)
{
    static const char *const ending[] = {"-journal", "-wal", "-shm", ""};

    for (size_t i = 0; i < sizeof ending / sizeof *ending; i++) {
        char *name = copy_beside(path, ending[i]);

        unlink(name);
        free(name);
    }
}

static bool same_file(const char *a, const char *b)
{
    struct stat x, y;

    if (strcmp(a, b) == 0)
        return true;
    return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev &&
           x.st_ino == y.st_ino;
}

bool copy_is_of(const char *path, const char *library)
{
    static const char *const ending[] = {"",         "-wal",  "-shm",
                                         "-journal", ".lock", ".corrections"};
    bool is = false;

    for (size_t i = 0; i < sizeof ending / sizeof *ending && !is; i++) {
        char *name = copy_beside(library, ending[i]);

        is = same_file(path, name);
        free(name);
    }
    return is;
}
