/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What files state of themselves: noted always, believed with a reason. */
#include "store/stated.h"

#include <math.h>
#include <stdio.h>

#include "store/db.h"
#include "store/labels.h"
#include "store/rejected.h"
#include "store/tags.h"
#include "util/sound.h"

enum { NO_NOTE = -1, DEFAULT_NOTE = 60 };

static const double beat_tolerance = 0.02;

/* One file's words; bpm 0 and note NO_NOTE = says nothing of it. */
struct statement {
    double bpm, duration_s;
    int beats, note;
    bool is_loop;
};

static bool tempo_fits(const struct statement *w)
{
    const double want_s = w->beats * 60.0 / w->bpm;

    return w->is_loop && w->beats > 0 &&
           fabs(w->duration_s - want_s) <= beat_tolerance * want_s;
}

/* *believed becomes false where a user has ruled it out. */
static int put(struct store *s, int64_t sample, const char *facet, const char *name,
               bool *believed, struct err *e)
{
    struct claim c = {.sample = sample, .source = "file", .confidence = -1, .rank = 1};
    int out;

    if (tag_enter(s, facet, name, &c.tag, e) != 0 || claim_note(s, &c, e) != 0)
        return -1;
    out = *believed ? rejected_has(s, sample, c.tag, e) : 0;
    *believed &= out == 0;
    return *believed ? claim_believe(s, &c, e) : out < 0 ? -1 : 0;
}

/* Note it; what is believed first of each kind goes into `sum`, the sample's own row. */
static int take(struct store *s, int64_t sample, const struct statement *w,
                struct statement *sum, struct err *e)
{
    bool bpm = w->bpm > 0 && tempo_fits(w);
    bool note = w->note != NO_NOTE && w->note != DEFAULT_NOTE;
    char name[16];

    if (w->bpm > 0) {
        snprintf(name, sizeof name, "%.6g", w->bpm);
        if (put(s, sample, "bpm", name, &bpm, e) != 0)
            return -1;
    }
    if (w->note != NO_NOTE) {
        if (put(s, sample, "note", sound_note_name(name, w->note), &note, e) != 0)
            return -1;
    }
    if (bpm && sum->bpm <= 0)
        sum->bpm = w->bpm;
    if (note && sum->note == NO_NOTE)
        sum->note = w->note;
    return 0;
}

static int put_summary(struct store *s, int64_t sample, const struct statement *sum,
                       struct err *e)
{
    sqlite3_stmt *st = db_query_id(s, SQL_SAMPLE_STATED, sample, e);

    if (!st)
        return -1;
    if (sum->bpm > 0)
        db_real(st, ":bpm", sum->bpm);
    if (sum->note != NO_NOTE)
        db_int(st, ":note", sum->note);
    return db_done(s, st, SQL_SAMPLE_STATED, e);
}

int stated_refresh(struct store *s, int64_t sample, struct err *e)
{
    struct statement sum = {.note = NO_NOTE};
    sqlite3_stmt *st;
    int found;

    if (db_run_id(s, SQL_TAGS_CLEAR_FILE, sample, e) != 0 ||
        db_run_id(s, SQL_WITNESS_CLEAR_FILE, sample, e) != 0)
        return -1;
    st = db_query_id(s, SQL_STATED_OF_SAMPLE, sample, e);
    if (!st)
        return -1;
    while ((found = db_row(s, st, SQL_STATED_OF_SAMPLE, e)) == 1) {
        const struct statement w = {.bpm = sqlite3_column_double(st, 0),
                                    .beats = sqlite3_column_int(st, 1),
                                    .is_loop = sqlite3_column_int(st, 2),
                                    .note = (int)db_column_int_or(st, 3, NO_NOTE),
                                    .duration_s = sqlite3_column_double(st, 4)};

        if (take(s, sample, &w, &sum, e) != 0) {
            sqlite3_reset(st);
            return -1;
        }
    }
    return found < 0 ? -1 : put_summary(s, sample, &sum, e);
}
