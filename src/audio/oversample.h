/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef AUDIO_OVERSAMPLE_H
#define AUDIO_OVERSAMPLE_H

#include <stddef.h>

/*
 * Where a wave peaks between its samples: true peak, after ITU-R BS.1770-4, annex 2. Four
 * times the rate under 96 kHz, twice under 192 kHz, as it is from there on, by a sinc of
 * 49 (25) taps under a Hann window: the filter of libebur128, so that figures agree.
 *
 * Few stretches of a sound can hold its peak. What the filter may make of a stretch is
 * bounded by its greatest sample times the sum of the filter's magnitudes, and also by
 * that sample and the greatest bend (second difference) near it; only where both bounds
 * pass the peak so far is there anything to work out. The answer is that of the filter.
 */
enum { OVERSAMPLE_TAPS = 12, OVERSAMPLE_PAST = 16, OVERSAMPLE_MOST = 4 };

struct oversample {
    size_t phases; /* between two samples; 0 = nothing to do */
    /* tap[p][k] is of x[n - OVERSAMPLE_TAPS + 1 + k] */
    float tap[OVERSAMPLE_MOST - 1][OVERSAMPLE_TAPS];
    float gain;           /* greatest sum of magnitudes of a phase */
    float straight, bend; /* |y| <= straight * max |x| + bend * max |second difference| */
};

void oversample_init(struct oversample *o, int rate_hz);

/*
 * The greater of `peak` and what lies between samples of x[0..n). OVERSAMPLE_PAST frames
 * before x are read. `peak` is no less than max |x| of them all.
 */
float oversample_peak(const struct oversample *o, const float *x, size_t n, float peak);

#endif
