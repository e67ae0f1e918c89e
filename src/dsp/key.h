/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DSP_KEY_H
#define DSP_KEY_H

#include <stddef.h>

#include "dsp/chroma.h"
#include "util/facets.h"

/*
 * The key of a loop or phrase, from what chroma.h tells of it.
 *
 * Model:  a score for each of 24 keys, linear in all parts as heard from its tonic, with
 *         one set of weights for major and one for minor. C. Krumhansl's profiles
 *         (Cognitive Foundations of Musical Pitch, 1990) are that for one chroma; these
 *         are of bass, ends and chords as well, and fitted to loops of known key as a
 *         multinomial logistic regression (tests/bench/keyfit.h). What is the same in
 *         another key has the same answer there.
 * Confidence: the probability of that model, as sure as it may be of progressions that
 *         it was not fitted to.
 * Second: the next key by probability. Of a relative or parallel key nearly as likely,
 *         both numbers tell.
 */
struct key_profile {
    /* Of major, minor; tones from the tonic up. */
    float weight[2][CHROMA_PARTS][CHROMA_TONES];
    float minor;     /* added to every minor key */
    float sharpness; /* what scores are multiplied by: below 1 is less sure */
};

extern const struct key_profile key_profile; /* keyprofile.c */

/* Probabilities, which add up to 1, of all keys in the order of facets.h. */
void key_probabilities(const struct key_profile *k, const struct harmony *h,
                       float p[KEYS]);

/*
 * x (n) mono at rate_hz. Silent: peak under 1e-5. Short: under 0.4 s. Atonal: less than a
 * fiftieth of the power between 32 and 1520 Hz lies in clear peaks (peaks.h); of the
 * corpus's drum loops 92 in 100 have less, of its music 2.
 */
void key_measure(struct chroma *c, const float *x, size_t n, int rate_hz,
                 struct tonality *out);

#endif
