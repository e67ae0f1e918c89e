/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which tones sound: partials told apart by tone, whatever they are tuned to. */
#include "dsp/chroma.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "dsp/peaks.h"
#include "util/mem.h"

enum { TRIADS = 2 * CHROMA_TONES, ENDS = 5 /* an end is this part of all windows */ };

/* Notes, as MIDI counts them. */
static const float lowest = 24.0f, bass_end = 55.0f, chroma_from = 36.0f, highest = 90.0f;
static const float tuned_from = 50.0f; /* below, windows are too short to tell */

/*
 * Found by cross-validation on the loops that the profile of key.h is fitted to; with
 * twice or half of any the score is within 0.01. Chords have exp(decision * correlation)
 * parts.
 */
static const float third_partial = 0.19f, compression = 5.0f, decision = 12.0f;
static const double pull = 0.1; /* of the tuning, to none: as if that much were in tune */

struct chroma {
    struct peaks *peaks;
    float *weight, *all, *bass; /* (windows), (windows, tones) twice */
    size_t windows, window_room;
    float triad[TRIADS][CHROMA_TONES]; /* mean 0, length 1 */
};

static void fill_triads(struct chroma *c)
{
    const float mean = 3.0f / CHROMA_TONES, length = sqrtf(3.0f * (1.0f - mean));

    for (int i = 0; i < TRIADS; i++) {
        const int root = i % CHROMA_TONES, third = i < CHROMA_TONES ? 4 : 3;

        for (int t = 0; t < CHROMA_TONES; t++) {
            const int above = (t - root + CHROMA_TONES) % CHROMA_TONES;

            c->triad[i][t] =
                ((above == 0 || above == third || above == 7 ? 1.0f : 0.0f) - mean) /
                length;
        }
    }
}

struct chroma *chroma_new(void)
{
    struct chroma *c = mem_new(1, sizeof *c);

    c->peaks = peaks_new();
    fill_triads(c);
    return c;
}

void chroma_free(struct chroma *c)
{
    if (!c)
        return;
    peaks_free(c->peaks);
    free(c->weight);
    free(c->all);
    free(c->bass);
    free(c);
}

static void need(struct chroma *c, const struct peaks_found *f)
{
    const size_t tones = f->windows * CHROMA_TONES;

    c->windows = f->windows;
    if (c->windows > c->window_room) {
        c->weight = mem_grow(c->weight, c->windows, sizeof *c->weight);
        c->all = mem_grow(c->all, tones, sizeof *c->all);
        c->bass = mem_grow(c->bass, tones, sizeof *c->bass);
        c->window_room = c->windows;
    }
    memset(c->all, 0, tones * sizeof *c->all);
    memset(c->bass, 0, tones * sizeof *c->bass);
    for (size_t t = 0; t < c->windows; t++)
        c->weight[t] = sqrtf(sqrtf(f->power[t]));
}

/* Half tones, -0.5 to 0.5. */
static float tuning_of(const struct peaks_found *f)
{
    const double turn = 2.0 * acos(-1.0);
    double x = 0.0, y = 0.0, sum = 0.0;

    for (size_t i = 0; i < f->peaks; i++) {
        const struct peak *p = &f->peak[i];
        const double height = p->note > tuned_from ? (double)p->height : 0.0;

        x += height * cos(turn * (double)p->note);
        y += height * sin(turn * (double)p->note);
        sum += height;
    }
    return sum > 0.0 ? (float)(atan2(y, x + pull * sum) / turn) : 0.0f;
}

static void add_tone(float *tones, float note, float height)
{
    const float tone = roundf(note), off = cosf((float)acos(-1.0) * (note - tone));

    tones[(int)tone % CHROMA_TONES] += height * off * off;
}

static void add_tones(struct chroma *c, const struct peaks_found *f, float tuning)
{
    for (size_t i = 0; i < f->peaks; i++) {
        const struct peak *p = &f->peak[i];
        const size_t at = p->window * (size_t)CHROMA_TONES;
        const float note = p->note - tuning;

        if (note >= lowest && note < bass_end)
            add_tone(c->bass + at, note, p->height);
        if (note >= chroma_from && note < highest) {
            add_tone(c->all + at, note, p->height);
            add_tone(c->all + at, note - 19.02f, third_partial * p->height);
        }
    }
}

static void compress(size_t windows, float *chroma)
{
    for (size_t t = 0; t < windows; t++, chroma += CHROMA_TONES) {
        float most = 0.0f;

        for (size_t i = 0; i < CHROMA_TONES; i++)
            most = fmaxf(most, chroma[i]);
        for (size_t i = 0; i < CHROMA_TONES && most > 0.0f; i++)
            chroma[i] = log1pf(compression * chroma[i] / most) / log1pf(compression);
    }
}

/* Mean of windows, as long as 1. */
static void mean_of(const struct chroma *c, const float *chroma, size_t from, size_t end,
                    float *out)
{
    float length = 0.0f;

    for (size_t t = from; t < end; t++)
        for (size_t i = 0; i < CHROMA_TONES; i++)
            out[i] += c->weight[t] * chroma[t * CHROMA_TONES + i];
    for (size_t i = 0; i < CHROMA_TONES; i++)
        length += out[i] * out[i];
    length = sqrtf(length);
    for (size_t i = 0; i < CHROMA_TONES && length > 0.0f; i++)
        out[i] /= length;
}

/* The chords that window t and the one before it may be. */
static void chords_at(const struct chroma *c, size_t t, float p[TRIADS])
{
    const float *now = c->all + t * CHROMA_TONES, *then = now - (t ? CHROMA_TONES : 0);
    float tone[CHROMA_TONES], mean = 0.0f, length = 0.0f, sum = 0.0f;

    for (size_t i = 0; i < CHROMA_TONES; i++) {
        tone[i] = c->weight[t] * now[i] + (t ? c->weight[t - 1] * then[i] : 0.0f);
        mean += tone[i] / CHROMA_TONES;
    }
    for (size_t i = 0; i < CHROMA_TONES; i++)
        length += (tone[i] - mean) * (tone[i] - mean);
    length = length > 0.0f ? sqrtf(length) : 1.0f;
    for (size_t k = 0; k < TRIADS; k++) {
        float like = 0.0f;

        for (size_t i = 0; i < CHROMA_TONES; i++)
            like += (tone[i] - mean) * c->triad[k][i];
        p[k] = expf(decision * like / length);
        sum += p[k];
    }
    for (size_t k = 0; k < TRIADS; k++)
        p[k] /= sum;
}

/* Means over the first windows; major and minor are out (TRIADS). */
static void chords_of(const struct chroma *c, size_t windows, float *out)
{
    float sum = 0.0f, p[TRIADS];

    for (size_t t = 0; t < windows; t++) {
        chords_at(c, t, p);
        for (size_t k = 0; k < TRIADS; k++)
            out[k] += c->weight[t] * p[k];
        sum += c->weight[t];
    }
    for (size_t k = 0; k < TRIADS && sum > 0.0f; k++)
        out[k] /= sum;
}

static void tell(const struct chroma *c, struct harmony *out)
{
    const size_t n = c->windows, end = n / ENDS ? n / ENDS : 1;

    mean_of(c, c->all, 0, n, out->part[CHROMA_ALL]);
    mean_of(c, c->bass, 0, n, out->part[CHROMA_BASS]);
    mean_of(c, c->all, 0, end, out->part[CHROMA_FIRST]);
    mean_of(c, c->bass, 0, end, out->part[CHROMA_FIRST_BASS]);
    mean_of(c, c->all, n - end, n, out->part[CHROMA_LAST]);
    mean_of(c, c->bass, n - end, n, out->part[CHROMA_LAST_BASS]);
    chords_of(c, n, out->part[CHROMA_MAJOR]);
    chords_of(c, end, out->part[CHROMA_FIRST_MAJOR]);
}

void chroma_measure(struct chroma *c, const float *x, size_t n, int rate_hz,
                    struct harmony *out)
{
    struct peaks_found f;
    float tuning;

    peaks_find(c->peaks, x, n, rate_hz, &f);
    need(c, &f);
    tuning = tuning_of(&f);
    *out = (struct harmony){.tuning_cents = 100.0f * tuning, .clarity = f.clarity};
    add_tones(c, &f, tuning);
    compress(c->windows, c->all);
    compress(c->windows, c->bass);
    tell(c, out);
}
