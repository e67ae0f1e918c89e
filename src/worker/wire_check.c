/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is believed of an answer: nothing that cannot be. */
#include "worker/wire_check.h"

#include <string.h>

#include "util/blob.h"
#include "util/utf8.h"

enum {
    MIN_RATE = 1000, /* Hz; the range of audio/decode */
    MAX_RATE = 1000000,
    MAX_CHANNELS = 64,
    MIN_PEAK_DB = -200,
    MAX_PEAK_DB = 800, /* the largest float is 771 dB over full scale */
    MAX_DC = 1000000,
    MAX_BEATS = 1 << 24,
    MAX_TAIL_S = 1000, /* an estimate may be longer than the sound */
    SLACK_S = 1
};

static const float MIN_BPM = 20, MAX_BPM = 999;
static const float MIN_PITCH = 8, MAX_PITCH = 12900; /* Hz: the MIDI notes 0 to 127 */

static bool text_ok(const char *text)
{
    size_t n = strlen(text);

    for (size_t step; n > 0; text += step, n -= step) {
        step = utf8_shown(text, n);
        if (step == 0)
            return false;
    }
    return true;
}

/* False for NaN, too. */
static bool within(double x, double low, double high) { return x >= low && x <= high; }

static const char *bad_embedded(const struct embedded *m)
{
    const bool no_loop = m->loop_start == -1 && m->loop_end == -1;

    if (m->bpm != 0 && !within((double)m->bpm, (double)MIN_BPM, (double)MAX_BPM))
        return "tempo";
    if (m->beats < 0 || m->meter_num < 0 || m->meter_den < 0)
        return "beats";
    if (!within(m->root_note, -1, 127) || !within((double)m->fine_cents, -50, 50))
        return "root note";
    if (!no_loop && (m->loop_start < 0 || m->loop_end < m->loop_start))
        return "loop";
    if (m->loops < 0 || m->cues < 0)
        return "number of loops";
    if (!text_ok(m->title) || !text_ok(m->artist) || !text_ok(m->album) ||
        !text_ok(m->genre) || !text_ok(m->comment) || !text_ok(m->software) ||
        !text_ok(m->date) || !text_ok(m->originator))
        return "embedded text";
    return NULL;
}

static bool guess_ok(const struct guess *g, size_t nodes)
{
    return g->node >= -1 && (g->node < 0 || (size_t)g->node < nodes) &&
           within((double)g->p, 0, 1);
}

static const char *bad_verdict(const struct verdict *v, size_t nodes)
{
    if (!v->has_model)
        return NULL;
    if (!guess_ok(&v->category, nodes))
        return "category";
    for (size_t i = 0; i < SOUND_TOP; i++) {
        if (!guess_ok(&v->top[i], nodes))
            return "category";
        if (i > 0 && (v->top[i].p > v->top[i - 1].p ||
                      (v->top[i].node >= 0 && v->top[i - 1].node < 0)))
            return "order of categories";
    }
    if (!within(v->form, -1, FORM_COUNT - 1))
        return "form";
    for (size_t i = 0; i < FORM_COUNT; i++)
        if (!within((double)v->form_p[i], 0, 1))
            return "form";
    if (!within((double)(v->form_p[FORM_ONESHOT] + v->form_p[FORM_LOOP]), 0.999, 1.001))
        return "form";
    return NULL;
}

/* A probability. */
static bool part_ok(float p) { return within((double)p, 0, 1); }

static bool level_ok(float db) { return within((double)db, MIN_PEAK_DB, MAX_PEAK_DB); }

static bool tempo_ok(const struct tempo *t, double seconds)
{
    bool ok = within((double)t->bpm, (double)MIN_BPM, (double)MAX_BPM) &&
              part_ok(t->confidence) && within(t->beats, 0, MAX_BEATS) &&
              within((double)t->downbeat_s, 0, seconds);

    for (size_t i = 0; i < TEMPO_ALTERNATES; i++)
        ok = ok && (t->alternate[i] == 0 ||
                    (within((double)t->alternate[i], (double)MIN_BPM, (double)MAX_BPM) &&
                     (i == 0 || t->alternate[i - 1] > 0)));
    return ok;
}

static bool tonality_ok(const struct tonality *t)
{
    return within(t->key, 0, KEYS - 1) && part_ok(t->confidence) &&
           within(t->second, -1, KEYS - 1) && t->second != t->key &&
           part_ok(t->second_confidence) && within((double)t->tuning_cents, -50, 50);
}

static bool character_ok(const float *c, double rate_hz, double seconds)
{
    return within((double)c[CHARACTER_CENTROID], 0, rate_hz) &&
           within((double)c[CHARACTER_LENGTH], 0, seconds) &&
           part_ok(c[CHARACTER_BALANCE]) && level_ok(c[CHARACTER_SUSTAIN]) &&
           part_ok(c[CHARACTER_NOISINESS]) &&
           within((double)c[CHARACTER_TAIL], 0, MAX_TAIL_S) &&
           level_ok(c[CHARACTER_PUNCH]) && part_ok(c[CHARACTER_DISTORTION]);
}

static bool quality_ok(const struct quality *q, double seconds)
{
    return within((double)q->clipped_s, 0, seconds) &&
           within((double)q->dc, -MAX_DC, MAX_DC) &&
           within((double)q->leading_s, 0, seconds) &&
           within((double)q->trailing_s, 0, seconds) && level_ok(q->side_db) &&
           level_ok(q->balance_db) && level_ok(q->end_db) &&
           q->faults < 1u << FAULT_COUNT;
}

/* seconds: as long as the sound, and a little: what is measured is counted in frames of
 * its own. */
static const char *bad_facets(const struct facets *f, double rate_hz, double seconds)
{
    if (facets_has(f, FACETS_PITCH) &&
        (!within((double)f->pitch.hz, (double)MIN_PITCH, (double)MAX_PITCH) ||
         !part_ok(f->pitch.confidence)))
        return "pitch";
    if (facets_has(f, FACETS_TEMPO) && !tempo_ok(&f->tempo, seconds))
        return "measured tempo";
    if (facets_has(f, FACETS_TONALITY) && !tonality_ok(&f->tonality))
        return "key";
    if (facets_has(f, FACETS_LOUDNESS) &&
        (!level_ok(f->loudness.lufs) || !level_ok(f->loudness.momentary_lufs) ||
         !level_ok(f->loudness.true_peak_db)))
        return "loudness";
    if (facets_has(f, FACETS_CHARACTER) && !character_ok(f->character, rate_hz, seconds))
        return "character";
    if (facets_has(f, FACETS_FORM) && !part_ok(f->loop_p))
        return "form of the signal";
    if (facets_has(f, FACETS_QUALITY) && !quality_ok(&f->quality, seconds))
        return "quality";
    return NULL;
}

static bool blob_ok(const struct sound_blob *b, enum blob_kind kind,
                    struct blob_head *head)
{
    struct err e;

    return b->len > 0 && blob_check(head, b->data, b->len, &e) == 0 &&
           head->kind == kind && head->version == blob_kind_version(kind);
}

/* It may be missing. The id of the trunk, at least, is where it is looked for. */
static bool embedding_ok(const struct sound_blob *b)
{
    struct blob_head head;

    return b->len == 0 ||
           (blob_ok(b, BLOB_EMBEDDING, &head) && head.payload_len == head.raw_len &&
            head.payload_len >= SOUND_TRUNK);
}

/* As many lows as highs behind the peak, and no more than a picture needs. */
static bool peaks_ok(const struct sound_blob *b)
{
    struct blob_head head;

    return b->len <= SOUND_PEAKS && blob_ok(b, BLOB_PEAKS, &head) && head.raw_len > 4 &&
           head.raw_len % 2 == 0;
}

static const char *bad_analysis(const struct sound *s, size_t nodes)
{
    const double seconds = s->rate_hz > 0 ? (double)s->frames / s->rate_hz : 0;
    struct blob_head head;
    const char *bad;

    if (!within(s->rate_hz, MIN_RATE, MAX_RATE) || !within(s->channels, 1, MAX_CHANNELS))
        return "rate or channels";
    if (s->frames < 1 ||
        !within(s->duration_s - seconds, -1e-6 * seconds, 1e-6 * seconds))
        return "length";
    if (s->format[0] == '\0' || !text_ok(s->format))
        return "format";
    if (!within((double)s->peak_db, MIN_PEAK_DB, MAX_PEAK_DB) ||
        !within((double)s->brightness_hz, 0, s->rate_hz))
        return "measurement";
    if ((bad = bad_embedded(&s->embedded)) || (bad = bad_verdict(&s->verdict, nodes)) ||
        (bad = bad_facets(&s->facets, s->rate_hz, seconds * 1.001 + SLACK_S)))
        return bad;
    if (!blob_ok(&s->mel, BLOB_MEL, &head) ||
        !blob_ok(&s->descriptor, BLOB_DESCRIPTOR, &head) || !peaks_ok(&s->peaks) ||
        !embedding_ok(&s->embedding))
        return "feature blob";
    return NULL;
}

static const char *bad_classified(const struct sound *s, size_t nodes)
{
    const char *bad = bad_verdict(&s->verdict, nodes);

    return bad || embedding_ok(&s->embedding) ? bad : "feature blob";
}

const char *wire_check(enum wire_op op, const struct sound *s, size_t nodes)
{
    if (s->status == SOUND_FAILED || (s->status == SOUND_UNSUPPORTED && op != WIRE_READY))
        return s->error[0] && text_ok(s->error) ? NULL : "error text";
    if (s->status != SOUND_OK || op == WIRE_READY)
        return "status";
    return op == WIRE_CLASSIFY ? bad_classified(s, nodes) : bad_analysis(s, nodes);
}
