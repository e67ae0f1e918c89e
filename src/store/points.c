/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The map: where each sample lies. */
#include "store/points.h"

#include "store/db.h"

enum { HALF = POINTS_SIDE / 2 }; /* rows count from the middle, as v1_map undoes */

int point_step(float at, double scale)
{
    const double c = (double)at * scale;

    return c < 0 ? 0 : c > POINTS_SIDE - 1 ? POINTS_SIDE - 1 : (int)c;
}

int points_state(struct store *s, const uint8_t trunk[SOUND_TRUNK],
                 struct points_state *out, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_POINTS_STATE, e);
    int found, same;

    if (!st)
        return -1;
    db_blob(st, ":trunk", trunk, SOUND_TRUNK);
    found = db_row(s, st, SQL_POINTS_STATE, e);
    if (found != 1)
        return found < 0 ? -1 : err_set(e, ERR_STORE, "the map has no row of its own");
    *out = (struct points_state){.version = sqlite3_column_int64(st, 0),
                                 .laid = sqlite3_column_int64(st, 1),
                                 .grown = sqlite3_column_int64(st, 2),
                                 .scale = sqlite3_column_double(st, 3),
                                 .waiting = sqlite3_column_int64(st, 5)};
    same = sqlite3_column_int(st, 4);
    sqlite3_reset(st);
    return same;
}

int points_wait(struct store *s, int64_t sample, struct err *e)
{
    return db_run_id(s, SQL_POINTS_WAIT, sample, e);
}

int points_done(struct store *s, int64_t sample, struct err *e)
{
    return db_run_id(s, SQL_POINTS_DONE, sample, e);
}

int points_waiting(struct store *s, int limit,
                   int (*each)(void *arg, int64_t sample, struct err *e), void *arg,
                   struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_POINTS_WAITING, e);
    int found, rc = 0;

    if (!st)
        return -1;
    db_int(st, ":limit", limit);
    while (rc == 0 && (found = db_row(s, st, SQL_POINTS_WAITING, e)) != 0)
        rc = found < 0 ? -1 : each(arg, sqlite3_column_int64(st, 0), e);
    sqlite3_reset(st);
    return rc;
}

static struct point point_of(sqlite3_stmt *st)
{
    return (struct point){.sample = sqlite3_column_int64(st, 0),
                          .x = sqlite3_column_int(st, 1) + HALF,
                          .y = sqlite3_column_int(st, 2) + HALF};
}

int points_get(struct store *s, int64_t sample, struct point *out, struct err *e)
{
    sqlite3_stmt *st = db_query_id(s, SQL_POINTS_GET, sample, e);
    const int found = st ? db_row(s, st, SQL_POINTS_GET, e) : -1;

    if (found == 1) {
        *out = point_of(st);
        sqlite3_reset(st);
    }
    return found;
}

int points_after(struct store *s, int64_t after, int limit, point_each *each, void *arg,
                 struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_POINTS_AFTER, e);
    int found, rc = 0;

    if (!st)
        return -1;
    db_int(st, ":after", after);
    db_int(st, ":limit", limit);
    while (rc == 0 && (found = db_row(s, st, SQL_POINTS_AFTER, e)) != 0) {
        const struct point p = found == 1 ? point_of(st) : (struct point){0};

        rc = found < 0 ? -1 : each(arg, &p, e);
    }
    sqlite3_reset(st);
    return rc;
}

int points_last(struct store *s, int64_t *id, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_POINTS_LAST, e);

    return st && db_value(s, st, SQL_POINTS_LAST, id, e) >= 0 ? 0 : -1;
}

int points_put(struct store *s, const struct point *p, struct err *e)
{
    sqlite3_stmt *st = db_query_id(s, SQL_POINTS_PUT, p->sample, e);

    if (!st)
        return -1;
    db_int(st, ":x", p->x - HALF);
    db_int(st, ":y", p->y - HALF);
    return db_done(s, st, SQL_POINTS_PUT, e) == 0 ? points_done(s, p->sample, e) : -1;
}

int points_moved(struct store *s, int64_t grown, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_POINTS_MOVED, e);

    if (!st)
        return -1;
    db_int(st, ":grown", grown);
    return db_done(s, st, SQL_POINTS_MOVED, e);
}

int points_laid(struct store *s, int64_t laid, double scale,
                const uint8_t trunk[SOUND_TRUNK], struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_POINTS_LAID, e);

    if (!st)
        return -1;
    db_int(st, ":laid", laid);
    db_real(st, ":scale", scale);
    db_blob(st, ":trunk", trunk, SOUND_TRUNK);
    return db_done(s, st, SQL_POINTS_LAID, e);
}

int points_stamp(struct store *s, struct points_stamp *out, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_POINTS_STAMP, e);

    if (!st || db_row(s, st, SQL_POINTS_STAMP, e) != 1)
        return -1;
    *out = (struct points_stamp){.version = sqlite3_column_int64(st, 0),
                                 .changes = sqlite3_column_int64(st, 1),
                                 .scale = sqlite3_column_double(st, 2)};
    sqlite3_reset(st);
    return 0;
}

int points_drawn(struct store *s,
                 int (*each)(void *arg, const struct point_drawn *p, struct err *e),
                 void *arg, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_POINTS_DRAWN, e);
    int found, rc = 0;

    if (!st)
        return -1;
    while (rc == 0 && (found = db_row(s, st, SQL_POINTS_DRAWN, e)) != 0) {
        struct point_drawn p = {.loop = false};

        if (found == 1)
            p = (struct point_drawn){.at = point_of(st),
                                     .category = (const char *)sqlite3_column_text(st, 3),
                                     .loop = sqlite3_column_int(st, 4)};
        rc = found < 0 ? -1 : each(arg, &p, e);
    }
    sqlite3_reset(st);
    return rc;
}

int points_kinds(struct store *s, int (*each)(void *arg, const char *tag, struct err *e),
                 void *arg, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_POINTS_KINDS, e);
    int found, rc = 0;

    if (!st)
        return -1;
    while (rc == 0 && (found = db_row(s, st, SQL_POINTS_KINDS, e)) != 0)
        rc = found < 0 ? -1 : each(arg, (const char *)sqlite3_column_text(st, 0), e);
    sqlite3_reset(st);
    return rc;
}

int points_picture(struct store *s,
                   int (*read)(struct store *s, void *arg, struct err *e), void *arg,
                   struct err *e)
{
    return db_picture(s, read, arg, e);
}
