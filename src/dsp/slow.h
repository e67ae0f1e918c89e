/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DSP_SLOW_H
#define DSP_SLOW_H

#include <stddef.h>

/*
 * A sound at a whole part of its rate, 5 to 10 kHz, for what needs no more than its
 * notes; what was slower stays as it is.
 *
 * Flat to 0.3 of the new rate within 1 dB; what would fold back to there is 44 dB down. A
 * sinc under a Hann window, eight new frames long (A. Oppenheim and R. Schafer,
 * Discrete-Time Signal Processing, 7.5).
 */
struct slow;
struct slow *slow_new(int rate_hz); /* never NULL */
void slow_free(struct slow *s);

double slow_rate(const struct slow *s); /* Hz */
size_t slow_length(const struct slow *s, size_t n);

/* x (n) -> y (slow_length()); with zeros around x. What is not finite becomes 0. */
void slow_down(const struct slow *s, const float *restrict x, size_t n,
               float *restrict y);

#endif
