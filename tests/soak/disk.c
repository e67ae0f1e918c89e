/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An SQLite VFS that remembers what it was told to do, and what that came to by then. */
#include "disk.h"

#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "util/buf.h"
#include "util/mem.h"
#include "util/rng.h"

enum { FILES = 16, SECTOR = 512 };
enum deed { WRITE, TRUNCATE, SYNC, DELETE };

static struct {
    struct act {
        enum deed what;
        int file;
        int64_t at, len;
        uint8_t *bytes; /* of a write */
    } * act;
    size_t n, room;
    char *name[FILES]; /* last parts of paths */
    int files;
    bool deaf;
    int fail_in; /* writes and syncs until one fails; 0 = none does */
    bool for_good, failed;
    sqlite3_vfs *real, vfs;
    sqlite3_io_methods io;
} disk;

/* A file as SQLite holds it; the real one lies behind. */
struct handle {
    sqlite3_file base;
    int file; /* -1: of no interest */
};

static sqlite3_file *behind(sqlite3_file *f)
{
    return (sqlite3_file *)((struct handle *)f + 1);
}

static int number_of(const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;

    for (int i = 0; i < disk.files; i++)
        if (strcmp(disk.name[i], name) == 0)
            return i;
    if (disk.files == FILES)
        abort();
    disk.name[disk.files] = mem_text(name, strlen(name));
    return disk.files++;
}

static void note(enum deed what, int file, int64_t at, int64_t len, const void *bytes)
{
    if (file < 0)
        return;
    disk.act = mem_more(disk.act, disk.n, &disk.room, sizeof *disk.act);
    disk.act[disk.n] = (struct act){what, file, at, len, NULL};
    if (bytes) {
        disk.act[disk.n].bytes = mem_new((size_t)len + 1, 1);
        memcpy(disk.act[disk.n].bytes, bytes, (size_t)len);
    }
    disk.n++;
}

static bool fails(void)
{
    if (disk.fail_in == 0 || --disk.fail_in > 0)
        return false;
    disk.fail_in = disk.for_good;
    disk.failed = true;
    return true;
}

static int on_close(sqlite3_file *f)
{
    return behind(f)->pMethods ? behind(f)->pMethods->xClose(behind(f)) : SQLITE_OK;
}

static int on_read(sqlite3_file *f, void *to, int n, sqlite3_int64 at)
{
    return behind(f)->pMethods->xRead(behind(f), to, n, at);
}

static int on_write(sqlite3_file *f, const void *from, int n, sqlite3_int64 at)
{
    if (fails())
        return SQLITE_FULL;
    note(WRITE, ((struct handle *)f)->file, at, n, from);
    return behind(f)->pMethods->xWrite(behind(f), from, n, at);
}

static int on_truncate(sqlite3_file *f, sqlite3_int64 len)
{
    note(TRUNCATE, ((struct handle *)f)->file, 0, len, NULL);
    return behind(f)->pMethods->xTruncate(behind(f), len);
}

static int on_sync(sqlite3_file *f, int flags)
{
    (void)flags;
    if (fails())
        return SQLITE_IOERR_FSYNC;
    if (!disk.deaf)
        note(SYNC, ((struct handle *)f)->file, 0, 0, NULL);
    return SQLITE_OK;
}

static int on_size(sqlite3_file *f, sqlite3_int64 *n)
{
    return behind(f)->pMethods->xFileSize(behind(f), n);
}

static int on_lock(sqlite3_file *f, int level)
{
    return behind(f)->pMethods->xLock(behind(f), level);
}

static int on_unlock(sqlite3_file *f, int level)
{
    return behind(f)->pMethods->xUnlock(behind(f), level);
}

static int on_check(sqlite3_file *f, int *reserved)
{
    return behind(f)->pMethods->xCheckReservedLock(behind(f), reserved);
}

static int on_control(sqlite3_file *f, int what, void *arg)
{
    if (what == SQLITE_FCNTL_VFS_POINTER) {
        *(sqlite3_vfs **)arg = &disk.vfs;
        return SQLITE_OK;
    }
    return behind(f)->pMethods->xFileControl(behind(f), what, arg);
}

static int on_sector(sqlite3_file *f)
{
    (void)f;
    return SECTOR;
}

static int on_traits(sqlite3_file *f)
{
    (void)f;
    return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

static int on_shm_map(sqlite3_file *f, int region, int size, int extend,
                      void volatile **out)
{
    return behind(f)->pMethods->xShmMap(behind(f), region, size, extend, out);
}

static int on_shm_lock(sqlite3_file *f, int at, int n, int flags)
{
    return behind(f)->pMethods->xShmLock(behind(f), at, n, flags);
}

static void on_shm_barrier(sqlite3_file *f)
{
    behind(f)->pMethods->xShmBarrier(behind(f));
}

static int on_shm_unmap(sqlite3_file *f, int and_delete)
{
    return behind(f)->pMethods->xShmUnmap(behind(f), and_delete);
}

static int on_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *f, int flags,
                   int *got)
{
    const int kinds = SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL |
                      SQLITE_OPEN_SUPER_JOURNAL;
    struct handle *h = (struct handle *)f;
    int rc;

    (void)vfs;
    h->file = path && (flags & kinds) ? number_of(path) : -1;
    rc = disk.real->xOpen(disk.real, path, behind(f), flags, got);
    f->pMethods = rc == SQLITE_OK ? &disk.io : NULL;
    return rc;
}

static int on_delete(sqlite3_vfs *vfs, const char *path, int sync)
{
    (void)vfs;
    note(DELETE, number_of(path), 0, 0, NULL);
    return disk.real->xDelete(disk.real, path, sync);
}

void disk_start(void)
{
    disk.real = sqlite3_vfs_find(NULL);
    disk.vfs = *disk.real;
    disk.vfs.zName = "sampledb-disk";
    disk.vfs.szOsFile = (int)sizeof(struct handle) + disk.real->szOsFile;
    disk.vfs.xOpen = on_open;
    disk.vfs.xDelete = on_delete;
    disk.io = (sqlite3_io_methods){
        2,         on_close,   on_read,     on_write,       on_truncate,  on_sync,
        on_size,   on_lock,    on_unlock,   on_check,       on_control,   on_sector,
        on_traits, on_shm_map, on_shm_lock, on_shm_barrier, on_shm_unmap, NULL,
        NULL};
    sqlite3_vfs_register(&disk.vfs, 1);
}

void disk_stop(void) { sqlite3_vfs_register(disk.real, 1); }

void disk_deaf(bool deaf) { disk.deaf = deaf; }

void disk_fail(int nth, bool for_good)
{
    disk.fail_in = nth;
    disk.for_good = for_good;
    disk.failed = false;
}

bool disk_failed(void) { return disk.failed; }

size_t disk_now(void) { return disk.n; }

/* A file as it is being made up. */
struct image {
    struct buf b;
    bool there;
};

static void grow(struct image *m, int64_t len)
{
    if ((int64_t)m->b.len >= len)
        return;
    buf_reserve(&m->b, (size_t)len - m->b.len);
    memset(m->b.data + m->b.len, 0, (size_t)len - m->b.len);
    m->b.len = (size_t)len;
}

static void do_write(struct image *m, const struct act *a, struct rng *torn)
{
    m->there = true;
    grow(m, a->at + a->len);
    for (int64_t at = 0; at < a->len; at += SECTOR) {
        const int64_t left = a->len - at;

        if (!torn || rng_below(torn, 2))
            memcpy(m->b.data + a->at + at, a->bytes + at,
                   (size_t)(left < SECTOR ? left : SECTOR));
    }
}

static void do_act(struct image *m, const struct act *a, struct rng *torn)
{
    if (a->what == WRITE)
        do_write(m, a, torn);
    if (a->what == TRUNCATE) {
        grow(m, a->len);
        m->b.len = (size_t)a->len;
    }
    if (a->what == DELETE) {
        m->b.len = 0;
        m->there = false;
    }
}

/* How much of what was not synced is there. */
enum luck { NOTHING, EVERYTHING, SOME, SOME_TORN, LUCKS };

static void make_up(struct image *m, int file, size_t moment, struct rng *r)
{
    const enum luck luck = (enum luck)rng_below(r, LUCKS);
    size_t synced = 0;

    for (size_t i = 0; i < moment; i++)
        if (disk.act[i].file == file &&
            (disk.act[i].what == SYNC || disk.act[i].what == DELETE))
            synced = i;
    for (size_t i = 0; i < moment; i++) {
        const struct act *a = &disk.act[i];

        if (a->file != file || a->what == SYNC)
            continue;
        if (i <= synced || luck == EVERYTHING)
            do_act(m, a, NULL);
        else if (luck >= SOME && rng_below(r, 3))
            do_act(m, a, luck == SOME_TORN ? r : NULL);
    }
    if (synced == 0 && rng_below(r, 2)) /* its name was never synced */
        m->there = false;
}

void disk_cut(size_t moment, unsigned seed, const char *to)
{
    struct rng r;

    rng_init(&r, seed);
    for (int file = 0; file < disk.files; file++) {
        struct image m = {.there = false};
        char path[512];

        make_up(&m, file, moment, &r);
        snprintf(path, sizeof path, "%s/%s", to, disk.name[file]);
        unlink(path);
        if (m.there) {
            FILE *f = fopen(path, "wb");

            if (!f || fwrite(m.b.data, 1, m.b.len, f) != m.b.len || fclose(f) != 0)
                abort();
        }
        buf_clear(&m.b);
    }
}
