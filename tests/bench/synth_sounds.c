/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Made-up analyses: measures, what a model thinks, and feature BLOBs, but for the mel. */
#include "synth_sounds.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dsp/describe.h"
#include "util/embedding.h"
#include "util/mem.h"

void sounds_init(struct sounds *y, const struct model_ref *m, uint64_t seed)
{
    struct rng r;

    *y = (struct sounds){.m = m, .seed = seed, .packer = blob_packer_new()};
    y->centre = mem_new(m->nodes * SOUNDS_WIDTH, sizeof *y->centre);
    rng_branch(&r, seed, 1, 0);
    for (size_t i = 0; i < m->nodes * SOUNDS_WIDTH; i++)
        y->centre[i] = fmaxf(0.0f, (float)rng_normal(&r));
}

void sounds_clear(struct sounds *y)
{
    free(y->centre);
    blob_packer_free(y->packer);
    buf_clear(&y->raw);
    buf_clear(&y->descriptor);
    buf_clear(&y->embedding);
    buf_clear(&y->peaks);
}

void sounds_hash(int64_t number, uint8_t hash[SOUND_HASH])
{
    struct rng r;

    rng_branch(&r, (uint64_t)number, 7, 7);
    for (size_t i = 0; i < SOUND_HASH; i += 8) {
        const uint64_t bits = rng_next(&r);

        memcpy(hash + i, &bits, 8);
    }
}

/* Centre of its leaf and noise: neighbours are mostly of the same leaf. */
static void make_embedding(struct sounds *y, struct rng *r, int leaf)
{
    const float *centre = y->centre + (size_t)leaf * SOUNDS_WIDTH;
    float x[SOUNDS_WIDTH];
    struct embedding k;

    for (int i = 0; i < SOUNDS_WIDTH; i++)
        x[i] = fmaxf(0.0f, centre[i] + 0.7f * (float)rng_normal(r));
    embedding_of(&k, SOUNDS_WIDTH, x);
    buf_reset(&y->raw);
    embedding_write(&k, y->m->trunk, &y->raw);
    buf_reset(&y->embedding);
    blob_pack(y->packer, BLOB_EMBEDDING, y->raw.data, y->raw.len, &y->embedding);
}

static void make_descriptor(struct sounds *y, struct rng *r, const struct sound *s)
{
    float value[DESC_COUNT];

    for (int i = 0; i < DESC_COUNT; i++)
        value[i] = i == DESC_DURATION ? (float)s->duration_s
                   : i == DESC_PEAK   ? s->peak_db
                                      : (float)(20 * rng_normal(r));
    buf_reset(&y->raw);
    descriptors_write(&y->raw, value);
    buf_reset(&y->descriptor);
    blob_pack(y->packer, BLOB_DESCRIPTOR, y->raw.data, y->raw.len, &y->descriptor);
}

/* A wave that swells, or decays. */
static void make_peaks(struct sounds *y, struct rng *r)
{
    enum { COLUMNS = 128 };
    const double fall = 8 * rng_unit(r) - 1;

    buf_reset(&y->raw);
    buf_f32(&y->raw, 1);
    for (int i = 0; i < 2 * COLUMNS; i++) {
        const double far =
            fmin(1, exp(-fall * (i % COLUMNS) / COLUMNS)) * (0.7 + 0.3 * rng_unit(r));

        buf_u8(&y->raw, (uint8_t)(int8_t)lrint((i < COLUMNS ? -127 : 127) * far));
    }
    buf_reset(&y->peaks);
    blob_pack(y->packer, BLOB_PEAKS, y->raw.data, y->raw.len, &y->peaks);
}

/* Leaves of which the ear is less sure come from the whole of the model, and a third of
 * all sounds leaves it in doubt. */
static void make_category(const struct sounds *y, struct rng *r, int leaf,
                          struct verdict *v)
{
    const size_t leaves = y->m->branches.leaves;
    const float sure = 1.0f - powf((float)rng_unit(r), 1.6f) * 0.9f;
    float p[SOUND_MAX_NODES] = {0}, rest = 1.0f - sure;

    p[leaf] = sure;
    for (int i = 0; i < 8; i++) {
        const float part = i < 7 ? rest * 0.45f : rest;
        const size_t near = (size_t)leaf + rng_below(r, 5);

        p[i % 2 ? rng_below(r, leaves) : near % leaves] += part;
        rest -= part;
    }
    v->category = publish(&y->m->branches, p);
    for (int i = 0; i < SOUND_TOP; i++) {
        size_t best = 0;

        for (size_t k = 1; k < leaves; k++)
            best = p[k] > p[best] ? k : best;
        v->top[i] = (struct guess){(int)best, p[best] < 1.0f ? p[best] : 1.0f};
        p[best] = -1.0f;
        if (v->top[i].p <= 0.0f)
            v->top[i].p = (float)rng_unit(r) * 0.01f;
    }
}

static void make_verdict(const struct sounds *y, struct rng *r,
                         const struct synth_file *f, struct verdict *v)
{
    const float sure = 1.0f - powf((float)rng_unit(r), 4.0f) * 0.5f;

    *v = (struct verdict){.has_model = true};
    make_category(y, r, f->leaf, v);
    v->form_p[f->form] = sure;
    v->form_p[!f->form] = 1.0f - sure;
    v->form = sure >= y->m->form_threshold ? f->form : -1;
}

static void make_embedded(struct rng *r, const struct synth_file *f, struct embedded *m)
{
    *m = (struct embedded){.root_note = -1, .loop_start = -1, .loop_end = -1};
    if (f->bpm && rng_unit(r) < 0.4) {
        m->bpm = (float)f->bpm;
        m->beats = 16;
        m->meter_num = m->meter_den = 4;
        m->is_loop = true;
    }
    if (f->note >= 0 && rng_unit(r) < 0.5)
        m->root_note = f->note;
    if (rng_unit(r) < 0.08)
        snprintf(m->software, sizeof m->software, "Sound Forge %d.0",
                 (int)(4 + rng_below(r, 8)));
    if (rng_unit(r) < 0.04)
        snprintf(m->artist, sizeof m->artist, "Artist %zu", rng_below(r, 500));
}

static float unit(struct rng *r) { return (float)rng_unit(r); }

/* Most loops have a beat and half of them a key; most one-shots with a note are heard. */
static void make_tonal(struct rng *r, const struct synth_file *f, struct facets *out)
{
    const bool loop = f->form == FORM_LOOP;

    out->pitch.why = UNMEASURED_ATONAL;
    out->tempo.why = out->tonality.why = loop ? UNMEASURED_ATONAL : UNMEASURED_ONESHOT;
    if (f->bpm && rng_unit(r) < 0.9)
        out->tempo = (struct tempo){.bpm = (float)f->bpm + 0.2f * unit(r),
                                    .confidence = sqrtf(unit(r)),
                                    .alternate = {(float)f->bpm / 2},
                                    .beats = 16};
    if (loop && rng_unit(r) < 0.6)
        out->tonality = (struct tonality){.key = (int)rng_below(r, KEYS),
                                          .confidence = sqrtf(unit(r)),
                                          .second = -1,
                                          .tuning_cents = 10 * unit(r)};
    if (!loop && rng_unit(r) < 0.5)
        out->pitch =
            (struct pitch){.hz = 40 * expf(4 * unit(r)), .confidence = sqrtf(unit(r))};
}

static void make_facets(struct rng *r, const struct synth_file *f, struct facets *out)
{
    *out = facets_none();
    make_tonal(r, f, out);
    out->loop_p = f->form == FORM_LOOP ? sqrtf(unit(r)) : 1 - sqrtf(unit(r));
    out->loudness = (struct loudness){.lufs = -30 + 25 * unit(r),
                                      .momentary_lufs = -28 + 25 * unit(r),
                                      .true_peak_db = -3 * unit(r)};
    out->character[CHARACTER_CENTROID] = 80 * expf(4.6f * unit(r));
    out->character[CHARACTER_LENGTH] = 0.1f * expf(4 * unit(r));
    out->character[CHARACTER_BALANCE] = 0.7f * unit(r);
    out->character[CHARACTER_SUSTAIN] = -40 * unit(r);
    out->character[CHARACTER_NOISINESS] = unit(r);
    out->character[CHARACTER_TAIL] = unit(r);
    out->character[CHARACTER_PUNCH] = 20 * unit(r) - 5;
    out->character[CHARACTER_DISTORTION] = unit(r) * unit(r);
    out->quality = (struct quality){.dc = 0.001f * unit(r),
                                    .leading_s = 0.01f * unit(r),
                                    .trailing_s = 0.1f * unit(r),
                                    .side_db = -30 * unit(r),
                                    .balance_db = 2 * unit(r),
                                    .end_db = -80 + 20 * unit(r)};
    for (int i = 0; i < FAULT_COUNT; i++)
        out->quality.faults |= rng_unit(r) < 0.01 ? 1u << i : 0;
}

static void make_format(struct rng *r, struct sound *s)
{
    static const char *const format[] = {"WAV PCM 16",  "WAV PCM 24", "AIFF PCM 16",
                                         "FLAC PCM 24", "OGG VORBIS", "MP3"};
    const double x = rng_unit(r);
    const int i = x < 0.5 ? 0 : x < 0.82 ? 1 : 2 + (int)rng_below(r, 4);

    snprintf(s->format, sizeof s->format, "%s", format[i]);
    s->rate_hz = rng_unit(r) < 0.85 ? 44100 : 48000;
    s->channels = rng_unit(r) < 0.65 ? 2 : 1;
}

void sounds_make(struct sounds *y, const struct synth_file *f, struct sound *out)
{
    const int beats = 4 << (f->sound % 3);
    double seconds;
    struct rng r;

    rng_branch(&r, y->seed, 2, (uint64_t)f->sound);
    *out = (struct sound){.peak_db = (float)-fabs(rng_normal(&r) * 3),
                          .brightness_hz = (float)(80 * exp(rng_unit(&r) * 4.6))};
    make_format(&r, out);
    seconds = f->bpm ? 60.0 / f->bpm * beats : exp(rng_normal(&r) * 0.9 - 0.4);
    out->frames = 64 + (int64_t)(seconds * out->rate_hz);
    out->duration_s = (double)out->frames / out->rate_hz;
    sounds_hash(f->sound, out->hash);
    make_verdict(y, &r, f, &out->verdict);
    make_embedded(&r, f, &out->embedded);
    make_facets(&r, f, &out->facets);
    make_embedding(y, &r, f->leaf);
    make_descriptor(y, &r, out);
    make_peaks(y, &r);
    out->descriptor = (struct sound_blob){y->descriptor.data, y->descriptor.len};
    out->embedding = (struct sound_blob){y->embedding.data, y->embedding.len};
    out->peaks = (struct sound_blob){y->peaks.data, y->peaks.len};
}
