/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DSP_BANK_H
#define DSP_BANK_H

#include <stddef.h>

/*
 * Weighted sums of runs of bins: what filterbanks are made of. A run is filled up with
 * zero weights to whole steps of the kernel, which may reach into the padding after the
 * last bin (stft.h).
 */
struct run {
    unsigned first, count, at; /* of bins; weights from weight[at] */
};

/* Zero is an empty one. */
struct bank {
    size_t bands;
    struct run *run; /* (bands) owned */
    float *weight;   /* all runs, one after another; owned */
    unsigned used;
};

/* One more band: count weights, for the bins from `first`. */
void bank_add(struct bank *b, unsigned first, unsigned count, const double *weight);
void bank_clear(struct bank *b);

/* 0 outside edge[0] to edge[2], 1 at edge[1], straight between. */
double bank_triangle(const double *edge, double hz);

/* power (bins + STFT_PAD) -> out (bands). */
void bank_apply(const struct bank *b, const float *restrict power, float *restrict out);

#endif
