/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A patch as a fixed number of statistics: what a linear net sees of a sound. */
#include "nn/stats.h"

#include <math.h>
#include <string.h>

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

/*
 * Mean, deviation, maximum and mean absolute change of each band over n columns. Bands
 * are the inner loop: their sums go side by side.
 */
static float *moments(const struct levels *v, size_t n, float *x)
{
    float *mean = x, *dev = x + bands, *max = x + 2 * bands, *step = x + 3 * bands;
    double sum[PATCH_BANDS] = {0}, squares[PATCH_BANDS] = {0};

    memset(x, 0, 4 * bands * sizeof *x);
    for (size_t c = 0; c < n; c++) {
        const float *now = v->at[c], *before = v->at[c ? c - 1 : 0];

        for (size_t b = 0; b < bands; b++) {
            sum[b] += (double)now[b];
            squares[b] += (double)now[b] * (double)now[b];
            step[b] += fabsf(now[b] - before[b]);
            max[b] = now[b] > max[b] ? now[b] : max[b];
        }
    }
    for (size_t b = 0; b < bands; b++) {
        const double m = sum[b] / (double)n;

        mean[b] = (float)m;
        dev[b] = (float)sqrt(fmax(0.0, squares[b] / (double)n - m * m));
        step[b] /= (float)n;
    }
    return x + 4 * bands;
}

/* The sum of each group of neighbouring bands, times `scale`. */
static float *grouped(const float band[PATCH_BANDS], float scale, float *x)
{
    for (size_t b = 0; b < bands; b += GROUP) {
        float sum = 0;

        for (size_t i = b; i < b + GROUP; i++)
            sum += band[i];
        *x++ = sum * scale;
    }
    return x;
}

/* Mean level of each group of bands in each eighth of all columns, sounding or not. */
static float *over_time(const struct levels *v, float *x)
{
    for (size_t t = 0; t < PATCH_COLS; t += EIGHTH) {
        float sum[PATCH_BANDS] = {0};

        for (size_t c = t; c < t + EIGHTH; c++)
            for (size_t b = 0; b < bands; b++)
                sum[b] += v->at[c][b];
        x = grouped(sum, 1.0f / (EIGHTH * GROUP), x);
    }
    return x;
}

/* Mean absolute step from band to band: high where single partials stand out. */
static float *roughness(const struct levels *v, size_t n, float *x)
{
    float sum[PATCH_BANDS] = {0};

    for (size_t c = 0; c < n; c++)
        for (size_t b = 1; b < bands; b++)
            sum[b] += fabsf(v->at[c][b] - v->at[c][b - 1]);
    return grouped(sum, 1.0f / (float)(n * GROUP), x);
}

/*
 * Autocorrelation of n values (at most PATCH_COLS) less their mean, relative to lag 0:
 * x becomes that at each of the given lags.
 */
static float *likeness(const float *curve, size_t n, const size_t *lag, size_t lags,
                       float *x)
{
    double y[PATCH_COLS], mean = 0, power = 1e-6;

    for (size_t i = 0; i < n; i++)
        mean += (double)curve[i];
    for (size_t i = 0; i < n; i++) {
        y[i] = (double)curve[i] - mean / (double)n;
        power += y[i] * y[i];
    }
    for (size_t k = 0; k < lags; k++) {
        double both = 0;

        for (size_t i = 0; i + lag[k] < n; i++)
            both += y[i] * y[i + lag[k]];
        *x++ = (float)(both / power);
    }
    return x;
}

/* The mean spectrum's fine structure against itself, moved by 1, 2, ... bands. */
static float *spacing(const float *mean, float *x)
{
    float fine[PATCH_BANDS];
    size_t lag[STATS_LAGS];

    for (size_t b = 0; b < PATCH_BANDS; b++) {
        const size_t from = b < 4 ? 0 : b - 4,
                     to = b + 5 > PATCH_BANDS ? PATCH_BANDS : b + 5;
        float round = 0;

        for (size_t i = from; i < to; i++)
            round += mean[i] / (float)(to - from);
        fine[b] = mean[b] - round;
    }
    for (size_t k = 0; k < STATS_LAGS; k++)
        lag[k] = k + 1;
    return likeness(fine, PATCH_BANDS, lag, STATS_LAGS, x);
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

    for (size_t c = 1; c < PATCH_COLS; c++) {
        float step[PATCH_BANDS], part[STATS_GROUPS];

        for (size_t b = 0; b < bands; b++)
            step[b] =
                v->at[c][b] > v->at[c - 1][b] ? v->at[c][b] - v->at[c - 1][b] : 0.0f;
        grouped(step, 1.0f, part);
        for (size_t g = 0; g < STATS_GROUPS; g++)
            rise[c] += part[g];
    }
    return likeness(rise, PATCH_COLS, lags, STATS_BEATS, x);
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
