/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All steps of a net: their names, weights and memory. */
#include "nn/steps.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

void steps_add(struct steps *l, struct step *s, const char *view, const char *name)
{
    struct named_step *to = &l->of[l->n++];

    assert(l->n <= STEPS_MAX);
    to->step = s;
    snprintf(to->name, sizeof to->name, "%s%s%s", view ? view : "", view ? "." : "",
             name);
}

void steps_add_trunk(struct steps *l, struct trunk *t, const char *view)
{
    for (size_t i = 0; i < trunk_steps(t); i++)
        steps_add(l, &t->step[i], view, trunk_name(i));
}

static void part_name(const struct named_step *s, const char *what, char name[MODEL_NAME])
{
    snprintf(name, MODEL_NAME, "%s.%s", s->name, what);
}

static void describe(struct net *n, const struct named_step *s, const char *what,
                     bool learned, size_t dims, const size_t *shape)
{
    char name[MODEL_NAME];

    part_name(s, what, name);
    net_part(n, name, learned, dims, shape);
}

void steps_describe(const struct steps *l, struct net *n)
{
    for (size_t i = 0; i < l->n; i++) {
        const struct conv *c = &l->of[i].step->conv;
        const size_t K[] = {c->O, c->C, c->side, c->side};

        describe(n, &l->of[i], "weight", true, 4, K);
        describe(n, &l->of[i], "norm.weight", true, 1, &c->O);
        describe(n, &l->of[i], "norm.bias", true, 1, &c->O);
    }
}

void steps_describe_seen(const struct steps *l, struct net *n)
{
    for (size_t i = 0; i < l->n; i++) {
        const struct conv *c = &l->of[i].step->conv;

        describe(n, &l->of[i], "norm.mean", false, 1, &c->O);
        describe(n, &l->of[i], "norm.variance", false, 1, &c->O);
    }
}

static const struct net_part *find(const struct net *n, const struct named_step *s,
                                   const char *what)
{
    char name[MODEL_NAME];

    part_name(s, what, name);
    return net_find(n, name);
}

static void bind(const struct named_step *named, const struct net *n)
{
    struct step *s = named->step;
    const struct net_part *K = find(n, named, "weight"),
                          *gain = find(n, named, "norm.weight"),
                          *shift = find(n, named, "norm.bias");

    s->K = K->w;
    s->dK = K->dw;
    s->gain = gain->w;
    s->dgain = gain->dw;
    s->shift = shift->w;
    s->dshift = shift->dw;
    s->seen_mean = find(n, named, "norm.mean")->w;
    s->seen_variance = find(n, named, "norm.variance")->w;
}

static void place_folded(const struct steps *l, struct arena *a)
{
    for (size_t i = 0; i < l->n; i++)
        step_place_folded(l->of[i].step, a);
}

void steps_open(struct steps *l, const struct net *n)
{
    struct arena a = {0};

    for (size_t i = 0; i < l->n; i++)
        bind(&l->of[i], n);
    place_folded(l, &a);
    arena_open(&a, &l->folded);
    place_folded(l, &a);
}

void steps_clear(struct steps *l)
{
    free(l->folded);
    l->folded = NULL;
}

void steps_place(struct steps *l, struct arena *a, size_t N, bool training)
{
    size_t most = 0, scratch = 0;

    for (size_t i = 0; i < l->n; i++) {
        struct step *s = l->of[i].step;
        const size_t floats = step_floats(s, N), columns = conv_scratch(&s->conv);

        step_place(s, a, N, training);
        most = floats > most ? floats : most;
        scratch = columns > scratch ? columns : scratch;
    }
    l->scratch = arena_take(a, scratch);
    for (size_t i = 0; training && i < TRUNK_GRADIENTS; i++)
        l->g[i] = arena_take(a, most);
}

void part_start(const struct net_part *p, float gain, struct rng *r)
{
    const float spread = sqrtf(gain * (float)p->shape[0] / (float)p->count);

    for (size_t k = 0; k < p->count; k++)
        p->w[k] = spread * (float)rng_normal(r);
}

/* Source of the gain: He et al., Delving Deep into Rectifiers, ICCV 2015. */
void steps_start(const struct steps *l, const struct net *n, struct rng *r)
{
    for (size_t i = 0; i < l->n; i++) {
        const struct step *s = l->of[i].step;

        part_start(find(n, &l->of[i], "weight"), 2.0f, r);
        for (size_t o = 0; o < s->conv.O; o++)
            s->gain[o] = s->seen_variance[o] = 1.0f;
    }
}

void steps_fold(const struct steps *l)
{
    for (size_t i = 0; i < l->n; i++)
        step_fold(l->of[i].step);
}
