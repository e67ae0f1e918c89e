/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DSP_STFT_H
#define DSP_STFT_H

#include <stddef.h>

/*
 * Short-time power spectra at a file's own rate: one plan per rate.
 *
 * Window: periodic Hann of round(rate * 2048 / 44100) frames, 46.4 ms.
 * Hop:    round(rate * 256 / 44100) frames, at least 1; 5.8 ms.
 * n_fft:  the first of 2^k and 5 * 2^k that holds the window; the rest is
 *         zeros. At 48 kHz that is 2560 rather than 4096, so bins are 19 to
 *         22 Hz apart at all usual rates, and the transform is 1.7 times faster.
 * Power:  |X|^2 * gain^2 / (sum of window)^2: a sine of amplitude a on a bin
 *         has a^2 / 4 there, a constant c has c^2 in bin 0.
 *
 * The transform is of n_fft / 2 complex points, taking even and odd frames as
 * real and imaginary parts, then split (W. Press et al., Numerical Recipes,
 * 12.3): FFTW's own real transform of these sizes takes twice as long.
 * Planned by ESTIMATE: MEASURE does not choose the same plan in every process.
 */
enum { STFT_PAD = 8 }; /* zeros kept after the last bin, for kernels of eight lanes */

struct stft;
struct stft *stft_new(double rate_hz); /* never NULL */
void stft_free(struct stft *s);

size_t stft_window(const struct stft *s); /* frames */
size_t stft_hop(const struct stft *s);    /* frames */
size_t stft_size(const struct stft *s);   /* n_fft */
size_t stft_bins(const struct stft *s);   /* n_fft / 2 + 1 */

/* What the signal is multiplied by from now on; 1 at first. */
void stft_gain(struct stft *s, double gain);

/*
 * Power (bins + STFT_PAD) of the window centred on frame `centre` of x (n), with
 * zeros outside it. The answer depends on nothing but the frames under the
 * window: a shifted sound gives the same bits.
 */
void stft_power(struct stft *s, const float *x, size_t n, size_t centre, float *power);

/* The two halves of stft_power(), for the bench: window and transform; split. */
void stft_transform(struct stft *s, const float *x, size_t n, size_t centre);
void stft_split(struct stft *s, float *power);

#endif
