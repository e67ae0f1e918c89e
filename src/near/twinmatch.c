/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Two sounds held against each other. */
#include "near/twinmatch.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "util/vec.h"

enum {
    MOST_SHIFT = 6, /* hops: codecs begin a few early, fades end a few late */
    BEGINNING = 32, /* columns by which the shift is found */
    STRETCH = 16    /* columns that are judged together */
};

/* Limits that part copies from other sounds of their kind: fitted on transformed copies
 * of real sounds, tests/bench/twins.sh. */
#define MEAN_LIMIT  1.6f
#define WORST_LIMIT 7.0f
#define FINE_LIMIT  3.5f
#define LEVEL_LIMIT 5.0f

#define HOPELESS                                                                         \
    2.5f /* limits: a third of a hop brings no two sounds together from there */

#define STRETCH_SHARE 0.08f /* of all that is loud: less of it is not judged alone */
#define POOLED_WEIGHT 4.0f  /* of a column of 16 hops, against one of one */
#define LOUD_DB       45.0f /* below the top: less is not compared */
#define FINE_LOUD_DB  35.0f
#define CLIP_DB       15.0f /* no cell differs by more */
#define MOST_LEVEL    15.0f
#define HOP_S         (256 / 44100.0)
#define DURATION_S    2.0 /* of two sounds heard only in part */

/* A comparison under way: of every cell the difference, and how loud it is in either. */
struct cells {
    float difference[TWIN_COLS][TWIN_BANDS], weight[TWIN_COLS][TWIN_BANDS];
    size_t cols, bands;
    float level; /* mean difference of what is loud in both */
};

struct shift {
    float hops, mean, worst, level;
};

static float greater(float x, float y) { return x > y ? x : y; }
static float smaller(float x, float y) { return x < y ? x : y; }

/* A column of v, between two of its own; at >= 0. */
static void column_at(float *restrict out, const struct twin_view *v, float at,
                      size_t bands)
{
    const size_t i = (size_t)at;
    const float f = at - (float)i;

    if (i + 1 >= TWIN_COLS) {
        memset(out, 0, bands * sizeof *out);
        return;
    }
    for (size_t k = 0; k < bands; k++)
        out[k] = v->level[i][k] + f * (v->level[i + 1][k] - v->level[i][k]);
}

/* Column t of both. both (bands): the weight where it is loud in both. */
static void compare_column(struct cells *c, size_t t, const float *restrict x,
                           const float *restrict y, float floor_db, float *restrict both)
{
    float *restrict d = c->difference[t], *restrict w = c->weight[t];
    const float hops = t < TWIN_HOPS ? 1.0f : POOLED_WEIGHT;

    for (size_t k = 0; k < c->bands; k++) {
        d[k] = x[k] - y[k];
        w[k] = hops * greater(greater(x[k], y[k]) - floor_db, 0);
        both[k] = smaller(x[k], y[k]) > floor_db ? w[k] : 0;
    }
}

static void compare(struct cells *c, const struct twin_view *a, const struct twin_view *b,
                    float hops, float floor_db)
{
    float y[TWIN_BANDS], both[TWIN_BANDS], sum = 0, weight = 0;

    for (size_t t = 0; t < c->cols; t++) {
        const float at = (float)t + hops / twin_col_hops(t);

        if (at < 0) { /* before b begins: what was cut there is not known */
            memset(c->weight[t], 0, sizeof c->weight[t]);
            memset(c->difference[t], 0, sizeof c->difference[t]);
            continue;
        }
        column_at(y, b, at, c->bands);
        compare_column(c, t, a->level[t], y, floor_db, both);
        sum += vec_dot(c->bands, both, c->difference[t]);
        weight += vec_sum(c->bands, both);
    }
    c->level = weight > 0 ? greater(-MOST_LEVEL, smaller(MOST_LEVEL, sum / weight)) : 0;
}

/* Of a stretch of time that holds a share of all that is loud. */
static float worst_of(const float *sum, const float *weight, size_t cols, float all)
{
    float worst = 0;

    for (size_t t = 0; t < cols; t += STRETCH) {
        float s = 0, w = 0;

        for (size_t k = t; k < t + STRETCH && k < cols; k++) {
            s += sum[k];
            w += weight[k];
        }
        if (w > STRETCH_SHARE * all)
            worst = greater(worst, s / w);
    }
    return worst;
}

static struct shift measure(const struct cells *c, float hops)
{
    float sum[TWIN_COLS], weight[TWIN_COLS], off[TWIN_BANDS], s = 0, w = 0;

    for (size_t t = 0; t < c->cols; t++) {
        for (size_t k = 0; k < c->bands; k++)
            off[k] = smaller(CLIP_DB, fabsf(c->difference[t][k] - c->level));
        sum[t] = vec_dot(c->bands, off, c->weight[t]);
        weight[t] = vec_sum(c->bands, c->weight[t]);
        s += sum[t];
        w += weight[t];
    }
    return (struct shift){.hops = hops,
                          .mean = w > 0 ? s / w : CLIP_DB,
                          .worst = w > 0 ? worst_of(sum, weight, c->cols, w) : CLIP_DB,
                          .level = c->level};
}

/* The shift at which they differ least: first by whole hops, where both begin, then by
 * thirds, in all. */
static struct shift best_shift(const struct twin_view *a, const struct twin_view *b,
                               float floor_db, size_t bands)
{
    const size_t cols = a->cols > b->cols ? a->cols : b->cols;
    struct cells c = {.cols = cols < BEGINNING ? cols : BEGINNING, .bands = bands};
    struct shift best = {.mean = HUGE_VALF}, finer = {.mean = HUGE_VALF}, now;

    for (int h = -MOST_SHIFT; h <= MOST_SHIFT; h++) {
        compare(&c, a, b, (float)h, floor_db);
        now = measure(&c, (float)h);
        if (now.mean < best.mean)
            best = now;
    }
    if (best.mean > HOPELESS * MEAN_LIMIT)
        return best;
    c.cols = cols;
    for (int third = -2; third <= 2; third++) {
        const float hops = best.hops + (float)third / 3;

        compare(&c, a, b, hops, floor_db);
        now = measure(&c, hops);
        if (now.mean < finer.mean)
            finer = now;
    }
    return finer;
}

/* One time of the partials, of what is over floor_db or nearer to its own loudest one:
 * weighted sum of differences, and weights. */
static void compare_fine(const float *a, const float *b, size_t n, float floor_db,
                         float *sum, float *weight)
{
    float top = 0, level = 0, both = 0, share, least;

    for (size_t k = 0; k < n; k++)
        top = greater(top, greater(a[k], b[k]));
    if (top <= floor_db)
        return;
    least = greater(floor_db, top - FINE_LOUD_DB);
    for (size_t k = 0; k < n; k++) {
        const float loud = greater(a[k], b[k]) - least;

        if (loud > 0 && smaller(a[k], b[k]) > 0) {
            level += loud * (a[k] - b[k]);
            both += loud;
        }
    }
    level = both > 0 ? level / both : 0;
    share = powf(10, (top - 60) / 40);
    for (size_t k = 0; k < n; k++) {
        const float loud = greater(a[k], b[k]) - least;

        if (loud > 0) {
            *sum += share * loud * smaller(CLIP_DB, fabsf(a[k] - b[k] - level));
            *weight += share * loud;
        }
    }
}

static float fine_top(const struct twin_view *v, size_t n)
{
    float top = 0;

    for (size_t t = 0; t < TWIN_TIMES; t++)
        for (size_t k = 0; k < n; k++)
            top = greater(top, v->fine[t][k]);
    return top;
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

static float fine_difference(const struct twin_view *a, const struct twin_view *b)
{
    const size_t n = a->fines < b->fines ? a->fines : b->fines;
    const float floor_db = smaller(fine_top(a, n), fine_top(b, n)) - LOUD_DB;
    float sum = 0, weight = 0;

    for (size_t t = 0; t < TWIN_TIMES && both_last(a, b, t); t++)
        compare_fine(a->fine[t], b->fine[t], n, greater(floor_db, 0), &sum, &weight);
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
    const float top = smaller(twin_view_top(a, bands), twin_view_top(b, bands)),
                floor_db = greater(0, top - LOUD_DB);
    struct twin_match m = {.distance = HUGE_VALF};
    struct shift s;

    if (top <= 0 || !lengths_agree(a, b))
        return m;
    s = best_shift(a, b, floor_db, bands);
    m = (struct twin_match){.mean_db = s.mean, .worst_db = s.worst, .level_db = s.level};
    m.fine_db = fine_difference(a, b);
    m.distance =
        greater(greater(m.mean_db / MEAN_LIMIT, m.worst_db / WORST_LIMIT),
                greater(m.fine_db / FINE_LIMIT, fabsf(m.level_db) / LEVEL_LIMIT));
    return m;
}
