/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The second copy of all corrections: added to and synced before each commit. */
#include "store/ledger.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/db.h"
#include "store/feedback.h"
#include "store/spoken.h"
#include "util/blob.h"
#include "util/mem.h"

enum { TAIL = 256, SLICE = 1 << 20, LEDGER_MOST = 1 << 30 /* bytes */ };

static const char ending[] = ".corrections";

struct ledger {
    char *path; /* owned */
    sqlite3_vfs *vfs;
    sqlite3_file *file; /* NULL: not open */
    struct buf said;    /* lines of the open transaction */
    int64_t was, is;    /* its length before and after they were written; was < 0: not */
};

/* How much of the file the table has, as the library remembers it. */
struct mark {
    int64_t bytes;
    uint32_t tail;
};

/* NULL for a library in memory. */
static struct ledger *reach(struct store *s)
{
    const char *name = sqlite3_db_filename(s->db, "main");
    struct ledger *l = s->ledger;

    if (l || !name || !*name)
        return l;
    l = mem_new(1, sizeof *l);
    l->was = -1;
    l->path = mem_new(strlen(name) + sizeof ending + 1, 1); /* ends with two NULs */
    memcpy(l->path, name, strlen(name));
    memcpy(l->path + strlen(name), ending, sizeof ending);
    sqlite3_file_control(s->db, "main", SQLITE_FCNTL_VFS_POINTER, (void *)&l->vfs);
    s->ledger = l;
    return l;
}

static int fail(const struct ledger *l, int rc, const char *what, struct err *e)
{
    return err_set(e, rc == SQLITE_FULL || rc == SQLITE_IOERR_WRITE ? ERR_STORE : ERR_IO,
                   "%s: cannot %s the corrections: %s", l->path, what,
                   rc == SQLITE_IOERR_WRITE || rc == SQLITE_FULL
                       ? "no room, or the disk fails"
                       : sqlite3_errstr(rc));
}

static void close_file(struct ledger *l)
{
    if (l->file && l->file->pMethods)
        l->file->pMethods->xClose(l->file);
    free(l->file);
    l->file = NULL;
}

/* The flags of a journal: the VFS syncs the directory with the first sync of the file. */
static int try_open(struct ledger *l, int flags)
{
    int got = 0, rc;

    l->file = mem_new(1, (size_t)l->vfs->szOsFile);
    rc = l->vfs->xOpen(l->vfs, l->path, l->file, flags | SQLITE_OPEN_SUPER_JOURNAL, &got);
    if (rc == SQLITE_OK && (flags & SQLITE_OPEN_READWRITE) &&
        !(got & SQLITE_OPEN_READWRITE))
        rc = SQLITE_READONLY;
    if (rc != SQLITE_OK)
        close_file(l);
    return rc;
}

/* Is it there? 1, 0. */
static int is_there(const struct ledger *l)
{
    int there = 0;

    return l->vfs->xAccess(l->vfs, l->path, SQLITE_ACCESS_EXISTS, &there) == SQLITE_OK &&
           there;
}

static int open_to_write(struct ledger *l, struct err *e)
{
    int rc;

    if (l->file)
        return 0;
    rc = try_open(l, SQLITE_OPEN_READWRITE | (is_there(l) ? 0 : SQLITE_OPEN_CREATE));
    return rc == SQLITE_OK ? 0 : fail(l, rc, "open", e);
}

static int length_of(struct ledger *l, int64_t *n, struct err *e)
{
    sqlite3_int64 size = 0;
    const int rc = l->file->pMethods->xFileSize(l->file, &size);

    *n = size;
    return rc == SQLITE_OK ? 0 : fail(l, rc, "measure", e);
}

/* Bytes from..to of the open file, put into *out. */
static int read_bytes(struct ledger *l, int64_t from, int64_t to, struct buf *out,
                      struct err *e)
{
    buf_reset(out);
    if (to - from > LEDGER_MOST)
        return err_set(e, ERR_LIMIT, "%s: is too large", l->path);
    buf_reserve(out, (size_t)(to - from) + 1);
    while (from < to) {
        const int some = to - from < SLICE ? (int)(to - from) : SLICE;
        const int rc =
            l->file->pMethods->xRead(l->file, out->data + out->len, some, from);

        if (rc != SQLITE_OK)
            return fail(l, rc, "read", e);
        out->len += (size_t)some;
        from += some;
    }
    return 0;
}

static int tail_of(struct ledger *l, int64_t bytes, uint32_t *tail, struct err *e)
{
    struct buf last = {0};
    const int rc = read_bytes(l, bytes > TAIL ? bytes - TAIL : 0, bytes, &last, e);

    *tail = rc == 0 && bytes > 0 ? blob_crc(0, last.data, last.len) : 0;
    buf_clear(&last);
    return rc;
}

static int get_mark(struct store *s, struct mark *m, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_LEDGER_GET, e);
    const int found = st ? db_row(s, st, SQL_LEDGER_GET, e) : -1;

    *m = (struct mark){0};
    if (found == 1) {
        m->bytes = sqlite3_column_int64(st, 0);
        m->tail = (uint32_t)sqlite3_column_int64(st, 1);
        sqlite3_reset(st);
    }
    return found < 0 ? -1 : 0;
}

/* The table has the file up to there. */
static int mark_to(struct store *s, int64_t bytes, struct err *e)
{
    sqlite3_stmt *st;
    uint32_t tail;

    if (tail_of(s->ledger, bytes, &tail, e) != 0)
        return -1;
    st = db_query(s, SQL_LEDGER_PUT, e);
    if (!st)
        return -1;
    db_int(st, ":bytes", bytes);
    db_int(st, ":tail", tail);
    return db_done(s, st, SQL_LEDGER_PUT, e);
}

/* The first `bytes` of the file are those that the mark speaks of. 1, 0, -1. */
static int is_marked(struct ledger *l, const struct mark *m, int64_t size, struct err *e)
{
    uint32_t tail;

    if (size < m->bytes)
        return 0;
    return tail_of(l, m->bytes, &tail, e) == 0 ? tail == m->tail : -1;
}

void ledger_add(struct store *s, const struct correction *c)
{
    struct ledger *l = reach(s);

    if (l)
        correction_write(&l->said, c);
}

static int merge(void *arg, const struct correction *c, struct err *e)
{
    static const struct model_ref none;

    return feedback_recall(arg, c, &none, e) < 0 ? -1 : 0;
}

/* What the file has from byte `from` on becomes rows. */
static int take_in(struct store *s, int64_t from, int64_t size, struct err *e)
{
    struct correction_scan n;
    struct buf text = {0};
    int rc = read_bytes(s->ledger, from, size, &text, e);

    if (rc == 0)
        rc = correction_scan(text.data, text.len, &n, merge, s, e);
    buf_clear(&text);
    return rc;
}

static int run(struct store *s, enum sql_id what, struct err *e)
{
    sqlite3_stmt *st = db_query(s, what, e);

    return st ? db_done(s, st, what, e) : -1;
}

struct seen {
    struct store *s;
    int64_t unknown; /* not in the table */
};

static int note_seen(void *arg, const struct correction *c, struct err *e)
{
    struct seen *x = arg;
    sqlite3_stmt *st = db_query(x->s, SQL_LEDGER_SEEN_PUT, e);
    int64_t known = 0;

    if (!st)
        return -1;
    db_blob(st, ":uuid", c->uuid, CORRECTION_UUID);
    if (db_done(x->s, st, SQL_LEDGER_SEEN_PUT, e) != 0)
        return -1;
    st = db_query(x->s, SQL_LEDGER_KNOWN, e);
    if (!st)
        return -1;
    db_blob(st, ":uuid", c->uuid, CORRECTION_UUID);
    if (db_value(x->s, st, SQL_LEDGER_KNOWN, &known, e) < 0)
        return -1;
    x->unknown += !known;
    return 0;
}

/* Which records the file has, into the temporary table of their uuids. */
static int see_all(struct store *s, int64_t size, struct correction_scan *n,
                   struct seen *seen, struct err *e)
{
    struct buf text = {0};
    int rc;

    if (run(s, SQL_LEDGER_SEEN_MAKE, e) != 0 || run(s, SQL_LEDGER_SEEN_CLEAR, e) != 0)
        return -1;
    *n = (struct correction_scan){0};
    *seen = (struct seen){.s = s};
    rc = size ? read_bytes(s->ledger, 0, size, &text, e) : 0;
    if (rc == 0 && size)
        rc = correction_scan(text.data, text.len, n, note_seen, seen, e);
    buf_clear(&text);
    return rc;
}

static int each_lacking(struct store *s, int64_t *n, bool add, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_LEDGER_LACKS, e);
    struct correction c;
    int found;

    if (!st)
        return -1;
    for (*n = 0; (found = db_row(s, st, SQL_LEDGER_LACKS, e)) == 1; ++*n) {
        spoken_row(st, &c);
        if (add)
            ledger_add(s, &c);
    }
    return found;
}

/* The file from its start, and then what it lacks. */
static int take_all(struct store *s, int64_t size, struct err *e)
{
    struct correction_scan n;
    struct seen seen;
    int64_t lacking;

    if ((size && take_in(s, 0, size, e) != 0) || see_all(s, size, &n, &seen, e) != 0)
        return -1;
    buf_reset(&s->ledger->said); /* what waits to be written is lacking, too */
    return each_lacking(s, &lacking, true, e);
}

/* Rows and file say the same afterwards, but for lines that wait to be written. */
static int reconcile(struct store *s, struct err *e)
{
    struct ledger *l = s->ledger;
    struct mark m;
    int64_t size;
    int marked;

    if (get_mark(s, &m, e) != 0 || length_of(l, &size, e) != 0)
        return -1;
    marked = is_marked(l, &m, size, e);
    if (marked < 0 || (marked == 1 && size == m.bytes))
        return marked < 0 ? -1 : 0;
    if ((marked == 1 ? take_in(s, m.bytes, size, e) : take_all(s, size, e)) != 0)
        return -1;
    return mark_to(s, size, e);
}

/* Put these bytes at the end of the file, and have them on disk. */
static int append(struct ledger *l, int64_t size, struct err *e)
{
    const sqlite3_io_methods *io = l->file->pMethods;
    struct buf text = {0};
    uint8_t last = '\n';
    int rc = SQLITE_OK;

    if (size == 0)
        buf_bytes(&text, correction_title, strlen(correction_title));
    else
        rc = io->xRead(l->file, &last, 1, size - 1);
    if (last != '\n') /* what was being written when the machine stopped */
        buf_u8(&text, '\n');
    buf_bytes(&text, l->said.data, l->said.len);
    l->was = size;
    l->is = size + (int64_t)text.len;
    for (size_t at = 0; at < text.len && rc == SQLITE_OK; at += SLICE) {
        const size_t left = text.len - at;

        rc = io->xWrite(l->file, text.data + at, left < SLICE ? (int)left : SLICE,
                        size + (int64_t)at);
    }
    if (rc == SQLITE_OK)
        rc = io->xSync(l->file, SQLITE_SYNC_NORMAL);
    buf_clear(&text);
    return rc == SQLITE_OK ? 0 : fail(l, rc, "write", e);
}

int ledger_flush(struct store *s, struct err *e)
{
    struct ledger *l = s->ledger;
    int64_t size;

    if (!l || l->said.len == 0)
        return 0;
    if (open_to_write(l, e) != 0 || reconcile(s, e) != 0 || length_of(l, &size, e) != 0 ||
        append(l, size, e) != 0)
        return -1;
    return mark_to(s, l->is, e);
}

void ledger_done(struct store *s)
{
    if (!s->ledger)
        return;
    buf_reset(&s->ledger->said);
    s->ledger->was = -1;
}

/* Take back what was written, unless somebody has written after it. */
static void cut(struct ledger *l)
{
    struct err ignored;
    int64_t size;

    if (length_of(l, &size, &ignored) != 0 || size <= l->was || size > l->is)
        return;
    if (l->file->pMethods->xTruncate(l->file, l->was) == SQLITE_OK)
        l->file->pMethods->xSync(l->file, SQLITE_SYNC_NORMAL);
}

/* SQLite has rolled back by itself, and somebody may have come in between. */
static void cut_later(struct store *s)
{
    struct err ignored;
    struct mark m;

    if (run(s, SQL_BEGIN, &ignored) != 0)
        return;
    if (get_mark(s, &m, &ignored) == 0 && m.bytes <= s->ledger->was)
        cut(s->ledger);
    run(s, SQL_ROLLBACK, &ignored);
}

/*
 * The write lock has to be held while the file is cut. Where that cannot be done the
 * words stay, and are taken in later: nobody was told that they were stored, but neither
 * are they lost.
 */
void ledger_undo(struct store *s)
{
    if (s->ledger && s->ledger->was >= 0) {
        if (sqlite3_get_autocommit(s->db))
            cut_later(s);
        else
            cut(s->ledger);
    }
    ledger_done(s);
}

void ledger_close(struct store *s)
{
    if (!s->ledger)
        return;
    close_file(s->ledger);
    buf_clear(&s->ledger->said);
    free(s->ledger->path);
    free(s->ledger);
    s->ledger = NULL;
}

/* Does the library remember the file as it is? 1, 0, -1. */
static int is_current(struct store *s, struct err *e)
{
    struct ledger *l = s->ledger;
    struct mark m;
    int64_t size;

    if (get_mark(s, &m, e) != 0)
        return -1;
    if (!l->file && !is_there(l))
        return m.bytes == 0;
    if (open_to_write(l, e) != 0 || length_of(l, &size, e) != 0)
        return -1;
    return size == m.bytes ? is_marked(l, &m, size, e) : 0;
}

static int bring_level(struct store *s, struct err *e)
{
    return open_to_write(s->ledger, e) == 0 ? reconcile(s, e) : -1;
}

int ledger_catch_up(struct store *s, struct err *e)
{
    struct ledger *l = reach(s);
    int rc;

    if (!l)
        return 0;
    rc = is_current(s, e);
    if (rc != 0)
        return rc < 0 ? -1 : 0;
    if (store_begin(s, e) != 0)
        return -1;
    rc = is_current(s, e); /* under the lock: somebody may have been at work */
    if (rc == 0 && bring_level(s, e) == 0)
        return store_commit(s, e);
    store_rollback(s);
    return rc == 1 ? 0 : -1;
}

int ledger_compare(struct store *s, struct ledger_state *out, struct err *e)
{
    struct ledger *l = reach(s);
    struct correction_scan n = {0};
    struct seen seen;
    int64_t size = 0;
    int rc = 0;

    *out = (struct ledger_state){0};
    if (!l)
        return 0;
    if (!l->file && is_there(l))
        rc = try_open(l, SQLITE_OPEN_READONLY);
    if (rc != SQLITE_OK)
        return fail(l, rc, "open", e);
    if ((l->file && length_of(l, &size, e) != 0) || see_all(s, size, &n, &seen, e) != 0 ||
        each_lacking(s, &out->missing, false, e) != 0)
        return -1;
    out->records = (int64_t)n.good;
    out->newer = (int64_t)n.newer;
    out->damaged = (int64_t)n.damaged;
    out->waiting = seen.unknown;
    return 0;
}

int ledger_repair(struct store *s, struct err *e)
{
    struct ledger *l = reach(s);
    int64_t size;

    if (!l)
        return 0;
    if (open_to_write(l, e) != 0 || length_of(l, &size, e) != 0 ||
        take_all(s, size, e) != 0)
        return -1;
    return mark_to(s, size, e);
}
