/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A patch as a fixed number of statistics: what a linear net sees of a sound. */
#include "nn/stats.h"

#include <math.h>

static const size_t bands = PATCH_BANDS;

enum { GROUP = PATCH_BANDS / STATS_GROUPS, EIGHTH = PATCH_COLS / STATS_EIGHTHS };

/* A view as numbers from 0 to 1. */
struct levels {
    float at[PATCH_COLS][PATCH_BANDS];
};

static void levels_of(const uint8_t from[][PATCH_BANDS], struct levels *to)
{
    for (size_t c = 0; c < PATCH_COLS; c++)
        for (size_t b = 0; b < PATCH_BANDS; b++)
            to->at[c][b] = (float)from[c][b] / 255.0f;
}

/* Mean, deviation, maximum and mean absolute change of each band over n columns. */
static float *moments(const struct levels *v, size_t n, float *x)
{
    float *mean = x, *dev = x + PATCH_BANDS, *max = x + 2 * bands, *step = x + 3 * bands;

    for (size_t b = 0; b < PATCH_BANDS; b++) {
        double sum = 0, squares = 0, moved = 0;
        float top = 0;

        for (size_t c = 0; c < n; c++) {
            const double y = (double)v->at[c][b];

            sum += y;
            squares += y * y;
            moved += c ? fabs(y - (double)v->at[c - 1][b]) : 0.0;
            top = v->at[c][b] > top ? v->at[c][b] : top;
        }
        mean[b] = (float)(sum / (double)n);
        dev[b] = (float)sqrt(fmax(0.0, squares / (double)n - pow(sum / (double)n, 2)));
        max[b] = top;
        step[b] = (float)(moved / (double)n);
    }
    return x + 4 * bands;
}

/* Mean level of each group of bands in each eighth of all columns, sounding or not. */
static float *over_time(const struct levels *v, float *x)
{
    for (size_t t = 0; t < STATS_EIGHTHS; t++)
        for (size_t g = 0; g < STATS_GROUPS; g++) {
            float sum = 0;

            for (size_t c = t * EIGHTH; c < (t + 1) * EIGHTH; c++)
                for (size_t b = g * GROUP; b < (g + 1) * GROUP; b++)
                    sum += v->at[c][b];
            *x++ = sum / (EIGHTH * GROUP);
        }
    return x;
}

/* Mean absolute step from band to band: high where single partials stand out. */
static float *roughness(const struct levels *v, size_t n, float *x)
{
    for (size_t g = 0; g < STATS_GROUPS; g++) {
        float sum = 0;

        for (size_t c = 0; c < n; c++)
            for (size_t b = g * GROUP; b < (g + 1) * GROUP; b++)
                sum += b ? fabsf(v->at[c][b] - v->at[c][b - 1]) : 0.0f;
        *x++ = sum / (float)(n * GROUP);
    }
    return x;
}

/* Autocorrelation over n values at lag k, of x less its mean, relative to lag 0. */
static float likeness(const float *x, size_t n, size_t k)
{
    double mean = 0, power = 1e-6, both = 0;

    for (size_t i = 0; i < n; i++)
        mean += (double)x[i] / (double)n;
    for (size_t i = 0; i < n; i++) {
        power += pow((double)x[i] - mean, 2);
        both += i + k < n ? ((double)x[i] - mean) * ((double)x[i + k] - mean) : 0.0;
    }
    return (float)(both / power);
}

/* The mean spectrum's fine structure against itself, moved by 1, 2, ... bands. */
static float *spacing(const float *mean, float *x)
{
    float fine[PATCH_BANDS];

    for (size_t b = 0; b < PATCH_BANDS; b++) {
        const size_t from = b < 4 ? 0 : b - 4,
                     to = b + 5 > PATCH_BANDS ? PATCH_BANDS : b + 5;
        float round = 0;

        for (size_t i = from; i < to; i++)
            round += mean[i] / (float)(to - from);
        fine[b] = mean[b] - round;
    }
    for (size_t k = 1; k <= STATS_LAGS; k++)
        *x++ = likeness(fine, PATCH_BANDS, k);
    return x;
}

/*
 * The spectrum seen from the lowest band within 15 dB of the loudest upwards: the
 * timbre of a note, whatever its pitch. Maxima over the whole range, then means and
 * deviations over half of it; bands that are not there are as far below as can be.
 */
static float *above_lowest(const float *mean, float *x)
{
    const float *dev = mean + PATCH_BANDS, *max = dev + PATCH_BANDS;
    float top = 0.0f;
    size_t base = 0;

    for (size_t b = 0; b < PATCH_BANDS; b++)
        top = max[b] > top ? max[b] : top;
    while (max[base] < top - 0.15f)
        base++;
    for (size_t b = base; b < base + STATS_ABOVE; b++)
        *x++ = b < PATCH_BANDS ? max[b] - max[base] : -1.0f;
    for (size_t b = base; b < base + STATS_ABOVE / 2; b++)
        *x++ = b < PATCH_BANDS ? mean[b] - mean[base] : -1.0f;
    for (size_t b = base; b < base + STATS_ABOVE / 2; b++)
        *x++ = b < PATCH_BANDS ? dev[b] : 0.0f;
    *x++ = (float)base / PATCH_BANDS;
    *x++ = top;
    return x;
}

/* The onset curve (rises of level) against itself, moved by fractions of the sound. */
static float *beats(const struct levels *v, float *x)
{
    static const size_t lags[STATS_BEATS] = {4, 8, 16, 32, 48, 64};
    float rise[PATCH_COLS] = {0};

    for (size_t c = 1; c < PATCH_COLS; c++)
        for (size_t b = 0; b < PATCH_BANDS; b++)
            rise[c] += fmaxf(0.0f, v->at[c][b] - v->at[c - 1][b]);
    for (size_t k = 0; k < STATS_BEATS; k++)
        *x++ = likeness(rise, PATCH_COLS, lags[k]);
    return x;
}

static float *view(const struct levels *v, size_t n, float *x)
{
    const float *mean = x;

    x = moments(v, n, x);
    x = over_time(v, x);
    x = roughness(v, n, x);
    x = spacing(mean, x);
    return above_lowest(mean, x);
}

void stats_of(const struct patch *p, float *x)
{
    struct levels v;

    levels_of(p->attack, &v);
    x = view(&v, p->attack_cols, x);
    levels_of(p->whole, &v);
    x = view(&v, PATCH_COLS, x);
    x = beats(&v, x);
    *x++ = log10f(fmaxf(p->duration_s, 0.005f));
    *x++ = fminf(p->duration_s, 12.0f) / 12.0f;
    *x++ = (float)p->attack_cols / PATCH_COLS;
}
