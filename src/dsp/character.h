/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DSP_CHARACTER_H
#define DSP_CHARACTER_H

#include <stddef.h>

#include "dsp/describe.h"
#include "util/facets.h"

/*
 * How a sound sounds, as numbers; util/traits.h makes words of them. The envelope is that
 * of envelope.h: the greatest magnitude of each 2.9 ms, e its square. What is heard are
 * its blocks from the first to the last within 40 dB of the peak.
 *
 * centroid    Hz, DESC_CENTROID
 * length      s that are heard
 * balance     0 to 1: the centre of e over time, over the length. A level that stays has
 *             0.5, one that falls by 60 dB in its length 0.07
 *             (temporal centroid: G. Peeters, CUIDADO report, IRCAM, 2004, 4.2)
 * sustain     dB, e of the second half of what is heard over that of the first
 * noisiness   0 to 1: a logistic curve of three numbers, fitted to tell cymbals, shakers,
 *             claps, snares and noise (1) from instruments that play notes (0) among the
 *             corpus' train rows; see character.c. The flux of the spectrum (DESC_FLUX);
 *             how far partials stand out of the octave round them (partials.h; dB,
 *             weighted by their power); and the centroid, since deep sounds move less
 * tail        s in which the end decays by 60 dB: from the curve of the energy that is
 *             still to come, between 20 and 40 dB under the whole (M. R. Schroeder, New
 *             method of measuring reverberation time, JASA 37, 1965). What lasts after a
 *             strike: the room it is in, but also what rings by itself. 0 where the sound
 *             does not end 30 dB below its peak: it cannot be told
 * punch       dB, mean e of the first 50 ms from where it passes peak - 10 dB, over that
 *             of the 150 ms after them; at most 40 (after the ratio of onset to steady
 *             state in S. Fenton and J. Wakefield, Objective profiling of perceived punch
 *             and clarity in produced music, 132nd AES Convention, 2012)
 * distortion  0 to 1: the share of time within a tenth of the peak of its 20 ms, which
 *             weigh by their power: 0.29 for a sine, 0.1 for a triangle, 1 for a square
 *             wave, 0.01 for noise. What was driven into a limit lingers there
 *
 * x (n) is what d was made of. Silence has zeros.
 */
void character_measure(float out[CHARACTER_COUNT], const struct description *d,
                       const float *x, size_t n, int rate_hz);

/* What noisiness weighs: how far partials stand out (the root of it), flux, octaves. */
enum { CHARACTER_MOTIONS = 3 };
void character_motion(double out[CHARACTER_MOTIONS], const struct description *d);

#endif
