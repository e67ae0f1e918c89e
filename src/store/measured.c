/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Measurements as rows: numbers always, tags where they are sure and nobody disagrees. */
#include "store/measured.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "store/correction.h"
#include "store/db.h"
#include "store/tags.h"
#include "util/keyname.h"
#include "util/sound.h"

/* A number of struct facets, and the column that holds it, in units of 1 / per. */
static const struct column {
    const char *name; /* with its colon, as it is bound */
    size_t at;
    double per; /* 0: an int */
    enum facets_part part;
} columns[] = {
#define REAL(name, member, per, part)                                                    \
    {                                                                                    \
        ":" name, offsetof(struct facets, member), per, FACETS_##part                    \
    }
#define INT(name, member, part)                                                          \
    {                                                                                    \
        ":" name, offsetof(struct facets, member), 0, FACETS_##part                      \
    }
#define CHARACTER(name, which, per)                                                      \
    REAL(name, character[CHARACTER_##which], per, CHARACTER)
    REAL("pitch_mhz", pitch.hz, 1e3, PITCH),
    REAL("pitch_sure", pitch.confidence, 1e3, PITCH),
    REAL("bpm", tempo.bpm, 1e3, TEMPO),
    REAL("bpm_sure", tempo.confidence, 1e3, TEMPO),
    REAL("bpm_2", tempo.alternate[0], 1e3, ALTERNATE),
    REAL("bpm_3", tempo.alternate[1], 1e3, ALTERNATE_2),
    REAL("downbeat_ms", tempo.downbeat_s, 1e3, TEMPO),
    REAL("loop_sure", loop_p, 1e3, FORM),
    INT("key", tonality.key, TONALITY),
    REAL("key_sure", tonality.confidence, 1e3, TONALITY),
    INT("key_2", tonality.second, SECOND),
    REAL("key_2_sure", tonality.second_confidence, 1e3, SECOND),
    REAL("tuning", tonality.tuning_cents, 1e1, TONALITY),
    REAL("lufs", loudness.lufs, 1e2, LOUDNESS),
    REAL("momentary", loudness.momentary_lufs, 1e2, LOUDNESS),
    REAL("true_peak", loudness.true_peak_db, 1e2, LOUDNESS),
    CHARACTER("centroid_hz", CENTROID, 1),
    CHARACTER("audible_ms", LENGTH, 1e3),
    CHARACTER("late", BALANCE, 1e3),
    CHARACTER("sustain", SUSTAIN, 1e2),
    CHARACTER("noisiness", NOISINESS, 1e3),
    CHARACTER("tail_ms", TAIL, 1e3),
    CHARACTER("punch", PUNCH, 1e2),
    CHARACTER("distortion", DISTORTION, 1e3),
    REAL("clipped_us", quality.clipped_s, 1e6, QUALITY),
    REAL("dc", quality.dc, 1e6, QUALITY),
    REAL("leading_ms", quality.leading_s, 1e3, QUALITY),
    REAL("trailing_ms", quality.trailing_s, 1e3, QUALITY),
    REAL("side", quality.side_db, 1e2, QUALITY),
    REAL("balance", quality.balance_db, 1e2, QUALITY),
    REAL("ending", quality.end_db, 1e2, QUALITY),
#undef REAL
#undef INT
#undef CHARACTER
};
enum { COLUMNS = sizeof columns / sizeof *columns };

/* A tempo, key and note as a sample's own row has them, by the bits of own and sure. */
enum { OWN_BPM = 1, OWN_KEY = 2, OWN_NOTE = 4 };

static unsigned sure_of(const struct facets *f)
{
    return (facets_sure(f, FACETS_TEMPO) ? OWN_BPM : 0u) |
           (facets_sure(f, FACETS_TONALITY) ? OWN_KEY : 0u) |
           (facets_sure(f, FACETS_PITCH) ? OWN_NOTE : 0u);
}

static float real_of(const struct facets *f, const struct column *c)
{
    return *(const float *)(const void *)((const char *)f + c->at);
}

static int int_of(const struct facets *f, const struct column *c)
{
    return *(const int *)(const void *)((const char *)f + c->at);
}

static void set(struct facets *f, const struct column *c, int64_t v)
{
    void *to = (char *)f + c->at;

    if (c->per > 0)
        *(float *)to = (float)((double)v / c->per);
    else
        *(int *)to = (int)v;
}

static int64_t whole(const struct facets *f, const struct column *c)
{
    return c->per > 0 ? llround((double)real_of(f, c) * c->per) : int_of(f, c);
}

/* As they are read back: what follows from them is then the same, whenever it is asked.
 */
static struct facets rounded(const struct facets *f)
{
    struct facets r = *f;

    for (size_t i = 0; i < COLUMNS; i++)
        if (facets_has(f, columns[i].part))
            set(&r, &columns[i], whole(f, &columns[i]));
    return r;
}

static void bind_columns(sqlite3_stmt *st, const struct facets *f)
{
    for (size_t i = 0; i < COLUMNS; i++)
        if (facets_has(f, columns[i].part))
            db_int(st, columns[i].name, whole(f, &columns[i]));
    if (facets_has(f, FACETS_PITCH))
        db_int(st, ":note", pitch_note(f->pitch.hz));
    if (facets_has(f, FACETS_TEMPO) && f->tempo.beats > 0)
        db_int(st, ":beats", f->tempo.beats);
    if (facets_has(f, FACETS_QUALITY))
        db_int(st, ":faults", f->quality.faults);
}

static bool is_unknown(const struct facets *f)
{
    return f->pitch.why == UNMEASURED_UNKNOWN && f->tempo.why == UNMEASURED_UNKNOWN &&
           f->tonality.why == UNMEASURED_UNKNOWN && f->loudness.why == UNMEASURED_UNKNOWN;
}

int measured_put(struct store *s, int64_t sample, const struct facets *f, struct err *e)
{
    const struct facets r = rounded(f);
    sqlite3_stmt *st;

    if (is_unknown(f))
        return db_run_id(s, SQL_MEASURED_DROP, sample, e);
    st = db_query(s, SQL_MEASURED_PUT, e);
    if (!st)
        return -1;
    db_int(st, ":sample", sample);
    db_int(st, ":own", 0);
    db_int(st, ":sure", sure_of(&r));
    db_int(st, ":pitch_why", r.pitch.why);
    db_int(st, ":tempo_why", r.tempo.why);
    db_int(st, ":key_why", r.tonality.why);
    db_int(st, ":loudness_why", r.loudness.why);
    bind_columns(st, &r);
    return db_done(s, st, SQL_MEASURED_PUT, e);
}

/* What is being published. */
struct publishing {
    struct store *s;
    int64_t sample;
    bool first;
    unsigned own; /* so far */
};

/* confidence < 0: none. 1 it is worn now, 0 somebody else has spoken, -1. */
static int wear(const struct publishing *p, const char *facet, const char *name,
                float confidence, struct err *e)
{
    const enum sql_id what = p->first ? SQL_MEASURED_TAG_FIRST : SQL_MEASURED_TAG_PUT;
    sqlite3_stmt *st;
    int64_t tag = 0;

    if (tag_enter(p->s, facet, name, &tag, e) != 0)
        return -1;
    st = db_query(p->s, what, e);
    if (!st)
        return -1;
    db_int(st, ":sample", p->sample);
    db_int(st, ":tag", tag);
    if (confidence >= 0)
        db_real(st, ":confidence", (double)llround((double)confidence * 1e3) / 1e3);
    if (!p->first) {
        db_text(st, ":facet", facet);
        db_int(st, ":alone", facet_is_exclusive(facet));
    }
    return db_done(p->s, st, what, e) != 0 ? -1 : sqlite3_changes64(p->s->db) > 0;
}

static int wear_number(struct publishing *p, unsigned bit, const char *facet,
                       const char *name, float confidence, struct err *e)
{
    const int worn = wear(p, facet, name, confidence, e);

    p->own |= worn > 0 ? bit : 0;
    return worn < 0 ? -1 : 0;
}

/* A tempo is a tag to a tenth: what is closer together nobody tells apart. */
static int wear_numbers(struct publishing *p, const struct facets *f, struct err *e)
{
    const unsigned sure = sure_of(f);
    char name[32];
    int rc = 0;

    if (sure & OWN_BPM) {
        const int64_t tenths = (llround((double)f->tempo.bpm * 1e3) + 50) / 100;

        snprintf(name, sizeof name, "%g", (double)tenths / 10);
        rc = wear_number(p, OWN_BPM, "bpm", name, f->tempo.confidence, e);
    }
    if (rc == 0 && sure & OWN_KEY)
        rc = wear_number(p, OWN_KEY, "key", keyname(f->tonality.key),
                         f->tonality.confidence, e);
    if (rc == 0 && sure & OWN_NOTE)
        rc = wear_number(p, OWN_NOTE, "note",
                         sound_note_name(name, pitch_note(f->pitch.hz)),
                         f->pitch.confidence, e);
    return rc;
}

static int wear_words(const struct publishing *p, const struct facets *f, struct err *e)
{
    int rc = 0;

    for (int w = 0; w < WORDINGS && rc >= 0; w++) {
        const uint32_t holds = wording_of(w, f);

        for (int i = 0; wording_word(w, i) && rc >= 0; i++)
            if (holds & 1u << i)
                rc = wear(p, wording_facet(w), wording_word(w, i), -1, e);
    }
    return rc < 0 ? -1 : 0;
}

static int put_summary(const struct publishing *p, const struct facets *f, struct err *e)
{
    sqlite3_stmt *st = db_query_id(p->s, SQL_MEASURED_OWN, p->sample, e);

    if (!st)
        return -1;
    db_int(st, ":own", p->own);
    if (db_done(p->s, st, SQL_MEASURED_OWN, e) != 0)
        return -1;
    st = db_query_id(p->s, SQL_MEASURED_SUMMARY, p->sample, e);
    if (!st)
        return -1;
    if (p->own & OWN_BPM)
        db_real(st, ":bpm", (double)llround((double)f->tempo.bpm * 1e3) / 1e3);
    if (p->own & OWN_KEY)
        db_text(st, ":key", keyname(f->tonality.key));
    if (p->own & OWN_NOTE)
        db_int(st, ":note", pitch_note(f->pitch.hz));
    return db_done(p->s, st, SQL_MEASURED_SUMMARY, e);
}

static int publish(struct publishing *p, const struct facets *f, struct err *e)
{
    if (wear_numbers(p, f, e) != 0 || wear_words(p, f, e) != 0)
        return -1;
    return p->first && p->own == 0 ? 0 : put_summary(p, f, e);
}

int measured_first(struct store *s, int64_t sample, const struct facets *f, struct err *e)
{
    struct publishing p = {.s = s, .sample = sample, .first = true};
    const struct facets r = rounded(f);

    return is_unknown(f) ? 0 : publish(&p, &r, e);
}

int measured_refresh(struct store *s, int64_t sample, struct err *e)
{
    struct publishing p = {.s = s, .sample = sample};
    struct facets f;
    int found;

    if (db_run_id(s, SQL_MEASURED_CLEAR_TAGS, sample, e) != 0)
        return -1;
    found = measured_of(s, sample, &f, e);
    return found == 1 ? publish(&p, &f, e) : found;
}

/* A reason that this program knows; a newer one may have others. */
static enum unmeasured why_of(sqlite3_stmt *st, int col)
{
    const int64_t why = sqlite3_column_int64(st, col);

    return why >= 0 && why < UNMEASURED_COUNT ? (enum unmeasured)why : UNMEASURED_UNKNOWN;
}

int measured_of(struct store *s, int64_t sample, struct facets *out, struct err *e)
{
    enum { WHYS = 4, BEATS = WHYS, FAULTS, FIRST };
    sqlite3_stmt *st = db_query_id(s, SQL_MEASURED_GET, sample, e);
    const int found = st ? db_row(s, st, SQL_MEASURED_GET, e) : -1;

    if (found != 1)
        return found;
    *out = facets_none();
    out->pitch.why = why_of(st, 0);
    out->tempo.why = why_of(st, 1);
    out->tonality.why = why_of(st, 2);
    out->loudness.why = why_of(st, 3);
    out->tempo.beats = (int)sqlite3_column_int64(st, BEATS);
    out->quality.faults = (uint32_t)sqlite3_column_int64(st, FAULTS);
    for (int i = 0; i < COLUMNS; i++)
        if (sqlite3_column_type(st, FIRST + i) != SQLITE_NULL)
            set(out, &columns[i], sqlite3_column_int64(st, FIRST + i));
    sqlite3_reset(st);
    return 1;
}
