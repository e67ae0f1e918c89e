/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a wrong answer costs: softmax and cross-entropy. */
#include "nn/loss.h"

#include <math.h>
#include <string.h>

static float largest(size_t n, const float *x)
{
    float m = x[0];

    for (size_t i = 1; i < n; i++)
        m = x[i] > m ? x[i] : m;
    return m;
}

void softmax(size_t N, size_t C, const float *z, float temperature, float *p)
{
    for (size_t n = 0; n < N; n++, z += C, p += C) {
        const float top = largest(C, z); /* exp() never overflows, the sum is >= 1 */
        float sum = 0.0f;

        for (size_t c = 0; c < C; c++)
            sum += p[c] = expf((z[c] - top) / temperature);
        for (size_t c = 0; c < C; c++)
            p[c] /= sum;
    }
}

static double log_sum_exp(size_t C, const float *z)
{
    const float top = largest(C, z);
    double sum = 0.0;

    for (size_t c = 0; c < C; c++)
        sum += exp((double)(z[c] - top));
    return (double)top + log(sum);
}

double loss_cross_entropy(size_t N, size_t C, const float *z, const int *truth,
                          const float *weight, float smoothing, float scale, float *dz)
{
    const float rest = smoothing / (float)C;
    double total = 0.0;

    for (size_t n = 0; n < N; n++, z += C) {
        const int t = truth[n];
        const float w = t < 0 ? 0.0f : weight ? weight[t] : 1.0f;
        const double all = log_sum_exp(C, z);
        float *d = dz ? dz + n * C : NULL;

        for (size_t c = 0; c < C; c++) {
            const float target = rest + ((int)c == t ? 1.0f - smoothing : 0.0f);
            const double log_p = (double)z[c] - all;

            total -= (double)(w * target) * log_p;
            if (d) /* dL/dz = softmax(z) - target */
                d[c] = scale * w * ((float)exp(log_p) - target) / (float)N;
        }
    }
    return total / (double)N;
}

double loss_against(size_t N, size_t C, const float *z, const float *target, float scale,
                    float *dz)
{
    double total = 0.0;

    for (size_t n = 0; n < N; n++, z += C, target += C, dz += C) {
        const double all = log_sum_exp(C, z);

        for (size_t c = 0; c < C; c++) {
            const double log_p = (double)z[c] - all;

            total -= (double)target[c] * log_p;
            dz[c] += scale * ((float)exp(log_p) - target[c]) / (float)N; /* as above */
        }
    }
    return total / (double)N;
}
