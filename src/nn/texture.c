/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How the partials of a sound stand out and how they are spaced, as numbers for a net. */
#include "nn/texture.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "util/vec.h"

enum { AROUND = 18, BELOW_TOP = 60 }; /* bands to each side; dB */

static const float db_of_byte = 100.0f / 255.0f;

/* Mean and deviation of each kind over sounds of all sorts (dB). */
static const struct {
    float mean, deviation;
} usual[TEXTURE_KINDS] = {{12.0f, 9.0f}, {6.0f, 4.5f}, {3.0f, 2.4f}, {0.0f, 15.0f}};

static const float usual_likeness = 0.2f;

static float limited(float x)
{
    const float low = x > -TEXTURE_LIMIT ? x : -TEXTURE_LIMIT;

    return low < TEXTURE_LIMIT ? low : TEXTURE_LIMIT;
}

/* Bands from the lowest to the highest in which anything was ever heard. */
static size_t heard(const struct patch *p)
{
    size_t n = PATCH_FINE;

    while (n > 0 && !(p->partials[0][n - 1] | p->partials[1][n - 1] |
                      p->partials[2][n - 1] | p->partials[3][n - 1]))
        n--;
    return n;
}

static bool sounds(const uint8_t *row)
{
    for (size_t b = 0; b < PATCH_FINE; b++)
        if (row[b])
            return true;
    return false;
}

/* Mean level over the times that there are; 0 without any. */
static float mean_level(const struct patch *p, size_t bands)
{
    unsigned long sum = 0, n = 0;

    for (size_t t = 0; t < PATCH_TIMES; t++)
        if (sounds(p->partials[t])) {
            n += bands;
            for (size_t b = 0; b < bands; b++)
                sum += p->partials[t][b];
        }
    return n ? (float)sum / (float)n * db_of_byte : 0.0f;
}

/* Of n levels (dB), which a sound has on average `around`: TEXTURE_KINDS numbers. */
static void octave(const float *level, size_t n, float around, float *x)
{
    float sum = 0.0f, squares = 0.0f, steps = 0.0f, top = 0.0f, mean;

    for (size_t i = 0; i < n; i++) {
        sum += level[i];
        top = level[i] > top ? level[i] : top;
        steps += i ? fabsf(level[i] - level[i - 1]) : 0.0f;
    }
    mean = sum / (float)n;
    for (size_t i = 0; i < n; i++)
        squares += (level[i] - mean) * (level[i] - mean);
    x[0] = top - mean;
    x[1] = sqrtf(squares / (float)n);
    x[2] = steps / (float)(n - 1);
    x[3] = mean - around;
    for (size_t k = 0; k < TEXTURE_KINDS; k++)
        x[k] = limited((x[k] - usual[k].mean) / usual[k].deviation);
}

/* level (bands) dB. */
static void octaves(const float *level, size_t bands, float around, float *x)
{
    for (size_t from = 0; from + PATCH_OCTAVE / 2 <= bands;
         from += PATCH_OCTAVE, x += TEXTURE_KINDS) {
        const size_t left = bands - from;

        octave(level + from, left < PATCH_OCTAVE ? left : PATCH_OCTAVE, around, x);
    }
}

/* What stands out of the bands around; those beyond the ends are as these. */
static void stand_out(const float *level, size_t bands, float *out)
{
    float top = 0.0f, sum = 0.0f, high[PATCH_FINE + 2 * AROUND];

    assert(bands > 0 && bands <= PATCH_FINE);
    for (size_t b = 0; b < bands; b++)
        top = level[b] > top ? level[b] : top;
    for (size_t i = 0; i < bands + (size_t)2 * AROUND; i++) {
        const size_t b = i < AROUND ? 0 : i - AROUND;
        const float y = level[b < bands ? b : bands - 1] - (top - (float)BELOW_TOP);

        high[i] = y > 0.0f ? y : 0.0f;
    }
    for (size_t i = 0; i < (size_t)2 * AROUND; i++)
        sum += high[i];
    for (size_t b = 0; b < bands; b++) {
        sum += high[b + (size_t)2 * AROUND];
        out[b] = high[b + AROUND] - sum / (float)(2 * AROUND + 1);
        sum -= high[b];
    }
}

static void spacing(const float *level, size_t bands, float *x)
{
    float out[PATCH_FINE];
    float power;

    stand_out(level, bands, out);
    power = vec_dot(bands, out, out) + 1.0f;
    for (size_t lag = 1; lag <= TEXTURE_LAGS && lag < bands; lag++)
        x[lag - 1] =
            limited(vec_dot(bands - lag, out, out + lag) / power / usual_likeness);
}

void texture_of(const struct patch *p, float *x)
{
    const size_t bands = heard(p);
    const float around = mean_level(p, bands);
    float *spaced = x + (size_t)PATCH_TIMES * PATCH_OCTAVES * TEXTURE_KINDS;

    memset(x, 0, TEXTURE_COUNT * sizeof *x);
    for (size_t t = 0; t < PATCH_TIMES; t++) {
        float level[PATCH_FINE];

        if (!sounds(p->partials[t]))
            continue;
        for (size_t b = 0; b < bands; b++)
            level[b] = (float)p->partials[t][b] * db_of_byte;
        octaves(level, bands, around, x + t * PATCH_OCTAVES * TEXTURE_KINDS);
        if (t >= 1 && t <= TEXTURE_SPACED)
            spacing(level, bands, spaced + (t - 1) * TEXTURE_LAGS);
    }
}
