/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef AUDIO_GRAIN_H
#define AUDIO_GRAIN_H

#include <stddef.h>

/* A short stretch of one channel: how far it reaches, and what it adds up to. */
enum { GRAIN = 64 }; /* frames; the last may have fewer */

struct grain {
    float peak, sum, square; /* max |x|, sum of x, sum of x^2 */
};

/* x (n) -> out, (n + GRAIN - 1) / GRAIN of them. */
void grain_measure(struct grain *out, const float *x, size_t n);

/* Channel c of in (frames, channels) -> out (frames). */
void grain_channel(float *out, const float *in, size_t frames, size_t channels, size_t c);

/* Sum of (left - right)^2 of in (frames, 2). */
double grain_side(const float *in, size_t frames);

#endif
