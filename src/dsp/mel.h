/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DSP_MEL_H
#define DSP_MEL_H

#include <stddef.h>

/*
 * Triangular mel filterbank.
 *
 * Edges: bands + 2 points equally spaced in mel between low_hz and high_hz; band
 *        b rises from edge b to edge b + 1 and falls to edge b + 2, linearly in Hz.
 * Level: the weights of a band sum to 1, so a band is a mean of power, whatever
 *        its width; dB of it do not depend on n_fft.
 * Ends:  a band that no bin falls into takes the bin nearest its centre; a band
 *        whose centre is above rate / 2 is empty, and 0.
 * Source: mel(f) = 2595 log10(1 + f / 700), D. O'Shaughnessy, Speech
 *        Communication, 1987.
 */
enum { MEL_LOW_HZ = 30, MEL_HIGH_HZ = 16000 };

struct mel;
struct mel *mel_new(double rate_hz, size_t n_fft, size_t bands); /* never NULL */
void mel_free(struct mel *m);

/* power (n_fft / 2 + 1 + STFT_PAD) -> out (bands), both power: linear, no dB. */
void mel_apply(const struct mel *m, const float *restrict power, float *restrict out);

double mel_hz(double mel);                              /* mel -> Hz */
double mel_centre_hz(const struct mel *m, size_t band); /* the band's peak */

#endif
