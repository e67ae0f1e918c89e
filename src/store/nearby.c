/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lists of the samples that sound alike, and what they are made from. */
#include "store/nearby.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "store/db.h"
#include "store/settings.h"
#include "util/blob.h"
#include "util/hex.h"

enum { FAR_BITS = 11, FAR_MASK = (1 << FAR_BITS) - 1 }; /* as v1_neighbour unpacks it */

static const char set_neighbours[] = "neighbours"; /* of which trunk they are */

bool nearby_meet(struct nearby *list, int64_t id, uint32_t far)
{
    size_t at = list->n;

    for (size_t i = 0; i < list->n; i++)
        if (list->one[i].id == id)
            return false;
    while (at > 0 && (list->one[at - 1].far > far ||
                      (list->one[at - 1].far == far && list->one[at - 1].id > id)))
        at--;
    if (at == NEARBY_MOST)
        return false;
    if (list->n < NEARBY_MOST)
        list->n++;
    memmove(list->one + at + 1, list->one + at, (list->n - 1 - at) * sizeof *list->one);
    list->one[at] = (struct nearby_one){id, far};
    return true;
}

double nearby_worst(const struct nearby *list)
{
    return list->n < NEARBY_MOST ? (double)INFINITY : list->one[NEARBY_MOST - 1].far;
}

static struct nearby_one unpack(int64_t v)
{
    return (struct nearby_one){v >> FAR_BITS, (uint32_t)(v & FAR_MASK)};
}

/* The list that st is at: its columns after the first. */
static struct nearby list_of(sqlite3_stmt *st)
{
    struct nearby list = {0};

    for (int i = 0; i < NEARBY_MOST; i++)
        if (sqlite3_column_type(st, 1 + i) == SQLITE_INTEGER)
            list.one[list.n++] = unpack(sqlite3_column_int64(st, 1 + i));
    return list;
}

int nearby_get(struct store *s, int64_t sample, struct nearby *out, struct err *e)
{
    sqlite3_stmt *st = db_query_id(s, SQL_NEAR_LIST, sample, e);
    const int found = st ? db_row(s, st, SQL_NEAR_LIST, e) : -1;

    if (found == 1) {
        *out = list_of(st);
        sqlite3_reset(st);
    }
    return found;
}

int nearby_put(struct store *s, int64_t sample, const struct nearby *list, struct err *e)
{
    sqlite3_stmt *st = db_query_id(s, SQL_NEAR_PUT, sample, e);

    if (!st)
        return -1;
    for (size_t i = 0; i < list->n; i++) {
        char name[32];

        snprintf(name, sizeof name, ":r%zu", i + 1);
        db_int(st, name, list->one[i].id * (FAR_MASK + 1) + list->one[i].far);
    }
    return db_done(s, st, SQL_NEAR_PUT, e);
}

int nearby_lists(struct store *s, int64_t after, int limit,
                 int (*each)(void *arg, int64_t sample, const struct nearby *list,
                             struct err *e),
                 void *arg, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_NEAR_LISTS, e);
    int found, rc = 0;

    if (!st)
        return -1;
    db_int(st, ":after", after);
    db_int(st, ":limit", limit);
    while (rc == 0 && (found = db_row(s, st, SQL_NEAR_LISTS, e)) != 0) {
        const struct nearby list = found == 1 ? list_of(st) : (struct nearby){0};

        rc = found < 0 ? -1 : each(arg, sqlite3_column_int64(st, 0), &list, e);
    }
    sqlite3_reset(st);
    return rc;
}

/* id, BLOB, and from column `more` on note and duration; more 0 = not asked. */
static struct nearby_sound sound_of(sqlite3_stmt *st, int64_t id, int blob, int more)
{
    return (struct nearby_sound){
        .sample = id,
        .blob = sqlite3_column_blob(st, blob),
        .n = (size_t)sqlite3_column_bytes(st, blob),
        .note = more ? (int)db_column_int_or(st, more, -1) : -1,
        .duration = more ? sqlite3_column_double(st, more + 1) : 0,
    };
}

/* Every row of st: an id, a BLOB, and from column `more` on what sound_of() takes. */
static int stream(struct store *s, sqlite3_stmt *st, enum sql_id what, int more,
                  nearby_each *each, void *arg, struct err *e)
{
    int found, rc = 0;

    while (rc == 0 && (found = db_row(s, st, what, e)) != 0) {
        const struct nearby_sound x =
            found == 1 ? sound_of(st, sqlite3_column_int64(st, 0), 1, more)
                       : (struct nearby_sound){0};

        rc = found < 0 ? -1 : each(arg, &x, e);
    }
    sqlite3_reset(st);
    return rc;
}

int nearby_sounds(struct store *s, bool more, nearby_each *each, void *arg, struct err *e)
{
    const enum sql_id what = more ? SQL_NEAR_EACH_MORE : SQL_NEAR_EACH;
    sqlite3_stmt *st = db_query(s, what, e);

    if (!st)
        return -1;
    db_int(st, ":version", BLOB_EMBEDDING_VERSION);
    return stream(s, st, what, more ? 2 : 0, each, arg, e);
}

int nearby_sound(struct store *s, int64_t sample, nearby_each *each, void *arg,
                 struct err *e)
{
    sqlite3_stmt *st = db_query_id(s, SQL_NEAR_ONE, sample, e);
    int found;

    if (!st)
        return -1;
    db_int(st, ":version", BLOB_EMBEDDING_VERSION);
    found = db_row(s, st, SQL_NEAR_ONE, e);
    if (found == 1) {
        const struct nearby_sound x = sound_of(st, sample, 0, 1);

        found = each(arg, &x, e) == 0 ? 1 : -1;
        sqlite3_reset(st);
    }
    return found;
}

static const char *trunk_name(char out[2 * SOUND_TRUNK + 1],
                              const uint8_t trunk[SOUND_TRUNK])
{
    hex_write(out, trunk, SOUND_TRUNK);
    return out;
}

int nearby_is_of(struct store *s, const uint8_t trunk[SOUND_TRUNK], struct err *e)
{
    char name[2 * SOUND_TRUNK + 1];

    return setting_is(s, set_neighbours, trunk_name(name, trunk), e);
}

int nearby_now_of(struct store *s, const uint8_t trunk[SOUND_TRUNK], struct err *e)
{
    char name[2 * SOUND_TRUNK + 1];

    return setting_put(s, set_neighbours, trunk_name(name, trunk), e);
}

int nearby_drop_some(struct store *s, int limit, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_NEAR_DROP_SOME, e);

    if (!st)
        return -1;
    db_int(st, ":limit", limit);
    return db_done(s, st, SQL_NEAR_DROP_SOME, e) == 0 ? sqlite3_changes(s->db) : -1;
}

int nearby_queue_some(struct store *s, int64_t *after, int limit, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_NEAR_LAST, e);
    int64_t last = 0;

    if (!st)
        return -1;
    db_int(st, ":after", *after);
    db_int(st, ":limit", limit);
    if (db_value(s, st, SQL_NEAR_LAST, &last, e) < 0)
        return -1;
    if (last == 0)
        return 0;
    st = db_query(s, SQL_NEAR_QUEUE, e);
    if (!st)
        return -1;
    db_int(st, ":after", *after);
    db_int(st, ":last", last);
    *after = last;
    return db_done(s, st, SQL_NEAR_QUEUE, e) == 0 ? 1 : -1;
}

/* The only number of a statement that takes nothing. */
static int count(struct store *s, enum sql_id what, int64_t *n, struct err *e)
{
    sqlite3_stmt *st = db_query(s, what, e);

    return st && db_value(s, st, what, n, e) >= 0 ? 0 : -1;
}

int nearby_waiting(struct store *s, int64_t *n, struct err *e)
{
    return count(s, SQL_NEAR_COUNT, n, e);
}

int nearby_size(struct store *s, int64_t *n, struct err *e)
{
    return count(s, SQL_NEAR_SIZE, n, e);
}

int nearby_last(struct store *s, int64_t *id, struct err *e)
{
    return count(s, SQL_NEAR_LISTED, id, e);
}

int nearby_each_waiting(struct store *s, int64_t after, int limit, nearby_each *each,
                        void *arg, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_NEAR_WAITING, e);

    if (!st)
        return -1;
    db_int(st, ":version", BLOB_EMBEDDING_VERSION);
    db_int(st, ":after", after);
    db_int(st, ":limit", limit);
    return stream(s, st, SQL_NEAR_WAITING, 0, each, arg, e);
}

int nearby_each_anew(struct store *s, int (*each)(void *arg, int64_t id, struct err *e),
                     void *arg, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_NEAR_ANEW, e);
    int found, rc = 0;

    if (!st)
        return -1;
    while (rc == 0 && (found = db_row(s, st, SQL_NEAR_ANEW, e)) != 0)
        rc = found < 0 ? -1 : each(arg, sqlite3_column_int64(st, 0), e);
    sqlite3_reset(st);
    return rc;
}

int nearby_settled(struct store *s, int64_t sample, struct err *e)
{
    return db_run_id(s, SQL_NEAR_SETTLED, sample, e);
}

int nearby_done(struct store *s, int64_t sample, struct err *e)
{
    return db_run_id(s, SQL_NEAR_DONE, sample, e);
}

int nearby_again(struct store *s, int64_t sample, struct err *e)
{
    return db_run_id(s, SQL_NEAR_DROP, sample, e) == 0
               ? db_run_id(s, SQL_NEAR_QUEUE_ONE, sample, e)
               : -1;
}

/* The last of a list tells how far it reaches. */
static double worst_of(sqlite3_stmt *st, int listed, int last)
{
    if (!sqlite3_column_int(st, listed))
        return -1;
    return sqlite3_column_type(st, last) == SQLITE_NULL
               ? (double)INFINITY
               : unpack(sqlite3_column_int64(st, last)).far;
}

int nearby_pass(struct store *s, int64_t after, int64_t last, int limit,
                int (*each)(void *arg, const struct nearby_sound *x, double worst,
                            struct err *e),
                void *arg, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_NEAR_PASS, e);
    int found, rc = 0;

    if (!st)
        return -1;
    db_int(st, ":version", BLOB_EMBEDDING_VERSION);
    db_int(st, ":after", after);
    db_int(st, ":last", last);
    db_int(st, ":limit", limit);
    while (rc == 0 && (found = db_row(s, st, SQL_NEAR_PASS, e)) != 0) {
        const struct nearby_sound x =
            found == 1 ? sound_of(st, sqlite3_column_int64(st, 0), 1, 0)
                       : (struct nearby_sound){0};

        rc = found < 0 ? -1 : each(arg, &x, worst_of(st, 2, 3), e);
    }
    sqlite3_reset(st);
    return rc;
}
