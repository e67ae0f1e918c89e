/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Is a folder in reach, which volume is it, and how is it kept in step? */
#include <string.h>

#include "store/changes.h"
#include "store/db.h"
#include "store/folders.h"

static const char *const coverage_name[] = {
    [COVERAGE_ON_DEMAND] = "on demand",
    [COVERAGE_WATCHED] = "watched",
    [COVERAGE_POLLED] = "polled",
    [COVERAGE_OFFLINE] = "offline",
};

const char *folder_coverage_name(enum folder_coverage c) { return coverage_name[c]; }

enum folder_coverage folder_coverage_of(const char *name)
{
    enum folder_coverage c = COVERAGE_OFFLINE;

    while (c > COVERAGE_ON_DEMAND && strcmp(name, coverage_name[c]) != 0)
        c--;
    return c;
}

/* Feed a turn to offline or back: `now` is what the row is about to say. 1 where it is
 * one. */
static int feed_turn(struct store *s, int64_t id, bool now, struct err *e)
{
    sqlite3_stmt *st = db_query_id(s, SQL_FOLDER_STATE, id, e);
    int64_t before = now;

    if (!st || db_value(s, st, SQL_FOLDER_STATE, &before, e) < 0)
        return -1;
    if (before == now)
        return 0;
    return change_folders(s, e) == 0 ? 1 : -1;
}

int folder_crawled(struct store *s, int64_t id, uint64_t device, uint64_t inode,
                   uint64_t fs, struct err *e)
{
    sqlite3_stmt *st;

    if (feed_turn(s, id, false, e) < 0)
        return -1;
    st = db_query_id(s, SQL_FOLDER_CRAWLED, id, e);
    if (!st)
        return -1;
    db_int(st, ":device", (int64_t)device);
    db_int(st, ":inode", (int64_t)inode);
    db_int(st, ":fs", (int64_t)fs);
    return db_done(s, st, SQL_FOLDER_CRAWLED, e);
}

int folder_online(struct store *s, int64_t id, struct err *e)
{
    const int turned = feed_turn(s, id, false, e);

    return turned == 1 ? db_run_id(s, SQL_FOLDER_ONLINE, id, e) : turned;
}

int folder_offline(struct store *s, int64_t id, const char *why, struct err *e)
{
    sqlite3_stmt *st;

    if (feed_turn(s, id, true, e) < 0)
        return -1;
    st = db_query_id(s, SQL_FOLDER_OFFLINE, id, e);
    if (!st)
        return -1;
    db_text(st, ":why", why);
    return db_done(s, st, SQL_FOLDER_OFFLINE, e);
}

struct cover {
    int64_t id;
    enum folder_coverage how;
    const char *why;
};

static sqlite3_stmt *query_cover(struct store *s, enum sql_id what, const struct cover *c,
                                 struct err *e)
{
    sqlite3_stmt *st = db_query_id(s, what, c->id, e);

    if (st) {
        db_text(st, ":coverage", coverage_name[c->how]);
        db_text(st, ":why", c->why);
    }
    return st;
}

static int put_cover(struct store *s, const void *arg, struct err *e)
{
    sqlite3_stmt *st = query_cover(s, SQL_FOLDER_COVER, arg, e);

    if (!st || db_done(s, st, SQL_FOLDER_COVER, e) != 0)
        return -1;
    return change_folders(s, e);
}

int folder_cover(struct store *s, int64_t id, enum folder_coverage how, const char *why,
                 struct err *e)
{
    const struct cover c = {id, how, why};
    sqlite3_stmt *st = query_cover(s, SQL_FOLDER_COVER_DIFFERS, &c, e);
    int64_t differs = 0;

    if (!st || db_value(s, st, SQL_FOLDER_COVER_DIFFERS, &differs, e) < 0)
        return -1;
    return differs ? db_atomic(s, put_cover, &c, e) : 0;
}

int folder_mark(struct store *s, int64_t id, const char *marker, struct err *e)
{
    sqlite3_stmt *st = db_query_id(s, SQL_FOLDER_MARK, id, e);

    if (!st)
        return -1;
    db_text(st, ":marker", marker);
    return db_done(s, st, SQL_FOLDER_MARK, e) == 0 ? change_folders(s, e) : -1;
}
