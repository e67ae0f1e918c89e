/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What copies of a sound have in common, in a few bytes. */
#include "near/twinprint.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    BANDS = 50,    /* up to 7.5 kHz */
    SHAPE = 12,    /* groups of the spectrum of all */
    SPANS = 3,     /* stretches of time, */
    SPAN = 6,      /* groups of each */
    GROUP = 8,     /* bands to these */
    PARTIALS = 12, /* groups of partials */
    STEPS = 3      /* to a dB */
};
_Static_assert(SHAPE + SPANS * SPAN + PARTIALS == TWIN_DETAIL,
               "all details have a place");

#define FLOOR_DB (-40.0f) /* below the greatest of its part: less counts as this */

/* 98 of 100 copies, each: tests/bench/twins.sh. */
const float twin_reach[TWIN_KEYS] = {1.4f, 3.6f, 3.0f, 2.3f};

/* Sums of power. */
struct sums {
    double all[BANDS], span[SPANS][BANDS];
    double energy, squared; /* of columns, and of their squares, by hops */
};

/* Power over the floor of db >= 0, to 1e-4 of it: 2^x, x = i + f, where 2^f is a cubic
 * fitted on [0, 1] that is exact at both ends. pow() would take half of all time. */
static float power(float db)
{
    const float x = db * 0.33219281f; /* log2(10) / 10 */
    const int32_t i = (int32_t)x;
    const float f = x - (float)i,
                cubic = 1 + f * (0.69583282f + f * (0.22606716f + f * 0.07810002f));
    const uint32_t bits = (uint32_t)(i + 127) << 23;
    float whole;

    memcpy(&whole, &bits, sizeof whole);
    return cubic * whole - 1;
}

static size_t span_of(size_t col) { return col < 12 ? 0 : col < 40 ? 1 : 2; }

static void add_up(struct sums *s, const struct twin_view *v)
{
    for (size_t c = 0; c < v->cols; c++) {
        const double hops = (double)twin_col_hops(c);
        double sum = 0;
        float p[BANDS];

        for (size_t b = 0; b < BANDS; b++)
            p[b] = power(v->level[c][b]);
        for (size_t b = 0; b < BANDS; b++) {
            s->all[b] += (double)p[b] * hops;
            if (c < TWIN_HOPS)
                s->span[span_of(c)][b] += (double)p[b];
            sum += (double)p[b] * (4 + 0.3 * (double)b); /* about a band's width */
        }
        s->energy += sum * hops;
        s->squared += sum * sum * hops;
    }
}

/* dB, the floor held, less their mean. */
static void level_out(float *v, size_t n)
{
    float top = -HUGE_VALF, mean = 0;

    for (size_t i = 0; i < n; i++)
        top = fmaxf(top, v[i]);
    for (size_t i = 0; i < n; i++) {
        v[i] = fmaxf(v[i] - top, FLOOR_DB);
        mean += v[i] / (float)n;
    }
    for (size_t i = 0; i < n; i++)
        v[i] -= mean;
}

static float db_of(double p) { return 10 * log10f((float)(p + 1e-3)); }

/* Overlapping triangles, 12 over all bands. */
static void set_shape(float *out, const double *p)
{
    for (size_t k = 0; k < SHAPE; k++) {
        const double centre = (double)k * (BANDS - 1) / (SHAPE - 1);
        double sum = 0;

        for (size_t b = 0; b < BANDS; b++)
            sum += fmax(0, 1 - fabs((double)b - centre) / 5) * p[b];
        out[k] = db_of(sum);
    }
    level_out(out, SHAPE);
}

static void set_spans(float *out, const struct sums *s)
{
    for (size_t k = 0; k < SPANS; k++)
        for (size_t g = 0; g < SPAN; g++) {
            double sum = 0;

            for (size_t b = g * GROUP; b < (g + 1) * GROUP; b++)
                sum += s->span[k][b];
            out[k * SPAN + g] = db_of(sum);
        }
    level_out(out, (size_t)SPANS * SPAN);
}

static void set_partials(float *out, const struct twin_view *v)
{
    for (size_t g = 0; g < PARTIALS; g++) {
        double sum = 0;

        for (size_t b = g * TWIN_FINE / PARTIALS; b < (g + 1) * TWIN_FINE / PARTIALS; b++)
            sum += (double)(0.5f * power(v->fine[0][b]) + power(v->fine[1][b]));
        out[g] = db_of(sum);
    }
    level_out(out, PARTIALS);
}

/* How the shape bends: cosine k of it. */
static float bend(const float *shape, size_t k)
{
    double sum = 0;

    for (size_t i = 0; i < SHAPE; i++)
        sum += (double)shape[i] * cos(M_PI * (double)k * ((double)i + 0.5) / SHAPE);
    return (float)(sum / sqrt(SHAPE / 2.0));
}

void twin_print_make(struct twin_print *out, const struct twin_view *v)
{
    float part[TWIN_DETAIL];
    struct sums s = {0};

    add_up(&s, v);
    set_shape(part, s.all);
    set_spans(part + SHAPE, &s);
    set_partials(part + SHAPE + SPANS * SPAN, v);
    /* so many hops the energy would fill if it were even */
    out->key[0] = 4 * (float)log2(s.squared > 0 ? s.energy * s.energy / s.squared : 1);
    for (size_t k = 1; k < TWIN_KEYS; k++)
        out->key[k] = bend(part, k);
    for (size_t i = 0; i < TWIN_DETAIL; i++)
        out->detail[i] = (int8_t)lrintf(STEPS * part[i]);
}

unsigned twin_print_differ(const struct twin_print *a, const struct twin_print *b)
{
    unsigned sum = 0;

    for (size_t i = 0; i < TWIN_DETAIL; i++)
        sum += (unsigned)abs(a->detail[i] - b->detail[i]);
    return sum;
}
