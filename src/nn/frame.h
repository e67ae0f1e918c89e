/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NN_FRAME_H
#define NN_FRAME_H

#include "nn/arena.h"
#include "nn/net.h"
#include "nn/steps.h"
#include "nn/tail.h"
#include "nn/views.h"

/*
 * What the plan of every net that looks at the spectrum has, whatever lies between the
 * views and the tail. It is the plan's first member, so that these functions serve in an
 * architecture's table as they are.
 */
struct frame {
    struct views views;
    struct steps steps;
    struct tail tail;
    struct room room;
};

/* Around the describing of what is the architecture's own. */
void frame_describe(struct frame *f, struct net *n);
void frame_describe_end(struct frame *f, struct net *n);

void frame_free(void *plan); /* the plan, too */
void frame_settle(struct net *n);

/* Room for N samples, by the plan's own place(), and their inputs in it. */
void frame_take(struct net *n, size_t N, bool training,
                void (*place)(void *plan, struct arena *a, size_t N, bool training),
                const float *x);

#endif
