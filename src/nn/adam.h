/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NN_ADAM_H
#define NN_ADAM_H

#include <stddef.h>

/*
 * AdamW: Adam with the weight decay outside the moments.
 * Source: Loshchilov and Hutter, Decoupled Weight Decay Regularization, ICLR 2019;
 * beta2 0.999 and epsilon 1e-8 as in Kingma and Ba, ICLR 2015.
 */
struct adam {
    size_t n;
    float *m, *v; /* (n) first and second moment; owned */
    long step;
};

void adam_init(struct adam *a, size_t n);
void adam_clear(struct adam *a);

/*
 * How fast the step after `step` of `steps` others goes. One cycle: the rate rises from
 * top / 25 over the first three tenths and falls to nearly nothing, each on half a
 * cosine, while beta1 falls from 0.95 to 0.85 and rises again. Source: Smith and Topin,
 * Super-Convergence, arXiv:1708.07120, 2018.
 */
struct adam_pace {
    float rate, beta1;
};
struct adam_pace adam_pace(float top, long step, long steps);

/* One step of a whole block.   w (n)  dw (n)  decay: per step, times rate. */
void adam_begin(struct adam *a); /* counts the step; then adam_apply() on each part */
void adam_apply(struct adam *a, size_t at, size_t n, struct adam_pace pace, float decay,
                float *restrict w, const float *restrict dw);

#endif
