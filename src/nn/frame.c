/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The two ends of a net that looks at the spectrum. */
#include "nn/frame.h"

#include <stdlib.h>
#include <string.h>

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

void frame_room(struct net *n, size_t N,
                void (*place)(void *plan, struct arena *a, size_t N, bool training))
{
    struct frame *f = n->plan;

    room_make(&f->room, N, true, place, n->plan);
}

struct upper_piece frame_rest(const struct frame *f, size_t of_views)
{
    return (struct upper_piece){.rows = f->tail.rows - of_views,
                                .floats = 1,
                                .at = f->tail.joined + of_views * f->room.batch};
}

bool frame_owns(const char *part) { return strncmp(part, "embedding.", 10) == 0; }
