/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sigmoid, tanh and exp for long rows. */
#include "nn/curve.h"

#include <stdint.h>
#include <string.h>

#include "util/vec.h"

/* x between -far and far; what is no number becomes -far. */
static inline float clamped(float x, float far)
{
    const float low = x > -far ? x : -far;

    return low < far ? low : far;
}

/*
 * exp(x) = 2^whole 2^rest, |rest| <= 1/2: the first by the exponent's bits, the second by
 * its Taylor series, whose coefficients are ln(2)^k / k!. For |x| <= 80.
 */
static inline float exp_of(float x)
{
    const float round =
        12582912.0f; /* 1.5 2^23: adding it leaves no room for fractions */
    const float power = x * 1.44269504f, whole = (power + round) - round;
    const float t = power - whole;
    const uint32_t bits = (uint32_t)((int32_t)whole + 127) << 23;
    float scale;

    memcpy(&scale, &bits, sizeof scale);
    return scale *
           (1.0f + t * (0.693147181f +
                        t * (0.240226507f +
                             t * (0.0555041087f +
                                  t * (0.00961812911f +
                                       t * (0.00133335581f + t * 0.000154035304f))))));
}

VEC_CLONES
void curve_sigmoid(size_t n, float *restrict x)
{
    for (size_t i = 0; i < n; i++)
        x[i] = 1.0f / (1.0f + exp_of(-clamped(x[i], 30.0f)));
}

VEC_CLONES
void curve_tanh(size_t n, float *restrict x)
{
    for (size_t i = 0; i < n; i++)
        x[i] = 1.0f - 2.0f / (1.0f + exp_of(2.0f * clamped(x[i], 15.0f)));
}

VEC_CLONES
static void exp_below(size_t n, float top, float *restrict x)
{
    for (size_t i = 0; i < n; i++)
        x[i] = exp_of(clamped(x[i] - top, 80.0f));
}

float curve_exp(size_t n, float top, float *restrict x)
{
    exp_below(n, top, x);
    return vec_sum(n, x);
}
