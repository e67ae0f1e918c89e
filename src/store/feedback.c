/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What users say of samples: recorded twice, and heeded at once. */
#include "store/feedback.h"

#include <string.h>
#include <time.h>

#include "store/db.h"
#include "store/ledger.h"
#include "store/spoken.h"
#include "store/standing.h"
#include "util/mem.h"

/* The samples that wear it, if any, follow. */
static int heed(struct store *s, const uint8_t *hash, const struct model_ref *model,
                struct err *e)
{
    int64_t sample = 0;
    bool changed;
    const int found = spoken_sample(s, hash, &sample, e);

    return found == 1 ? standing_apply(s, sample, hash, model, &changed, e) : found;
}

static int record(struct store *s, const struct correction *c, struct err *e)
{
    const int fresh = spoken_put(s, c, e);

    if (fresh == 1)
        ledger_add(s, c);
    return fresh;
}

int feedback_merge(struct store *s, const struct correction *c,
                   const struct model_ref *model, struct err *e)
{
    int fresh;

    if (correction_check(c, e) != 0)
        return -1;
    fresh = record(s, c, e);
    return fresh == 1 ? (heed(s, c->hash, model, e) == 0 ? 1 : -1) : fresh;
}

int feedback_recall(struct store *s, const struct correction *c,
                    const struct model_ref *model, struct err *e)
{
    const int fresh = spoken_put(s, c, e);

    return fresh == 1 ? (heed(s, c->hash, model, e) == 0 ? 1 : -1) : fresh;
}

/* Later than now, and than everything that was said of this sound: clocks jump. */
static int next_ms(struct store *s, const uint8_t *hash, int64_t at_ms, int64_t *out,
                   struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_FEEDBACK_LATEST, e);
    struct timespec now;
    int64_t last = -1;

    if (!st)
        return -1;
    db_blob(st, ":hash", hash, CORRECTION_HASH);
    if (db_value(s, st, SQL_FEEDBACK_LATEST, &last, e) < 0)
        return -1;
    clock_gettime(CLOCK_REALTIME, &now);
    if (at_ms <= 0)
        at_ms = (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
    *out = at_ms > last ? at_ms : last + 1;
    return 0;
}

/* What a model shows in the facet of c, read into text of the caller's. */
struct seen {
    char model[CORRECTION_MODEL + 1], shown[CORRECTION_TEXT + 1];
};

static void keep(char *out, size_t room, sqlite3_stmt *st, int col)
{
    const char *text = (const char *)sqlite3_column_text(st, col);
    const size_t n = text ? strlen(text) : 0;

    out[0] = '\0';
    if (n > 0 && n < room)
        memcpy(out, text, n + 1);
}

static int look(struct store *s, const uint8_t *hash, const char *facet, struct seen *out,
                struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_FEEDBACK_SEEN, e);
    int found;

    *out = (struct seen){.model = ""};
    if (!st)
        return -1;
    db_blob(st, ":hash", hash, CORRECTION_HASH);
    db_text(st, ":facet", facet);
    found = db_row(s, st, SQL_FEEDBACK_SEEN, e);
    if (found == 1) {
        keep(out->model, sizeof out->model, st, 0);
        keep(out->shown, sizeof out->shown, st, 1);
        sqlite3_reset(st);
    }
    return found < 0 ? -1 : 0;
}

static const char *or_null(const char *text) { return *text ? text : NULL; }

/* Opinion number i, at *at_ms; 1: recorded, 0: said already. What was seen before any of
 * them was recorded is what counts: nothing is applied until all are. */
static int say(struct store *s, const uint8_t *hash, const struct opinion *o, size_t i,
               const struct speaker *by, int64_t *at_ms, struct err *e)
{
    struct correction c = {.facet = o->facet,
                           .tag = o->tag,
                           .verdict = o->verdict,
                           .actor = by->actor,
                           .at_ms = *at_ms};
    struct standing w = {.n = 0};
    struct seen seen;
    bool said;
    int rc;

    if (standing_of(s, hash, &w, e) != 0)
        return -1;
    said = standing_says(&w, o->facet, o->tag, o->verdict);
    standing_clear(&w);
    if (said)
        return 0;
    if (look(s, hash, o->facet, &seen, e) != 0)
        return -1;
    c.model = or_null(seen.model);
    c.shown = or_null(seen.shown);
    memcpy(c.hash, hash, CORRECTION_HASH);
    if (by->uuid && i == 0)
        memcpy(c.uuid, by->uuid, CORRECTION_UUID);
    else
        sqlite3_randomness(CORRECTION_UUID, c.uuid);
    if (correction_check(&c, e) != 0)
        return -1;
    rc = record(s, &c, e);
    *at_ms += rc == 1;
    return rc;
}

int feedback_say(struct store *s, const uint8_t hash[CORRECTION_HASH],
                 const struct opinion *o, size_t n, const struct speaker *by,
                 const struct model_ref *model, int *said, struct err *e)
{
    int64_t at_ms;

    *said = 0;
    if (next_ms(s, hash, by->at_ms, &at_ms, e) != 0)
        return -1;
    for (size_t i = 0; i < n; i++) {
        const int rc = say(s, hash, &o[i], i, by, &at_ms, e);

        if (rc < 0)
            return -1;
        *said += rc;
    }
    return *said ? heed(s, hash, model, e) : 0;
}

static int each_row(struct store *s, sqlite3_stmt *st, enum sql_id what,
                    int (*each)(void *arg, int64_t id, const struct correction *c,
                                struct err *e),
                    void *arg, struct err *e)
{
    struct correction c;
    int found, rc = 0;

    while (rc == 0 && (found = db_row(s, st, what, e)) != 0) {
        if (found < 0)
            return -1;
        spoken_row(st, &c);
        rc = each(arg, sqlite3_column_int64(st, 0), &c, e);
    }
    sqlite3_reset(st);
    return rc;
}

int feedback_each(struct store *s, int64_t after,
                  int (*each)(void *arg, int64_t id, const struct correction *c,
                              struct err *e),
                  void *arg, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_FEEDBACK_EACH, e);

    if (!st)
        return -1;
    db_int(st, ":after", after);
    return each_row(s, st, SQL_FEEDBACK_EACH, each, arg, e);
}

static int each_of(struct store *s, const uint8_t *hash, enum sql_id what,
                   int (*each)(void *arg, int64_t id, const struct correction *c,
                               struct err *e),
                   void *arg, struct err *e)
{
    sqlite3_stmt *st = db_query(s, what, e);

    if (!st)
        return -1;
    db_blob(st, ":hash", hash, CORRECTION_HASH);
    return each_row(s, st, what, each, arg, e);
}

int feedback_last(struct store *s, const uint8_t hash[CORRECTION_HASH],
                  int (*each)(void *arg, int64_t id, const struct correction *c,
                              struct err *e),
                  void *arg, struct err *e)
{
    return each_of(s, hash, SQL_FEEDBACK_LAST, each, arg, e);
}

int feedback_history(struct store *s, const uint8_t hash[CORRECTION_HASH],
                     int (*each)(void *arg, int64_t id, const struct correction *c,
                                 struct err *e),
                     void *arg, struct err *e)
{
    return each_of(s, hash, SQL_FEEDBACK_HISTORY, each, arg, e);
}

int feedback_count(struct store *s, int64_t *n, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_FEEDBACK_COUNT, e);

    return st && db_value(s, st, SQL_FEEDBACK_COUNT, n, e) == 1 ? 0 : -1;
}
