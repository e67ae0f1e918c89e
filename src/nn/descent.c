/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One step of training: the optimiser on every part of the net. */
#include "nn/descent.h"

#include <stdlib.h>

#include "util/mem.h"
#include "util/vec.h"

void descent_init(struct descent *d, struct net *net, const struct train_options *o,
                  long steps)
{
    *d = (struct descent){.net = net, .o = o, .steps = steps};
    adam_init(&d->adam, net->learned);
    d->average = mem_new(net->total, sizeof *d->average);
}

void descent_clear(struct descent *d)
{
    adam_clear(&d->adam);
    free(d->average);
    *d = (struct descent){0};
}

VEC_CLONES
static void approach(size_t n, float memory, const float *restrict w,
                     float *restrict average)
{
    for (size_t i = 0; i < n; i++)
        average[i] = memory * average[i] + (1.0f - memory) * w[i];
}

/* The mean of weights follows the weights, faster in the first steps. */
static void follow(struct descent *d, long done)
{
    const float early = (float)done / (float)(done + 10), memory = d->o->average;

    if (memory > 0.0f)
        approach(d->net->total, memory < early ? memory : early, d->net->w, d->average);
}

void descent_step(struct descent *d, long step)
{
    const struct net *net = d->net;
    const struct adam_pace pace = adam_pace(d->o->rate, step, d->steps);

    d->adam.step = step;
    adam_begin(&d->adam);
    for (size_t i = 0; i < net->parts; i++) {
        const struct net_part *p = &net->part[i];

        if (p->dw)
            adam_apply(&d->adam, (size_t)(p->dw - net->dw), p->count, pace,
                       p->decays ? d->o->decay : 0.0f, p->w, p->dw);
    }
    follow(d, step + 1);
}
