/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The two ends of a net that looks at the spectrum. */
#include "nn/frame.h"

#include <stdlib.h>

void frame_describe(struct frame *f, struct net *n)
{
    n->inputs = VIEW_INPUTS;
    n->embeds = TAIL_EMBEDDING;
    n->dropped = 0.3f;
    steps_describe(&f->steps, n);
}

void frame_describe_end(struct frame *f, struct net *n)
{
    net_heads(n);
    steps_describe_seen(&f->steps, n);
}

void frame_free(void *plan)
{
    struct frame *f = plan;

    if (!f)
        return;
    steps_clear(&f->steps);
    free(f->room.floats);
    free(f);
}

void frame_settle(struct net *n)
{
    const struct frame *f = n->plan;

    steps_fold(&f->steps);
}

void frame_take(struct net *n, size_t N, bool training,
                void (*place)(void *plan, struct arena *a, size_t N, bool training),
                const float *x)
{
    struct frame *f = n->plan;

    room_make(&f->room, N, training, place, n->plan);
    views_take(&f->views, N, x, tail_durations(&f->tail, N));
}
