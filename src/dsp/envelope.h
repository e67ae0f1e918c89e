/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DSP_ENVELOPE_H
#define DSP_ENVELOPE_H

#include <stddef.h>

/*
 * Level over time, read once from the samples: the greatest magnitude of each
 * block of round(rate * 128 / 44100) frames (2.9 ms), and what falls out beside it.
 * Blocks only say where to look: all times are those of single frames of x.
 */
struct envelope {
    float *block; /* (blocks) max |x|; owned, envelope_clear() */
    size_t blocks, cap, block_frames;
    float peak;       /* max |x| */
    double power;     /* mean of x^2 */
    size_t crossings; /* i with x[i - 1] < 0 unlike x[i] < 0 */
};

/* x (n), n >= 1. {0} is an empty envelope; it keeps its memory from run to run. */
void envelope_measure(struct envelope *e, const float *x, size_t n, double rate_hz);
void envelope_clear(struct envelope *e);

/* The first frame with |x| > level; n if none. */
size_t envelope_first_over(const struct envelope *e, const float *x, size_t n,
                           float level);

/*
 * Frames from 10 % to 90 % of the peak: from the first frame at 10 % in what rises
 * to it (after the last block wholly below), to the first frame at 90 %. 0 for a
 * click, and for what begins at 90 %.
 * After G. Peeters, CUIDADO report, IRCAM, 2004, section 4 (fixed thresholds).
 */
size_t envelope_attack(const struct envelope *e, const float *x, size_t n);

/*
 * Frames from the peak to the last frame that is not 20 dB below it; to the end of
 * x when its last block is not, as in a sound that never decays. The peak is the
 * first frame at 99 % of it: which of many equal cycles is the greatest is chance.
 */
size_t envelope_decay(const struct envelope *e, const float *x, size_t n);

#endif
