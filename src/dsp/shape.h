/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DSP_SHAPE_H
#define DSP_SHAPE_H

#include <stddef.h>

/*
 * The shape of one power spectrum p (bins): where its weight lies. All bins
 * count, 0 and the last included; frequencies are in bins (times rate / n_fft
 * gives Hz).
 *
 * power     S = sum p[k]; the rest is 0 where S is not over SHAPE_SILENCE
 * centroid  c = sum k p[k] / S
 * spread    sqrt(sum (k - c)^2 p[k] / S)
 * rolloff   the first k with sum p[0..k] >= 0.85 S
 * flatness  geometric over arithmetic mean, SHAPE_FLOOR of the mean added to each
 *           bin first: 1 for a click, exp(-0.5772) = 0.56 for white noise, under 1e-6
 *           for a sine
 * Source: G. Peeters, A large set of audio features for sound description,
 *         CUIDADO report, IRCAM, 2004, sections 6.1 (on power rather than
 *         magnitude) and 9.1.
 */
struct shape {
    float power, centroid, spread, rolloff, flatness;
};

#define SHAPE_ROLLOFF 0.85f
#define SHAPE_FLOOR   1e-9f
#define SHAPE_SILENCE 1e-20f /* keeps 1 / S, and bins / S, finite */

void shape_measure(struct shape *s, size_t bins, const float *p);

/*
 * Half-wave rectified difference of two spectra scaled to sum 1: the part of the
 * power (0 to 1) that moved to other bins. Their powers are over SHAPE_SILENCE.
 * Source: as above, section 6.2, with rectification after S. Dixon, Onset
 *         detection revisited, DAFx, 2006.
 */
float shape_flux(size_t bins, const float *restrict p, float sum_p,
                 const float *restrict before, float sum_before);

#endif
