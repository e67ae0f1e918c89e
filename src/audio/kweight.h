/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef AUDIO_KWEIGHT_H
#define AUDIO_KWEIGHT_H

#include <stddef.h>

#include "util/vec.h"

/*
 * How much of a signal the ear takes: the energy of one channel behind the K-weighting
 * of ITU-R BS.1770-4, annex 1: a shelf of +4 dB over 1.7 kHz, then a high-pass at 38 Hz.
 *
 * The standard has tables for 48 kHz. Other rates have the bilinear transform of the
 * analog filters behind them (B. De Man, Evaluation of implementations of the EBU R128
 * loudness measurement, 137th AES Convention, 2014), and a high-pass whose numerator
 * stays 1, -2, 1: as in libebur128 and ffmpeg, so that figures agree, though under 16 kHz
 * that may be up to 0.8 dB from what the standard would find. At rates that cannot hold
 * the shelf (under 3.5 kHz) there is none.
 *
 * The high-pass is critically damped here (Q of 0.5 for 0.5003: 0.006 dB at 38 Hz): two
 * equal sections of one pole, which stay exact in single precision up to 1 MHz.
 *
 * Four frames are filtered at once: what is fed back is written in terms of the four
 * frames before, so the steps of a recursion wait for each other a quarter as often.
 */
struct kweight {
    float shelf[3];       /* of x[n], x[n - 1], x[n - 2] */
    float ring[4];        /* impulse response of the shelf's poles; ring[0] = 1 */
    vec4 before, earlier; /* what the last output, and the one before it, add to four */
    float pole;           /* of each section of the high-pass */
    vec4 decay;           /* pole^1 to pole^4 */
};

/* One channel's past: the last four outputs of the shelf and of both sections. */
struct kweight_past {
    vec4 shelf, first, second;
};

void kweight_init(struct kweight *k, double rate_hz);

/* Sum of squares of x[0..n), filtered; x[-2] and x[-1] are the frames before. */
double kweight_energy(const struct kweight *k, struct kweight_past *past, const float *x,
                      size_t n);

#endif
