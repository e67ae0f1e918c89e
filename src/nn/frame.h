/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NN_FRAME_H
#define NN_FRAME_H

#include "nn/arena.h"
#include "nn/net.h"
#include "nn/steps.h"
#include "nn/tail.h"
#include "nn/upper.h"
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

/* The same without inputs: room for N samples, and for the gradients of what lies above a
 * cut. */
void frame_room(struct net *n, size_t N,
                void (*place)(void *plan, struct arena *a, size_t N, bool training));

/* The rows of what is joined that are none of the views', as a piece of a cut; and the
 * parts that lie above every cut. */
struct upper_piece frame_rest(const struct frame *f, size_t of_views);
bool frame_owns(const char *part);

#endif
