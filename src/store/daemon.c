/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the daemon says of itself: one row. */
#include "store/daemon.h"

#include <string.h>

#include "store/changes.h"
#include "store/db.h"

static const char *const state_name[] = {
    [DAEMON_STOPPED] = "stopped", [DAEMON_STARTING] = "starting", [DAEMON_IDLE] = "idle",
    [DAEMON_WORKING] = "working", [DAEMON_PAUSED] = "paused",
};

const char *daemon_state_name(enum daemon_state state) { return state_name[state]; }

static enum daemon_state state_of(const char *name)
{
    enum daemon_state state = DAEMON_STOPPED;

    while (state < DAEMON_PAUSED && strcmp(name, state_name[state]) != 0)
        state++;
    return state;
}

int daemon_get(struct store *s, struct daemon_row *out, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_DAEMON_ROW, e);
    const int found = st ? db_row(s, st, SQL_DAEMON_ROW, e) : -1;

    if (found < 0)
        return -1;
    *out = (struct daemon_row){.state = DAEMON_STOPPED};
    if (found == 0)
        return 0;
    out->state = state_of((const char *)sqlite3_column_text(st, 0));
    out->why = db_keep(s, KEPT_DAEMON, st, 1);
    out->pid = sqlite3_column_int64(st, 2);
    out->since = sqlite3_column_int64(st, 3);
    sqlite3_reset(st);
    return 0;
}

int daemon_stale(struct store *s, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_DAEMON_STALE, e);
    int64_t stale = 0;

    return st && db_value(s, st, SQL_DAEMON_STALE, &stale, e) == 1 ? stale != 0 : -1;
}

static int unwatch_folders(struct store *s, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_FOLDERS_UNWATCH, e);

    if (!st || db_done(s, st, SQL_FOLDERS_UNWATCH, e) != 0)
        return -1;
    return sqlite3_changes(s->db) > 0 ? change_folders(s, e) : 0;
}

static int put_row(struct store *s, const void *arg, struct err *e)
{
    const struct daemon_row *row = arg;
    sqlite3_stmt *st = db_query(s, SQL_DAEMON_PUT, e);

    if (!st)
        return -1;
    db_text(st, ":state", state_name[row->state]);
    db_text(st, ":why", row->why);
    if (row->pid)
        db_int(st, ":pid", row->pid);
    if (db_done(s, st, SQL_DAEMON_PUT, e) != 0)
        return -1;
    return row->state == DAEMON_STOPPED ? unwatch_folders(s, e) : 0;
}

static bool same_text(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

int daemon_put(struct store *s, enum daemon_state state, const char *why, int64_t pid,
               struct err *e)
{
    const struct daemon_row row = {.state = state, .why = why, .pid = pid};
    struct daemon_row before;

    if (daemon_get(s, &before, e) != 0)
        return -1;
    if (state != DAEMON_STOPPED && before.state == state && before.pid == pid &&
        same_text(before.why, why))
        return 0;
    return db_atomic(s, put_row, &row, e);
}
