/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DSP_CEPSTRUM_H
#define DSP_CEPSTRUM_H

#include <stddef.h>

#include "dsp/describe.h"

/*
 * Mel-frequency cepstral coefficients: the outline of a log-mel frame in a few
 * numbers. Orthonormal DCT-II of the MEL_BANDS dB values v, first MFCC_COUNT,
 * c0 included, no lifter:
 *   c[k] = sqrt((k ? 2 : 1) / B) * sum over b of v[b] cos(pi k (b + 1/2) / B)
 * so c0 / sqrt(B) is the mean of the bands in dB. scipy.fft.dct(v, norm="ortho").
 * Source: S. Davis and P. Mermelstein, IEEE Trans. ASSP 28(4), 1980; in dB rather
 * than natural logarithms.
 */
struct cepstrum;
struct cepstrum *cepstrum_new(void); /* never NULL */
void cepstrum_free(struct cepstrum *c);

/* v (MEL_BANDS) dB -> out (MFCC_COUNT). */
void cepstrum_frame(const struct cepstrum *c, const float *v, float *out);

/* Mean and population deviation over frames >= 1 of mel (frames, MEL_BANDS). */
void cepstrum_stats(const struct cepstrum *c, size_t frames, const float *mel,
                    float mean[MFCC_COUNT], float dev[MFCC_COUNT]);

#endif
