/* SPDX-License-Identifier: GPL-2.0-or-later */
/* When something begins in a sound, and how strongly. */
#include "dsp/onsets.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "dsp/describe.h"
#include "util/mem.h"
#include "util/vec.h"

/* Frames: what a rise is over; half a window; between two onsets. */
enum { BACK = 2, REACH = 4, APART = 4 };

/* The first mel band of each range: bands are 54 mel apart, from 101 mel. */
static const size_t first[ONSET_RANGES + 1] = {0, 3, 18, 41, MEL_BANDS};

static void need(struct onsets *o, size_t frames)
{
    if (frames > o->cap) {
        for (size_t c = 0; c < ONSET_CURVES; c++)
            o->curve[c] = mem_grow(o->curve[c], frames, sizeof *o->curve[c]);
        o->raw = mem_grow(o->raw, frames, sizeof *o->raw);
        o->cap = frames;
    }
    o->frames = frames;
}

static inline float larger(float a, float b) { return b > a ? b : a; }

/* v (MEL_BANDS) as dB over the floor -> the most of each band and its neighbours. */
static void widen(const float *restrict v, float *restrict out)
{
    out[0] = larger(v[0], v[1]);
    for (size_t b = 1; b + 1 < MEL_BANDS; b++)
        out[b] = larger(larger(v[b - 1], v[b]), v[b + 1]);
    out[MEL_BANDS - 1] = larger(v[MEL_BANDS - 2], v[MEL_BANDS - 1]);
}

static void over_floor(const float *restrict mel, float *restrict out)
{
    for (size_t b = 0; b < MEL_BANDS; b++)
        out[b] = larger(mel[b] - ONSET_FLOOR_DB, 0.0f);
}

/* The rise of one frame over `before`, by range. */
static void rise(const float *restrict v, const float *restrict before, float *out)
{
    float up[MEL_BANDS];

    for (size_t b = 0; b < MEL_BANDS; b++)
        up[b] = larger(v[b] - before[b], 0.0f) * v[b];
    for (size_t r = 0; r < ONSET_RANGES; r++)
        out[r] = vec_sum(first[r + 1] - first[r], up + first[r]) /
                 (float)(first[r + 1] - first[r]);
}

/*
 * mel -> raw rises. At the start of the file there was silence before. Windows that reach
 * past its end, or over the seam, see a cut, which is nothing that begins.
 */
static void measure(struct onsets *o, const float *mel, size_t frames, size_t seam)
{
    float wide[BACK + 1][MEL_BANDS] = {0}, v[MEL_BANDS], up[ONSET_RANGES];

    for (size_t t = 0; t < frames; t++) {
        const bool known =
            t + REACH < seam || (t >= seam + REACH && t + REACH < frames) || t < REACH;

        over_floor(mel + t * MEL_BANDS, v);
        rise(v, wide[(t + 1) % (BACK + 1)], up);
        for (size_t r = 0; r < ONSET_RANGES; r++)
            o->curve[r][t] = known ? up[r] : 0.0f;
        widen(v, wide[t % (BACK + 1)]);
    }
}

/* Less the mean round each frame, no less than 0. */
static void sharpen(float *restrict x, float *restrict raw, size_t n)
{
    const size_t half = ONSET_MEAN / 2;
    double sum = 0.0;
    size_t from = 0, to = 0;

    memcpy(raw, x, n * sizeof *raw);
    for (size_t t = 0; t < n; t++) {
        while (to < n && to <= t + half)
            sum += (double)raw[to++];
        while (from + half < t)
            sum -= (double)raw[from++];
        x[t] = larger(raw[t] - (float)(sum / (double)(to - from)), 0.0f);
    }
}

/* To a mean of 1. */
static void scale(float *x, size_t n)
{
    const float all = vec_sum(n, x), gain = all > 1e-3f ? (float)n / all : 0.0f;

    for (size_t t = 0; t < n; t++)
        x[t] *= gain;
}

/* Peaks of the sharpened curves' mean, before they are scaled. */
static size_t peaks(const float *x, size_t n)
{
    size_t count = 0, last = 0;

    for (size_t t = 0; t < n; t++) {
        const bool peak = x[t] >= ONSET_LEAST && (t == 0 || x[t] >= x[t - 1]) &&
                          (t + 1 == n || x[t] > x[t + 1]);

        if (peak && (count == 0 || t - last >= APART)) {
            count++;
            last = t;
        }
    }
    return count;
}

void onsets_measure(struct onsets *o, const float *mel, size_t frames, size_t seam)
{
    float *all;

    need(o, frames);
    measure(o, mel, frames, seam);
    all = o->curve[ONSET_ALL];
    memset(all, 0, frames * sizeof *all);
    for (size_t r = 0; r < ONSET_RANGES; r++) {
        sharpen(o->curve[r], o->raw, frames);
        for (size_t t = 0; t < frames; t++)
            all[t] += o->curve[r][t] / ONSET_RANGES;
    }
    o->count = peaks(all, frames);
    memset(all, 0, frames * sizeof *all);
    for (size_t r = 0; r < ONSET_RANGES; r++) {
        scale(o->curve[r], frames);
        for (size_t t = 0; t < frames; t++)
            all[t] += o->curve[r][t] / ONSET_RANGES;
    }
}

void onsets_clear(struct onsets *o)
{
    for (size_t c = 0; c < ONSET_CURVES; c++)
        free(o->curve[c]);
    free(o->raw);
    *o = (struct onsets){0};
}
