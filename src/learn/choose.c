/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which sound to ask a person about next. */
#include "learn/choose.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "learn/kin.h"
#include "learn/refit.h"
#include "nn/metrics.h"
#include "nn/neighbours.h"
#include "util/mem.h"

/* What a sound without doubt still counts: a crowd that the model is sure of may be one
 * that it is wrong about. */
static const float floor_doubt = 0.1f;
static const float inertia = 0.1f;     /* as the doubt of nn/neighbours.h */
static const float negligible = 0.01f; /* likeness that is not looked at */

struct near {
    size_t at;
    float k;
};

struct choose {
    size_t n, width, leaves;
    size_t *sound;      /* (n) places in what was given */
    float *p;           /* (n, leaves) */
    struct near **near; /* (n) lists, themselves included; owned */
    size_t *nears;
    bool *asked;
    float *told; /* (n, leaves) shifts by answers; all 0: none */
    bool *answered;
    /* Of all answers together: */
    float *cover;       /* (n) how near the nearest is */
    float *sum, *heard; /* (n, leaves), (n) shifts and likeness */
    float *doubt;       /* (n) 1 - what the likeliest leaf has */
};

struct ranked {
    float doubt;
    size_t at;
};

static int most_doubtful(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;

    if (x->doubt != y->doubt)
        return x->doubt > y->doubt ? -1 : 1;
    return x->at < y->at ? -1 : x->at > y->at;
}

static float doubt_of(size_t n, const float *p)
{
    return 1.0f - p[metrics_largest(n, p)];
}

/* The sounds that are weighed. */
static void select_sounds(struct choose *c, const struct choose_sounds *s)
{
    struct ranked *all = mem_new(s->n, sizeof *all);

    for (size_t i = 0; i < s->n; i++)
        all[i] = (struct ranked){doubt_of(s->leaves, s->p + i * s->leaves), i};
    qsort(all, s->n, sizeof *all, most_doubtful);
    c->n = s->n < CHOOSE_MOST ? s->n : CHOOSE_MOST;
    c->sound = mem_new(c->n, sizeof *c->sound);
    c->p = mem_new(c->n * c->leaves, sizeof *c->p);
    for (size_t i = 0; i < c->n; i++) {
        c->sound[i] = all[i].at;
        memcpy(c->p + i * c->leaves, s->p + all[i].at * c->leaves,
               c->leaves * sizeof *c->p);
    }
    free(all);
}

static void befriend(struct choose *c, size_t i, size_t at, float k)
{
    if (k < negligible || c->nears[i] == CHOOSE_NEAR)
        return;
    if ((c->nears[i] & (c->nears[i] - 1)) == 0) /* full: 0, 1, 2, 4, ... */
        c->near[i] =
            mem_grow(c->near[i], c->nears[i] ? 2 * c->nears[i] : 1, sizeof **c->near);
    c->near[i][c->nears[i]++] = (struct near){at, k};
}

/* Of two sounds: by ear, or because they lie in one folder of one kind. */
static float likeness(const struct choose_sounds *s, const float *kin, size_t a, size_t b,
                      const float *x, const float *y, float reach)
{
    const float alike = neighbours_alike(s->width, x, y, reach);
    float lent;

    if (!s->folder || s->folder[a] != s->folder[b])
        return alike;
    lent = kin[a] * neighbours_alike(s->width, x, y, reach * KIN_REACH / CHOOSE_REACH);
    return lent > alike ? lent : alike;
}

static void meet(struct choose *c, const struct choose_sounds *s, float reach)
{
    float *x = mem_new(c->n * s->width, sizeof *x), *kin = mem_new(s->n, sizeof *kin);

    for (size_t i = 0; i < c->n; i++)
        memcpy(x + i * s->width, s->x + c->sound[i] * s->width, s->width * sizeof *x);
    neighbours_directions(c->n, s->width, x);
    if (s->folder)
        kin_measure(s->n, s->leaves, s->p, s->folder, kin);
    c->near = mem_new(c->n, sizeof(struct near *));
    c->nears = mem_new(c->n, sizeof *c->nears);
    for (size_t i = 0; i < c->n; i++) {
        befriend(c, i, i, 1.0f);
        for (size_t k = 0; k < i; k++) {
            const float alike = likeness(s, kin, c->sound[i], c->sound[k],
                                         x + i * s->width, x + k * s->width, reach);

            befriend(c, i, k, alike);
            befriend(c, k, i, alike);
        }
    }
    free(kin);
    free(x);
}

struct choose *choose_new(const struct choose_sounds *s, float reach)
{
    struct choose *c = mem_new(1, sizeof *c);

    c->leaves = s->leaves;
    select_sounds(c, s);
    meet(c, s, reach);
    c->asked = mem_new(c->n, sizeof *c->asked);
    c->answered = mem_new(c->n, sizeof *c->answered);
    c->told = mem_new(c->n * c->leaves, sizeof *c->told);
    c->cover = mem_new(c->n, sizeof *c->cover);
    c->sum = mem_new(c->n * c->leaves, sizeof *c->sum);
    c->heard = mem_new(c->n, sizeof *c->heard);
    c->doubt = mem_new(c->n, sizeof *c->doubt);
    for (size_t i = 0; i < c->n; i++)
        c->doubt[i] = doubt_of(c->leaves, c->p + i * c->leaves);
    return c;
}

void choose_free(struct choose *c)
{
    if (!c)
        return;
    for (size_t i = 0; i < c->n; i++)
        free(c->near[i]);
    free(c->near);
    free(c->nears);
    free(c->sound);
    free(c->p);
    free(c->asked);
    free(c->answered);
    free(c->told);
    free(c->cover);
    free(c->sum);
    free(c->heard);
    free(c->doubt);
    free(c);
}

/* What an answer would settle: the doubt around it that no answer reaches better. */
static float gain(const struct choose *c, size_t i)
{
    float sum = 0.0f;

    for (size_t k = 0; k < c->nears[i]; k++) {
        const struct near *near = &c->near[i][k];
        const float more = near->k - c->cover[near->at];

        if (more > 0.0f)
            sum += more * (c->doubt[near->at] + floor_doubt);
    }
    return sum;
}

long choose_next(const struct choose *c)
{
    float most = -1.0f;
    long best = -1;

    for (size_t i = 0; i < c->n; i++) {
        const float g = c->asked[i] ? -1.0f : gain(c, i);

        if (g > most) {
            most = g;
            best = (long)c->sound[i];
        }
    }
    return best;
}

static void weigh(struct choose *c, size_t i)
{
    float p[SOUND_MAX_NODES];

    for (size_t leaf = 0; leaf < c->leaves; leaf++)
        p[leaf] = c->p[i * c->leaves + leaf] +
                  c->sum[i * c->leaves + leaf] / (c->heard[i] + inertia);
    c->doubt[i] = doubt_of(c->leaves, p);
}

/* Pass an answer on to its neighbours. */
static void spread(struct choose *c, size_t i)
{
    for (size_t k = 0; k < c->nears[i]; k++) {
        const struct near *near = &c->near[i][k];
        float *sum = c->sum + near->at * c->leaves;

        if (near->k > c->cover[near->at])
            c->cover[near->at] = near->k;
        c->heard[near->at] += near->k;
        for (size_t leaf = 0; leaf < c->leaves; leaf++)
            sum[leaf] += near->k * c->told[i * c->leaves + leaf];
        weigh(c, near->at);
    }
}

static size_t find(const struct choose *c, size_t sound)
{
    size_t i = 0;

    while (i < c->n && c->sound[i] != sound)
        i++;
    return i;
}

void choose_told(struct choose *c, size_t sound, const float *may)
{
    const size_t i = find(c, sound);
    float *told = c->told + i * c->leaves;

    if (i == c->n)
        return;
    if (c->answered[i])
        choose_forget(c, sound);
    c->asked[i] = true;
    if (!may)
        return;
    c->answered[i] = true;
    memcpy(told, c->p + i * c->leaves, c->leaves * sizeof *told);
    refit_among(c->leaves, may, told);
    for (size_t leaf = 0; leaf < c->leaves; leaf++)
        told[leaf] -= c->p[i * c->leaves + leaf];
    spread(c, i);
}

void choose_forget(struct choose *c, size_t sound)
{
    const size_t at = find(c, sound);

    if (at == c->n)
        return;
    c->asked[at] = c->answered[at] = false;
    memset(c->cover, 0, c->n * sizeof *c->cover);
    memset(c->heard, 0, c->n * sizeof *c->heard);
    memset(c->sum, 0, c->n * c->leaves * sizeof *c->sum);
    for (size_t i = 0; i < c->n; i++)
        weigh(c, i);
    for (size_t i = 0; i < c->n; i++)
        if (c->answered[i])
            spread(c, i);
}
