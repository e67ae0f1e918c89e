/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DSP_PARTIALS_H
#define DSP_PARTIALS_H

#include <stddef.h>

/*
 * Spectra of long windows at a few times of a sound, fine enough that single partials
 * stand apart: what a mel band of a short window cannot tell.
 *
 * Times:  means of the windows of partials.c, of 93, 186, 372 and 372 ms, which lie in
 *         0 to 0.12, 0.05 to 0.33, 0.25 to 1.0 and 1.0 to 2.9 s. Where the sound ends
 *         within the first of these, one window is centred on what there is of it; less
 *         than 12 ms of it are none.
 * Bands:  24 an octave, band b round 27.5 * 2^(b / 24) Hz (b = 0 is the note A0): a
 *         triangle that reaches to the next bands, or 1 / window where that is farther.
 *         Weights do not add up to 1: a band is the power in it, and a partial is as
 *         high in a broad one.
 * Level:  dB relative to the power of a sine of amplitude 1 / gain, -100 to 0; bands
 *         over half the rate, and times after the end, have -100.
 */
enum { PARTIALS_TIMES = 4, PARTIALS_OCTAVE = 24, PARTIALS_BANDS = 9 * PARTIALS_OCTAVE };

/* A plan for a rate. */
struct partials;
struct partials *partials_new(double rate_hz); /* never NULL */
void partials_free(struct partials *p);

/* x (n) from where the sound begins -> out (PARTIALS_TIMES, PARTIALS_BANDS). */
void partials_measure(struct partials *p, const float *restrict x, size_t n, double gain,
                      float *restrict out);

#endif
