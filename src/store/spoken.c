/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Corrections as rows. */
#include "store/spoken.h"

#include <string.h>

#include "store/db.h"

static const char *text_of(sqlite3_stmt *st, int col)
{
    return (const char *)sqlite3_column_text(st, col);
}

static void bytes_of(sqlite3_stmt *st, int col, uint8_t *out, size_t n)
{
    const void *p = sqlite3_column_blob(st, col);

    memset(out, 0, n);
    if (p && (size_t)sqlite3_column_bytes(st, col) == n)
        memcpy(out, p, n);
}

void spoken_row(sqlite3_stmt *st, struct correction *c)
{
    bytes_of(st, 1, c->uuid, CORRECTION_UUID);
    bytes_of(st, 2, c->hash, CORRECTION_HASH);
    c->facet = text_of(st, 3);
    c->tag = text_of(st, 4);
    c->verdict = sqlite3_column_int(st, 5);
    c->actor = text_of(st, 6);
    c->model = text_of(st, 7);
    c->shown = text_of(st, 8);
    c->at_ms = sqlite3_column_int64(st, 9);
}

int spoken_put(struct store *s, const struct correction *c, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_FEEDBACK_INSERT, e);

    if (!st)
        return -1;
    db_blob(st, ":uuid", c->uuid, CORRECTION_UUID);
    db_blob(st, ":hash", c->hash, CORRECTION_HASH);
    db_text(st, ":facet", c->facet);
    db_text(st, ":tag", c->tag);
    db_int(st, ":verdict", c->verdict);
    db_text(st, ":actor", c->actor);
    db_text(st, ":model", c->model);
    db_text(st, ":shown", c->shown);
    db_int(st, ":at_ms", c->at_ms);
    if (db_done(s, st, SQL_FEEDBACK_INSERT, e) != 0)
        return -1;
    return sqlite3_changes64(s->db) > 0;
}

int spoken_sample(struct store *s, const uint8_t hash[CORRECTION_HASH], int64_t *sample,
                  struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_SAMPLE_FIND, e);

    if (!st)
        return -1;
    db_blob(st, ":hash", hash, CORRECTION_HASH);
    return db_value(s, st, SQL_SAMPLE_FIND, sample, e);
}
