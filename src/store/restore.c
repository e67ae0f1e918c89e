/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A backup in the place of the library, and nothing that was ever said is lost by it. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/backup.h"
#include "store/copy.h"
#include "store/daemon.h"
#include "store/db.h"
#include "store/feedback.h"
#include "store/lock.h"
#include "util/file.h"
#include "util/mem.h"

enum { OTHERS_MS = 2000, ASIDE_MOST = 1000 };

void restored_clear(struct restored *r)
{
    free(r->aside);
    free(r->unread);
    *r = (struct restored){.merged = 0};
}

/* The backup as a file beside the library, looked at and up to date. */
struct bringing {
    const char *to;
    const struct copy_progress *p;
    struct tally tally;
};

static int bring_picture(struct store *from, void *arg, struct err *e)
{
    struct bringing *b = arg;

    return copy_make(from, b->to, b->p, &b->tally, e);
}

static int bring(const char *from, struct bringing *b, struct err *e)
{
    struct store *s = NULL;
    int rc;

    if (copy_open(&s, from, e) != 0)
        return -1;
    rc = db_picture(s, bring_picture, b, e);
    store_close(s);
    return rc == 0 ? 0 : err_in(e, "%s", from);
}

/* Nobody else has it open, and until it is closed nobody can write it. */
static int seize(struct store *s, struct err *e)
{
    sqlite3_busy_timeout(s->db, OTHERS_MS);
    if (sqlite3_exec(s->db, "PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE", NULL, NULL,
                     NULL) == SQLITE_OK)
        return 0;
    if ((sqlite3_errcode(s->db) & 0xff) == SQLITE_BUSY)
        return err_set(e, ERR_BUSY, "another program has it open; close that one first");
    return db_fail(s->db, e, NULL);
}

/*
 * Seize the library that is there, opened in such a way that its ledger learns all that
 * it knows. One that cannot be opened so has no more to give: *why, to free().
 */
static int take_over(const char *library, struct store **out, char **why, struct err *e)
{
    struct err cause = {0};

    if (access(library, F_OK) != 0)
        return 0;
    if (store_open(out, library, STORE_WRITE, e) != 0) {
        if (e->kind != ERR_STORE)
            return -1;
        *why = mem_text(e->text, strlen(e->text));
        *e = (struct err){0};
        if (copy_open_any(out, library, &cause) != 0)
            return 0;
    }
    if (seize(*out, &cause) == 0 || cause.kind != ERR_BUSY)
        return 0;
    *e = cause;
    return err_in(e, "%s", library);
}

/* A name beside the library that is free: to free(). NULL: there is none. */
static char *free_name(const char *library)
{
    char ending[40] = ".before-restore", *name = copy_beside(library, ending);
    struct stat st;

    for (int i = 2; name && lstat(name, &st) == 0; i++) {
        free(name);
        snprintf(ending, sizeof ending, ".before-restore-%d", i);
        name = i < ASIDE_MOST ? copy_beside(library, ending) : NULL;
    }
    return name;
}

/* Give the file `from`, if there is one, the name `to`. */
static int move(const char *from, const char *to, struct err *e)
{
    if (rename(from, to) == 0 || errno == ENOENT)
        return 0;
    return err_sys(e, "%s: cannot be kept as %s", from, to);
}

/* What a crashed writer has left would be replayed into whatever library comes next. */
static int move_beside(const char *from, const char *to, const char *ending,
                       struct err *e)
{
    char *a = copy_beside(from, ending), *b = copy_beside(to, ending);
    const int rc = move(a, b, e);

    free(a);
    free(b);
    return rc;
}

static int move_leftovers(const char *from, const char *to, struct err *e)
{
    if (move_beside(from, to, "-wal", e) != 0 || move_beside(from, to, "-shm", e) != 0)
        return -1;
    return move_beside(from, to, "-journal", e);
}

/* Both names at once, so that there is a library at every moment; where the file system
 * has no second names, one after the other. */
static int keep(const char *library, const char *aside, struct err *e)
{
    return link(library, aside) == 0 ? 0 : move(library, aside, e);
}

/* The copy takes the library's name; what had it goes aside. */
static int swap(const char *copy, const char *library, const char *aside, struct err *e)
{
    struct err ignored;

    if (move_leftovers(library, aside, e) == 0 && keep(library, aside, e) == 0 &&
        file_put(copy, library, false, e) == 0)
        return 0;
    if (access(library, F_OK) == 0)
        unlink(aside);
    else
        rename(aside, library);
    move_leftovers(aside, library, &ignored);
    return -1;
}

/* Opened, it takes in what its ledger has more. */
static int catch_up(const char *library, struct restored *out, struct err *e)
{
    struct store *s = NULL;
    int64_t n = 0;
    int rc = store_open(&s, library, STORE_WRITE, e);

    if (rc == 0)
        rc = feedback_count(s, &n, e);
    if (rc == 0)
        rc = daemon_put(s, DAEMON_STOPPED, NULL, 0, e);
    store_close(s);
    out->merged = n - out->from.corrections;
    return rc == 0 ? 0 : err_in(e, "the backup is in place, but not all is well");
}

static int exchange(const char *library, const struct bringing *b, struct restored *out,
                    struct err *e)
{
    struct store *old = NULL;
    struct stat st;
    char *aside;
    int rc;

    if (take_over(library, &old, &out->unread, e) != 0) {
        store_close(old);
        return -1;
    }
    aside = free_name(library);
    if (!aside)
        rc = err_set(e, ERR_IO, "%s: too many libraries of before a restore", library);
    else
        rc = swap(b->to, library, aside, e);
    store_close(old);
    if (rc == 0 && aside && stat(aside, &st) == 0)
        out->aside = aside;
    else
        free(aside);
    return rc;
}

static int restore(const char *library, const char *from, struct bringing *b,
                   struct restored *out, struct err *e)
{
    struct stat st;

    if (bring(from, b, e) != 0)
        return -1;
    if (stat(b->to, &st) == 0)
        out->from.bytes = (int64_t)st.st_size;
    out->from.files = b->tally.files;
    out->from.samples = b->tally.samples;
    out->from.corrections = b->tally.corrections;
    if (exchange(library, b, out, e) != 0)
        return -1;
    return catch_up(library, out, e);
}

/* An empty file for the copy. Under the lock nobody else uses the name, so what a crash
 * has left there is in nobody's way. */
static int make_empty(const char *path, struct err *e)
{
    int fd;

    copy_drop(path);
    fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (fd < 0)
        return err_sys(e, "%s: create", path);
    close(fd);
    return 0;
}

static int restore_locked(const char *library, const char *from,
                          const struct copy_progress *p, struct restored *out,
                          struct err *e)
{
    char *real = realpath(library, NULL);
    const char *at = real ? real : library; /* SQLite follows links, a rename does not */
    char *temporary = copy_beside(at, ".restoring");
    struct bringing b = {.to = temporary, .p = p};
    int rc = make_empty(temporary, e);

    if (rc == 0)
        rc = restore(at, from, &b, out, e);
    copy_drop(temporary); /* gone already, where all went well */
    free(temporary);
    free(real);
    return rc;
}

int backup_restore(const char *library, const char *from, const struct copy_progress *p,
                   struct restored *out, struct err *e)
{
    int lock = -1, rc;

    *out = (struct restored){.merged = 0};
    if (copy_is_of(from, library))
        return err_set(e, ERR_USAGE, "%s: belongs to the library itself", from);
    if (file_parents(library, e) != 0)
        return -1;
    if (lock_take(&lock, library, e) != 0)
        return err_in(e, "%s", library);
    rc = restore_locked(library, from, p, out, e);
    lock_drop(lock);
    if (rc != 0)
        restored_clear(out);
    return rc;
}
