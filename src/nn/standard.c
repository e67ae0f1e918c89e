/* SPDX-License-Identifier: GPL-2.0-or-later */
/* First layer: bring every input to mean 0 and deviation 1. */
#include "nn/standard.h"

#include <math.h>

void standard_fit(size_t N, size_t I, const float *x, float *mean, float *scale)
{
    for (size_t i = 0; i < I; i++) {
        double sum = 0.0, squares = 0.0, dev;

        for (size_t n = 0; n < N; n++)
            sum += (double)x[n * I + i];
        sum /= (double)N;
        for (size_t n = 0; n < N; n++)
            squares += pow((double)x[n * I + i] - sum, 2);
        dev = sqrt(squares / (double)N);
        mean[i] = (float)sum;
        scale[i] = dev > 1e-6 ? (float)(1.0 / dev) : 0.0f;
    }
}

void standard_forward(size_t N, size_t I, const float *restrict x,
                      const float *restrict mean, const float *restrict scale,
                      float *restrict y)
{
    for (size_t n = 0; n < N; n++)
        for (size_t i = 0; i < I; i++) {
            const float v = (x[n * I + i] - mean[i]) * scale[i];

            const float low = v > -STANDARD_LIMIT ? v : -STANDARD_LIMIT;

            y[n * I + i] = low < STANDARD_LIMIT ? low : STANDARD_LIMIT;
        }
}
