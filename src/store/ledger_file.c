/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The ledger's bytes on disk: opened, measured, read, added to, cut. */
#include "store/ledger_file.h"

#include <stdlib.h>
#include <string.h>

#include "store/correction.h"
#include "util/blob.h"
#include "util/mem.h"

/* SLICE: SQLite's unix VFS takes the lowest 17 bits of how much is to be written
 * (os_unix.c, seekAndWriteFd), so that 128 KiB and more end as a full disk. */
enum { TAIL = 256, SLICE = 1 << 16, LEDGER_MOST = 1 << 30 /* bytes */ };

static const char ending[] = ".corrections";

int ledger_file_init(struct ledger_file *f, sqlite3 *db)
{
    const char *name = sqlite3_db_filename(db, "main");

    *f = (struct ledger_file){.was = -1};
    if (!name || !*name)
        return 0;
    f->path = mem_new(strlen(name) + sizeof ending + 1, 1); /* ends with two NULs */
    memcpy(f->path, name, strlen(name));
    memcpy(f->path + strlen(name), ending, sizeof ending);
    sqlite3_file_control(db, "main", SQLITE_FCNTL_VFS_POINTER, (void *)&f->vfs);
    return 1;
}

void ledger_file_close(struct ledger_file *f)
{
    if (f->file && f->file->pMethods)
        f->file->pMethods->xClose(f->file);
    free(f->file);
    f->file = NULL;
}

void ledger_file_clear(struct ledger_file *f)
{
    ledger_file_close(f);
    free(f->path);
    *f = (struct ledger_file){.was = -1};
}

static int fail(const struct ledger_file *f, int rc, const char *what, struct err *e)
{
    const bool full = rc == SQLITE_FULL || rc == SQLITE_IOERR_WRITE;

    return err_set(e, full ? ERR_STORE : ERR_IO, "%s: cannot %s the corrections: %s",
                   f->path, what,
                   full ? "no room, or the disk fails" : sqlite3_errstr(rc));
}

/* The flags of a journal: the VFS syncs the directory with the first sync of the file. */
static int try_open(struct ledger_file *f, int flags)
{
    int got = 0, rc;

    f->file = mem_new(1, (size_t)f->vfs->szOsFile);
    rc = f->vfs->xOpen(f->vfs, f->path, f->file, flags | SQLITE_OPEN_SUPER_JOURNAL, &got);
    if (rc == SQLITE_OK && (flags & SQLITE_OPEN_READWRITE) &&
        !(got & SQLITE_OPEN_READWRITE))
        rc = SQLITE_READONLY;
    if (rc != SQLITE_OK)
        ledger_file_close(f);
    return rc;
}

bool ledger_file_is_there(const struct ledger_file *f)
{
    int there = 0;

    return f->vfs->xAccess(f->vfs, f->path, SQLITE_ACCESS_EXISTS, &there) == SQLITE_OK &&
           there;
}

int ledger_file_open(struct ledger_file *f, bool write, struct err *e)
{
    const bool there = f->file || ledger_file_is_there(f);
    const int flags = !write  ? SQLITE_OPEN_READONLY
                      : there ? SQLITE_OPEN_READWRITE
                              : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    int rc;

    if (f->file)
        return 0;
    if (!there && !write)
        return 1;
    rc = try_open(f, flags);
    return rc == SQLITE_OK ? 0 : fail(f, rc, "open", e);
}

int ledger_file_length(struct ledger_file *f, int64_t *n, struct err *e)
{
    sqlite3_int64 size = 0;
    const int rc = f->file->pMethods->xFileSize(f->file, &size);

    *n = size;
    return rc == SQLITE_OK ? 0 : fail(f, rc, "measure", e);
}

int ledger_file_read(struct ledger_file *f, int64_t from, int64_t to, struct buf *out,
                     struct err *e)
{
    buf_reset(out);
    if (to - from > LEDGER_MOST)
        return err_set(e, ERR_LIMIT, "%s: is too large", f->path);
    buf_reserve(out, (size_t)(to - from) + 1);
    while (from < to) {
        const int some = to - from < SLICE ? (int)(to - from) : SLICE;
        const int rc =
            f->file->pMethods->xRead(f->file, out->data + out->len, some, from);

        if (rc != SQLITE_OK)
            return fail(f, rc, "read", e);
        out->len += (size_t)some;
        from += some;
    }
    return 0;
}

int ledger_file_tail(struct ledger_file *f, int64_t bytes, uint32_t *tail, struct err *e)
{
    struct buf last = {0};
    const int rc = ledger_file_read(f, bytes > TAIL ? bytes - TAIL : 0, bytes, &last, e);

    *tail = rc == 0 && bytes > 0 ? blob_crc(0, last.data, last.len) : 0;
    buf_clear(&last);
    return rc;
}

/* What goes in front of the lines: a title, or the end of a line that was being written
 * when the machine stopped. */
static int begin_lines(struct ledger_file *f, int64_t size, struct buf *out)
{
    uint8_t last = '\n';
    int rc = SQLITE_OK;

    if (size == 0)
        buf_bytes(out, correction_title, strlen(correction_title));
    else
        rc = f->file->pMethods->xRead(f->file, &last, 1, size - 1);
    if (last != '\n')
        buf_u8(out, '\n');
    return rc;
}

int ledger_file_append(struct ledger_file *f, const struct buf *lines, struct err *e)
{
    struct buf text = {0};
    int64_t size;
    int rc;

    if (ledger_file_length(f, &size, e) != 0)
        return -1;
    rc = begin_lines(f, size, &text);
    buf_bytes(&text, lines->data, lines->len);
    f->was = size;
    f->is = size + (int64_t)text.len;
    for (size_t at = 0; at < text.len && rc == SQLITE_OK; at += SLICE) {
        const size_t left = text.len - at;

        rc = f->file->pMethods->xWrite(f->file, text.data + at,
                                       left < SLICE ? (int)left : SLICE,
                                       size + (int64_t)at);
    }
    if (rc == SQLITE_OK)
        rc = f->file->pMethods->xSync(f->file, SQLITE_SYNC_NORMAL);
    buf_clear(&text);
    return rc == SQLITE_OK ? 0 : fail(f, rc, "write", e);
}

void ledger_file_cut(struct ledger_file *f)
{
    struct err ignored;
    int64_t size;

    if (f->was < 0 || ledger_file_length(f, &size, &ignored) != 0 || size <= f->was ||
        size > f->is)
        return;
    if (f->file->pMethods->xTruncate(f->file, f->was) == SQLITE_OK)
        f->file->pMethods->xSync(f->file, SQLITE_SYNC_NORMAL);
}
