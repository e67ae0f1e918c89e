/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a file states of itself: noted always, believed with a reason. */
#include "store/stated.h"

#include <math.h>
#include <stdio.h>

#include "store/db.h"
#include "store/labels.h"
#include "store/tags.h"

enum { DEFAULT_NOTE = 60 };

static const double beat_tolerance = 0.02;

static bool tempo_fits(const struct sound *sound)
{
    const struct embedded *m = &sound->embedded;
    const double want_s = m->beats * 60.0 / (double)m->bpm;

    return m->is_loop && !m->one_shot && m->beats > 0 &&
           fabs(sound->duration_s - want_s) <= beat_tolerance * want_s;
}

static int put(struct store *s, int64_t sample, const char *facet, const char *name,
               bool believed, struct err *e)
{
    struct claim c = {.sample = sample, .source = "file", .confidence = -1, .rank = 1};

    if (tag_enter(s, facet, name, &c.tag, e) != 0 || claim_note(s, &c, e) != 0)
        return -1;
    return believed ? claim_believe(s, &c, e) : 0;
}

/* Scientific pitch notation: MIDI note 60 is C4, 69 is A4 (440 Hz). */
static void note_name(int midi, char *out, size_t room)
{
    static const char *const pitch[12] = {"C",  "C#", "D",  "D#", "E",  "F",
                                          "F#", "G",  "G#", "A",  "A#", "B"};

    snprintf(out, room, "%s%d", pitch[midi % 12], midi / 12 - 1);
}

static int put_summary(struct store *s, int64_t sample, const struct embedded *m,
                       bool bpm, bool note, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_SAMPLE_STATED, e);

    if (!st)
        return -1;
    db_int(st, ":id", sample);
    if (bpm)
        db_real(st, ":bpm", (double)m->bpm);
    if (note)
        db_int(st, ":note", m->root_note);
    return db_done(s, st, SQL_SAMPLE_STATED, e);
}

int stated_put(struct store *s, int64_t sample, const struct sound *sound, struct err *e)
{
    const struct embedded *m = &sound->embedded;
    const bool bpm = m->bpm > 0 && tempo_fits(sound);
    const bool note = m->root_note >= 0 && m->root_note != DEFAULT_NOTE;
    char name[16];

    if (m->bpm > 0) {
        snprintf(name, sizeof name, "%.6g", (double)m->bpm);
        if (put(s, sample, "bpm", name, bpm, e) != 0)
            return -1;
    }
    if (m->root_note >= 0) {
        note_name(m->root_note, name, sizeof name);
        if (put(s, sample, "note", name, note, e) != 0)
            return -1;
    }
    return bpm || note ? put_summary(s, sample, m, bpm, note, e) : 0;
}
