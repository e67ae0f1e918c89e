/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The last block of a net, learned from a person's sounds. */
#include "learn/tuning.h"

#include <stdlib.h>
#include <string.h>

#include "learn/refit.h"
#include "nn/adam.h"
#include "nn/augment.h"
#include "nn/loss.h"
#include "nn/upper.h"
#include "util/mem.h"
#include "util/rng.h"
#include "util/vec.h"

enum { HEARD = 32 }; /* sounds at once, when they are only heard */

struct tuning {
    struct net *net; /* borrowed, as the next two */
    const struct tuning_sounds *s;
    const struct tuning_options *o;
    size_t n, others, floats;
    size_t *use, *other; /* (n) (others) in the order at hand; owned, as is the rest */
    size_t next;         /* of the others */
    size_t *row, *at;    /* (batch) sounds; which of them are varied */
    float *x, *cut, *varied;
    float *known, *dknown, *leaf, *form, *target;
    float square; /* mean squared length of known */
    struct adam adam;
    struct rng rng;
    long step, steps;
};

uint16_t tuning_pack(float x)
{
    uint32_t bits;

    memcpy(&bits, &x, sizeof bits);
    return (uint16_t)((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
}

static void unpack(size_t n, const uint16_t *from, float *to)
{
    for (size_t i = 0; i < n; i++) {
        const uint32_t bits = (uint32_t)from[i] << 16;

        memcpy(&to[i], &bits, sizeof bits);
    }
}

static size_t steps_of(const struct tuning *t)
{
    const size_t half = t->o->batch / 2;

    return (t->n + half - 1) / half;
}

struct tuning *tuning_new(struct net *net, const struct tuning_sounds *s,
                          const size_t *use, size_t n, const struct tuning_options *o)
{
    struct tuning *t = mem_new(1, sizeof *t);
    const size_t B = o->batch, E = net->embeds;

    *t =
        (struct tuning){.net = net, .s = s, .o = o, .n = n, .others = s->n - s->examples};
    t->floats = upper_floats(net);
    t->use = mem_new(n, sizeof *t->use);
    t->other = mem_new(t->others, sizeof *t->other);
    memcpy(t->use, use, n * sizeof *use);
    for (size_t i = 0; i < t->others; i++)
        t->other[i] = s->examples + i;
    t->row = mem_new(B, sizeof *t->row);
    t->at = mem_new(B, sizeof *t->at);
    t->x = mem_new(B * net->inputs, sizeof *t->x);
    t->cut = mem_new(B * t->floats, sizeof *t->cut);
    t->varied = mem_new(B * t->floats, sizeof *t->varied);
    t->known = mem_new(B * E, sizeof *t->known);
    t->dknown = mem_new(B * E, sizeof *t->dknown);
    t->leaf = mem_new(B * net->leaves, sizeof *t->leaf);
    t->form = mem_new(B * FORM_COUNT, sizeof *t->form);
    t->target = mem_new(net->leaves + FORM_COUNT, sizeof *t->target);
    t->square = vec_dot(s->n * E, s->known, s->known) / (float)s->n;
    adam_init(&t->adam, net->learned);
    t->steps = o->epochs * (long)steps_of(t);
    return t;
}

void tuning_free(struct tuning *t)
{
    if (!t)
        return;
    adam_clear(&t->adam);
    free(t->use);
    free(t->other);
    free(t->row);
    free(t->at);
    free(t->x);
    free(t->cut);
    free(t->varied);
    free(t->known);
    free(t->dknown);
    free(t->leaf);
    free(t->form);
    free(t->target);
    free(t);
}

/* The rows of a batch: half of it examples, from the i-th on, then others in turn. */
static size_t draw(struct tuning *t, size_t i, size_t *examples)
{
    const size_t half = t->o->batch / 2, left = t->n - i;
    size_t n = left < half ? left : half;

    *examples = n;
    memcpy(t->row, t->use + i, n * sizeof *t->row);
    for (size_t k = 0; k < half && t->others > 0; k++) {
        if (t->next == 0)
            rng_shuffle(&t->rng, t->other, t->others);
        t->row[n++] = t->other[t->next];
        t->next = (t->next + 1) % t->others;
    }
    return n;
}

/* What lies at the cut of the batch; of some examples as they are when varied, for which
 * the whole net below is asked. */
static void fetch(struct tuning *t, size_t n, size_t examples)
{
    size_t m = 0;

    for (size_t i = 0; i < n; i++) {
        struct patch p;

        unpack(t->floats, t->s->cut + t->row[i] * t->floats, t->cut + i * t->floats);
        if (i >= examples || rng_unit(&t->rng) >= t->o->varied)
            continue;
        p = *t->s->patch[t->row[i]];
        augment(&p, &t->rng);
        net_read(t->net, &p, t->x + m * t->net->inputs);
        t->at[m++] = i;
    }
    if (m > 0)
        upper_read(t->net, m, t->x, t->known, t->varied);
    for (size_t i = 0; i < m; i++)
        memcpy(t->cut + t->at[i] * t->floats, t->varied + i * t->floats,
               t->floats * sizeof *t->cut);
}

/* Logits to the gradient by them of what they cost, in place. choice: the aim is what
 * would be right, else what should be said. */
static void slope(size_t n, float *z, const float *aim, bool choice, float temperature,
                  float weight, float *target)
{
    softmax(1, n, z, temperature, z);
    memcpy(target, choice ? z : aim, n * sizeof *z);
    if (choice)
        refit_among(n, aim, target);
    for (size_t c = 0; c < n; c++)
        z[c] = weight / temperature * (z[c] - target[c]);
}

static void slopes(struct tuning *t, size_t n, size_t examples)
{
    const struct tuning_sounds *s = t->s;
    const size_t C = t->net->leaves, others = n - examples;

    for (size_t i = 0; i < n; i++) {
        const size_t row = t->row[i];
        const bool mine = i < examples;
        const float share = mine ? 1.0f / (float)examples : t->o->answers / (float)others;

        slope(C, t->leaf + i * C, s->aim + row * C, mine, s->temperature,
              mine ? share * s->weight[row] : share, t->target);
        slope(FORM_COUNT, t->form + i * FORM_COUNT, s->form + row * FORM_COUNT, mine,
              s->form_temperature, mine ? share * s->form_weight[row] : share, t->target);
    }
}

/* Others are drawn back to where they were. */
static void hold(struct tuning *t, size_t n, size_t examples)
{
    const size_t E = t->net->embeds;

    for (size_t i = examples; i < n; i++) {
        const float *was = t->s->known + t->row[i] * E, *is = t->known + i * E;
        const float by = 2.0f * t->o->keep / (t->square * (float)(n - examples));

        for (size_t k = 0; k < E; k++)
            t->dknown[i * E + k] += by * (is[k] - was[k]);
    }
}

static void descend(struct tuning *t)
{
    struct net *net = t->net;
    const struct adam_pace pace = adam_pace(t->o->rate, t->step, t->steps);

    adam_begin(&t->adam);
    for (struct net_part *p = net->part; p < net->part + net->parts; p++)
        if (upper_owns(net, p))
            adam_apply(&t->adam, (size_t)(p->dw - net->dw), p->count, pace, 0.0f, p->w,
                       p->dw);
    net_settle(net);
    t->step++;
}

static void learn(struct tuning *t, size_t i)
{
    struct net *net = t->net;
    size_t examples;
    const size_t n = draw(t, i, &examples);

    fetch(t, n, examples);
    memset(net->dw, 0, net->learned * sizeof *net->dw);
    memset(t->dknown, 0, n * net->embeds * sizeof *t->dknown);
    upper_forward(net, n, t->cut, t->known);
    net_tell(net, n, t->known, t->leaf, t->form);
    slopes(t, n, examples);
    net_tell_backward(net, n, t->known, t->leaf, t->form, t->dknown);
    hold(t, n, examples);
    upper_backward(net, n, t->dknown);
    descend(t);
}

int tuning_epoch(struct tuning *t, bool (*stop)(void *arg), void *arg)
{
    const size_t half = t->o->batch / 2;

    rng_branch(&t->rng, t->o->seed, 1 + (uint64_t)t->step, 0);
    t->next = 0;
    rng_shuffle(&t->rng, t->use, t->n);
    for (size_t i = 0; i < t->n; i += half) {
        if (stop && stop(arg))
            return 1;
        learn(t, i);
    }
    return 0;
}

void tuning_hear(struct net *net, const struct tuning_sounds *s, float *known)
{
    const size_t floats = upper_floats(net);
    float *cut = mem_new(HEARD * floats, sizeof *cut);

    for (size_t from = 0; from < s->n; from += HEARD) {
        const size_t m = s->n - from < HEARD ? s->n - from : HEARD;

        unpack(m * floats, s->cut + from * floats, cut);
        upper_forward(net, m, cut, known + from * net->embeds);
    }
    free(cut);
}
