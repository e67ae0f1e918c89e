/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Two sounds held against each other. */
#include "near/twinmatch.h"

#include <math.h>
#include <stdbool.h>

enum {
    MOST_SHIFT = 8, /* hops: codecs begin a few early, fades end a few late */
    COARSE_BANDS = 4,
    STRETCH = 16 /* columns that are judged together */
};

/* Limits that part copies from other sounds of their kind: fitted on transformed copies
 * of real sounds, tests/bench/twins.sh. */
#define MEAN_LIMIT  2.0f
#define WORST_LIMIT 8.0f
#define FINE_LIMIT  5.0f
#define LEVEL_LIMIT 5.0f

#define HOPELESS                                                                         \
    2.5f /* limits: a third of a hop brings no two sounds together from there */

#define LOUD_DB      45.0f /* below the top: less is not compared */
#define FINE_LOUD_DB 35.0f
#define CLIP_DB      15.0f /* no cell differs by more */
#define MOST_LEVEL   15.0f
#define HOP_S        (256 / 44100.0)
#define DURATION_S   2.0 /* of two sounds heard only in part */

/* A comparison under way: the cells that are loud, each with its difference. */
struct cells {
    float difference[TWIN_COLS * TWIN_BANDS], weight[TWIN_COLS * TWIN_BANDS];
    unsigned char col[TWIN_COLS * TWIN_BANDS];
    size_t n;
    float level; /* mean difference of what is loud in both */
};
_Static_assert(TWIN_COLS <= 256, "a column fits into a byte");

struct shift {
    float hops, mean, worst, level;
};

/* Level of v between two columns; col >= 0. */
static float level_at(const struct twin_view *v, float col, size_t band)
{
    const size_t i = (size_t)col;
    const float f = col - (float)i, x = i < TWIN_COLS ? v->level[i][band] : 0,
                y = i + 1 < TWIN_COLS ? v->level[i + 1][band] : 0;

    return x + f * (y - x);
}

static void gather(struct cells *c, const struct twin_view *a, const struct twin_view *b,
                   float hops, float floor_db, size_t bands, size_t every)
{
    const size_t cols = a->cols > b->cols ? a->cols : b->cols;
    float sum = 0, weight = 0;

    c->n = 0;
    for (size_t t = 0; t < cols; t++) {
        const float col = (float)t + hops / twin_col_hops(t);

        if (col < 0) /* before b begins: what was cut there is not known */
            continue;
        for (size_t k = 0; k < bands; k += every) {
            const float x = a->level[t][k], y = level_at(b, col, k),
                        loud = fmaxf(x, y) - floor_db;

            if (loud <= 0)
                continue;
            c->difference[c->n] = x - y;
            c->weight[c->n] = loud * (t < TWIN_HOPS ? 1.0f : 4.0f);
            c->col[c->n++] = (unsigned char)t;
            if (fminf(x, y) > floor_db) {
                sum += loud * (x - y);
                weight += loud;
            }
        }
    }
    c->level = weight > 0 ? fmaxf(-MOST_LEVEL, fminf(MOST_LEVEL, sum / weight)) : 0;
}

/* Of a stretch of time that holds a share of all that is loud. */
static float worst_of(const float *sum, const float *weight, float all)
{
    float worst = 0;

    for (size_t t = 0; t < TWIN_COLS; t += STRETCH) {
        float s = 0, w = 0;

        for (size_t k = t; k < t + STRETCH && k < TWIN_COLS; k++) {
            s += sum[k];
            w += weight[k];
        }
        if (w > 0.08f * all)
            worst = fmaxf(worst, s / w);
    }
    return worst;
}

static struct shift measure(struct cells *c, float hops)
{
    float sum[TWIN_COLS] = {0}, weight[TWIN_COLS] = {0}, s = 0, w = 0;

    for (size_t i = 0; i < c->n; i++) {
        const float d = fminf(CLIP_DB, fabsf(c->difference[i] - c->level));

        sum[c->col[i]] += c->weight[i] * d;
        weight[c->col[i]] += c->weight[i];
    }
    for (size_t t = 0; t < TWIN_COLS; t++) {
        s += sum[t];
        w += weight[t];
    }
    return (struct shift){.hops = hops,
                          .mean = w > 0 ? s / w : CLIP_DB,
                          .worst = w > 0 ? worst_of(sum, weight, w) : CLIP_DB,
                          .level = c->level};
}

/* The shift at which they differ least: first by whole hops, then by thirds. */
static struct shift best_shift(const struct twin_view *a, const struct twin_view *b,
                               float floor_db, size_t bands)
{
    struct shift best = {.mean = HUGE_VALF}, finer = {.mean = HUGE_VALF}, now;
    struct cells c;

    for (int h = -MOST_SHIFT; h <= MOST_SHIFT; h++) {
        gather(&c, a, b, (float)h, floor_db, bands, COARSE_BANDS);
        now = measure(&c, (float)h);
        if (now.mean < best.mean)
            best = now;
    }
    if (best.mean > HOPELESS * MEAN_LIMIT)
        return best;
    for (int third = -2; third <= 2; third++) {
        const float hops = best.hops + (float)third / 3;

        gather(&c, a, b, hops, floor_db, bands, 1);
        now = measure(&c, hops);
        if (now.mean < finer.mean)
            finer = now;
    }
    return finer;
}

/* One time of the partials: weighted sum of differences, and weights. */
static void compare_fine(const float *a, const float *b, size_t n, float floor_db,
                         float *sum, float *weight)
{
    float top = 0, level = 0, both = 0, share;

    for (size_t k = 0; k < n; k++)
        top = fmaxf(top, fmaxf(a[k], b[k]));
    if (top < floor_db)
        return;
    for (size_t k = 0; k < n; k++) {
        const float loud = fmaxf(a[k], b[k]) - (top - FINE_LOUD_DB);

        if (loud > 0 && fminf(a[k], b[k]) > 0) {
            level += loud * (a[k] - b[k]);
            both += loud;
        }
    }
    level = both > 0 ? level / both : 0;
    share = powf(10, (top - 60) / 40);
    for (size_t k = 0; k < n; k++) {
        const float loud = fmaxf(a[k], b[k]) - (top - FINE_LOUD_DB);

        if (loud > 0) {
            *sum += share * loud * fminf(CLIP_DB, fabsf(a[k] - b[k] - level));
            *weight += share * loud;
        }
    }
}

/* Partials of a sound that ends on the way are measured elsewhere than those of one to
 * which silence has been added. */
static bool both_last(const struct twin_view *a, const struct twin_view *b, size_t time)
{
    static const double end_s[TWIN_TIMES] = {0.12, 0.33, 1.0, 2.9};
    const double least = end_s[time] / HOP_S;

    return fabs((double)a->hops - (double)b->hops) <= MOST_SHIFT ||
           ((double)a->hops >= least && (double)b->hops >= least);
}

static float fine_difference(const struct twin_view *a, const struct twin_view *b,
                             float floor_db)
{
    const size_t n = a->fines < b->fines ? a->fines : b->fines;
    float sum = 0, weight = 0;

    for (size_t t = 0; t < TWIN_TIMES && both_last(a, b, t); t++)
        compare_fine(a->fine[t], b->fine[t], n, floor_db, &sum, &weight);
    return weight > 0 ? sum / weight : 0;
}

/* Of what was heard only in part, the rest can only be guessed by its length. */
static bool lengths_agree(const struct twin_view *a, const struct twin_view *b)
{
    const bool cut = a->duration_s > TWIN_SECONDS || b->duration_s > TWIN_SECONDS;

    return !cut || fabs(a->duration_s - b->duration_s) <= DURATION_S;
}

struct twin_match twin_match(const struct twin_view *a, const struct twin_view *b)
{
    const size_t bands = a->bands < b->bands ? a->bands : b->bands;
    const float top = fminf(twin_view_top(a, bands), twin_view_top(b, bands)),
                floor_db = fmaxf(0, top - LOUD_DB);
    struct twin_match m = {.distance = HUGE_VALF};
    struct shift s;

    if (top <= 0 || !lengths_agree(a, b))
        return m;
    s = best_shift(a, b, floor_db, bands);
    m = (struct twin_match){.mean_db = s.mean, .worst_db = s.worst, .level_db = s.level};
    m.fine_db = fine_difference(a, b, fmaxf(0, floor_db - 5));
    m.distance = fmaxf(fmaxf(m.mean_db / MEAN_LIMIT, m.worst_db / WORST_LIMIT),
                       fmaxf(m.fine_db / FINE_LIMIT, fabsf(m.level_db) / LEVEL_LIMIT));
    return m;
}
