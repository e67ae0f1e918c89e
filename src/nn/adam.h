/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NN_ADAM_H
#define NN_ADAM_H

#include <stddef.h>

/*
 * AdamW: Adam with the weight decay outside the moments.
 * Source: Loshchilov and Hutter, Decoupled Weight Decay Regularization, ICLR 2019;
 * beta 0.9 and 0.999, epsilon 1e-8 as in Kingma and Ba, ICLR 2015.
 */
struct adam {
    size_t n;
    float *m, *v; /* (n) first and second moment; owned */
    long step;
};

void adam_init(struct adam *a, size_t n);
void adam_clear(struct adam *a);

/* One step of a whole block.   w (n)  dw (n)  decay: per step, times rate. */
void adam_begin(struct adam *a); /* counts the step; then adam_apply() on each part */
void adam_apply(struct adam *a, size_t at, size_t n, float rate, float decay,
                float *restrict w, const float *restrict dw);

/*
 * Learning rate at `step` of `steps`: up in a line over the first tenth, then down
 * to 0 on half a cosine.
 */
float adam_rate(float top, long step, long steps);

#endif
