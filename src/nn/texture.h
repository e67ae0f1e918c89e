/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NN_TEXTURE_H
#define NN_TEXTURE_H

#include <stddef.h>

#include "nn/patch.h"

/*
 * The partials of a patch in numbers that do not depend on where a note lies: how they
 * stand out of what is between them, and how they are spaced.
 *
 * Octave, at each time: highest level less mean, deviation, mean absolute step from band
 *         to band, and mean less that of all times.
 * Spacing, of two times: levels less their mean over 37 bands around, no more than 60 dB
 *         below the highest; autocorrelation of that at lags of 1 to TEXTURE_LAGS bands,
 *         relative to lag 0. A harmonic sound has its maxima at 12, 19, 24, ...
 * semitones.
 *
 * Each number is brought to about mean 0 and deviation 1 by constants, and kept within
 * TEXTURE_LIMIT. What the sound does not have (a time after its end; an octave of which
 * half or more lies above its highest band, be that for its sampling rate or for its
 * kind) is 0, so that nothing tells one from the other.
 */
enum {
    TEXTURE_LAGS = 120,
    TEXTURE_SPACED = 2, /* times whose spacing is asked: the second and the third */
    TEXTURE_KINDS = 4,  /* numbers of an octave */
    TEXTURE_COUNT =
        PATCH_TIMES * PATCH_OCTAVES * TEXTURE_KINDS + TEXTURE_SPACED * TEXTURE_LAGS,
    TEXTURE_LIMIT = 4
};

/* x (TEXTURE_COUNT); all 0 without partials. */
void texture_of(const struct patch *p, float *x);

#endif
