/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NN_COLUMNS_H
#define NN_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>

#include "nn/frame.h"

/*
 * A view of a sound as a sequence: a trunk of two blocks, then one more step, "project",
 * that makes COLUMNS_WIDTH numbers of all bands and channels of a column.
 */
enum {
    COLUMNS_BLOCKS = 2,
    COLUMNS_TIME = 16, /* columns of the last block */
    COLUMNS_WIDTH = 128
};

struct columns {
    struct trunk trunk;
    struct step project;
    float *bands; /* (channels * bands, N, COLUMNS_TIME) */
    float *y;     /* (COLUMNS_TIME, N, COLUMNS_WIDTH) */
    float *dy;    /* the same, for whoever comes next to fill */
};

/* Shapes, and the steps in the net's list. */
void columns_shape(struct columns *c, struct steps *l, const char *view);
void columns_place(struct columns *c, struct arena *a, size_t N, bool training);

/* x (1, N, PATCH_BANDS, PATCH_COLS) -> c->y. */
void columns_forward(struct columns *c, const struct steps *l, size_t N, const float *x);
void columns_backward(struct columns *c, struct steps *l, size_t N, const float *x);
void columns_infer(struct columns *c, const struct steps *l, size_t N, const float *x);

/* What comes next reads, as pieces of a cut: those of all views, then the rest. */
size_t columns_cut(const struct columns *views, const struct frame *f, size_t of_views,
                   struct upper_piece *out);

#endif
