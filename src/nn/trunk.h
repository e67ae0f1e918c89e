/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NN_TRUNK_H
#define NN_TRUNK_H

#include <stdbool.h>
#include <stddef.h>

#include "nn/step.h"

/*
 * What looks at one view of a sound: a stem of 5 x 5 kernels, three residual blocks of
 * 3 x 3 kernels, each step down halving both axes, and a pool over time.
 * Source: He et al., Deep Residual Learning, CVPR 2016 (blocks with a projection).
 */
enum {
    TRUNK_STEM,
    TRUNK_BLOCK, /* then three steps a block: first, second, skip */
    TRUNK_BLOCKS = 3,
    TRUNK_STEPS = TRUNK_BLOCK + 3 * TRUNK_BLOCKS,
    TRUNK_WIDTH = 88,            /* channels of the last block */
    TRUNK_OUT = 2 * TRUNK_WIDTH, /* floats that the pool gives */
    TRUNK_GRADIENTS = 4          /* buffers that backward wants */
};

struct trunk {
    size_t blocks;
    struct step step[TRUNK_STEPS]; /* of them trunk_steps() */
};

/* Shapes for a view of H bands and W columns; 1 to TRUNK_BLOCKS blocks. */
void trunk_shape(struct trunk *t, size_t blocks, size_t H, size_t W);
size_t trunk_steps(const struct trunk *t);

/* "stem", "block1.first", ... */
const char *trunk_name(size_t step);

/* The step whose y is what the last block gives, (O, N, rows, columns). */
const struct step *trunk_top(const struct trunk *t);

/* x (1, N, H, W) -> trunk_top()->y. */
void trunk_maps_forward(struct trunk *t, size_t N, const float *x, float *scratch);
void trunk_maps_infer(struct trunk *t, size_t N, const float *x, float *scratch);

/*
 * For the x of the last forward. g: buffers of the largest step's floats each; the first
 * is the gradient of trunk_top()->y on entry. Their order changes.
 */
void trunk_maps_backward(struct trunk *t, size_t N, const float *x,
                         float *g[TRUNK_GRADIENTS], float *scratch);

/* The same with the pool, for TRUNK_BLOCKS blocks: x -> pooled (TRUNK_OUT, N). */
void trunk_forward(struct trunk *t, size_t N, const float *x, float *pooled,
                   float *scratch);
void trunk_infer(struct trunk *t, size_t N, const float *x, float *pooled,
                 float *scratch);
void trunk_backward(struct trunk *t, size_t N, const float *x, const float *dpooled,
                    float *g[TRUNK_GRADIENTS], float *scratch);

/*
 * The last of TRUNK_BLOCKS blocks alone, its norms standing still: what trunk_base()->y
 * holds -> pooled. backward is for the last trunk_last_infer().
 */
const struct step *trunk_base(const struct trunk *t);
void trunk_last_infer(struct trunk *t, size_t N, float *pooled, float *scratch);
void trunk_last_backward(struct trunk *t, size_t N, const float *dpooled,
                         float *g[TRUNK_GRADIENTS], float *scratch);

/* Is the step of that name of the last block? */
bool trunk_is_last(const char *name);

#endif
