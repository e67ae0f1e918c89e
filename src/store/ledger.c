/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The second copy of all corrections: added to and synced before each commit. */
#include "store/ledger.h"

#include <stdlib.h>

#include "store/db.h"
#include "store/feedback.h"
#include "store/ledger_file.h"
#include "store/spoken.h"
#include "util/mem.h"

struct ledger {
    struct ledger_file file;
    struct buf said; /* lines of the open transaction */
};

/* How much of the file the table has, as the library remembers it. */
struct mark {
    int64_t bytes;
    uint32_t tail;
};

/* NULL for a library in memory. */
static struct ledger *reach(struct store *s)
{
    struct ledger_file f;

    if (s->ledger || ledger_file_init(&f, s->db) == 0)
        return s->ledger;
    s->ledger = mem_new(1, sizeof *s->ledger);
    s->ledger->file = f;
    return s->ledger;
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

    if (ledger_file_tail(&s->ledger->file, bytes, &tail, e) != 0)
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
    return ledger_file_tail(&l->file, m->bytes, &tail, e) == 0 ? tail == m->tail : -1;
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
    int rc = ledger_file_read(&s->ledger->file, from, size, &text, e);

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
    rc = size ? ledger_file_read(&s->ledger->file, 0, size, &text, e) : 0;
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

    if (get_mark(s, &m, e) != 0 || ledger_file_length(&l->file, &size, e) != 0)
        return -1;
    marked = is_marked(l, &m, size, e);
    if (marked < 0 || (marked == 1 && size == m.bytes))
        return marked < 0 ? -1 : 0;
    if ((marked == 1 ? take_in(s, m.bytes, size, e) : take_all(s, size, e)) != 0)
        return -1;
    return mark_to(s, size, e);
}

int ledger_flush(struct store *s, struct err *e)
{
    struct ledger *l = s->ledger;

    if (!l || l->said.len == 0)
        return 0;
    if (ledger_file_open(&l->file, true, e) != 0 || reconcile(s, e) != 0 ||
        ledger_file_append(&l->file, &l->said, e) != 0)
        return -1;
    return mark_to(s, l->file.is, e);
}

void ledger_done(struct store *s)
{
    if (!s->ledger)
        return;
    buf_reset(&s->ledger->said);
    s->ledger->file.was = -1;
    ledger_file_close(&s->ledger->file);
}

/* SQLite has rolled back by itself, and somebody may have come in between. */
static void cut_later(struct store *s)
{
    struct err ignored;
    struct mark m;

    if (run(s, SQL_BEGIN, &ignored) != 0)
        return;
    if (get_mark(s, &m, &ignored) == 0 && m.bytes <= s->ledger->file.was)
        ledger_file_cut(&s->ledger->file);
    run(s, SQL_ROLLBACK, &ignored);
}

/*
 * The write lock has to be held while the file is cut. Where that cannot be done the
 * words stay, and are taken in later: nobody was told that they were stored, but neither
 * are they lost.
 */
void ledger_undo(struct store *s)
{
    if (s->ledger && s->ledger->file.was >= 0) {
        if (sqlite3_get_autocommit(s->db))
            cut_later(s);
        else
            ledger_file_cut(&s->ledger->file);
    }
    ledger_done(s);
}

void ledger_close(struct store *s)
{
    if (!s->ledger)
        return;
    ledger_file_clear(&s->ledger->file);
    buf_clear(&s->ledger->said);
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
    if (!l->file.file && !ledger_file_is_there(&l->file))
        return m.bytes == 0;
    if (ledger_file_open(&l->file, true, e) != 0 ||
        ledger_file_length(&l->file, &size, e) != 0)
        return -1;
    return size == m.bytes ? is_marked(l, &m, size, e) : 0;
}

/* Under the lock, and only where nobody was quicker. */
static int catch_up(struct store *s, const void *arg, struct err *e)
{
    const int current = is_current(s, e);

    (void)arg;
    if (current != 0)
        return current < 0 ? -1 : 0;
    return ledger_file_open(&s->ledger->file, true, e) == 0 ? reconcile(s, e) : -1;
}

int ledger_catch_up(struct store *s, struct err *e)
{
    int current;

    if (!reach(s))
        return 0;
    current = is_current(s, e);
    ledger_file_close(&s->ledger->file);
    if (current != 0)
        return current < 0 ? -1 : 0;
    return db_atomic(s, catch_up, NULL, e);
}

static int compare(struct store *s, struct ledger_state *out, struct err *e)
{
    struct ledger *l = s->ledger;
    struct correction_scan n = {0};
    struct seen seen;
    int64_t size = 0;
    const int absent = ledger_file_open(&l->file, false, e);

    if (absent < 0 || (!absent && ledger_file_length(&l->file, &size, e) != 0) ||
        see_all(s, size, &n, &seen, e) != 0 ||
        each_lacking(s, &out->missing, false, e) != 0)
        return -1;
    out->records = (int64_t)n.good;
    out->newer = (int64_t)n.newer;
    out->damaged = (int64_t)n.damaged;
    out->waiting = seen.unknown;
    return 0;
}

int ledger_compare(struct store *s, struct ledger_state *out, struct err *e)
{
    int rc;

    *out = (struct ledger_state){0};
    if (!reach(s))
        return 0;
    rc = compare(s, out, e);
    ledger_file_close(&s->ledger->file);
    return rc;
}

int ledger_repair(struct store *s, struct err *e)
{
    struct ledger *l = reach(s);
    int64_t size;

    if (!l)
        return 0;
    if (ledger_file_open(&l->file, true, e) != 0 ||
        ledger_file_length(&l->file, &size, e) != 0 || take_all(s, size, e) != 0)
        return -1;
    return mark_to(s, size, e);
}
