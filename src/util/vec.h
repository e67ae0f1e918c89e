/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef UTIL_VEC_H
#define UTIL_VEC_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/*
 * Before a kernel: build it a second time for AVX2 and pick at program start.
 * Both copies give the same bits: sums have an order of their own, nothing is
 * contracted (-ffp-contract=off), and AVX2 alone brings no fused multiply-add.
 * Nothing where the compiler or the C library cannot choose at run time, nor
 * under sanitizers, which would be called before they are set up.
 */
#if defined(__x86_64__) && defined(__gnu_linux__) && defined(__GLIBC__) &&               \
    !defined(__SANITIZE_ADDRESS__) && (!defined(__clang__) || __clang_major__ >= 14)
#define VEC_CLONES __attribute__((target_clones("avx2", "default")))
#else
#define VEC_CLONES
#endif

/* Floats that one step of a kernel handles side by side. */
enum { VEC_LANES = 8 };

/* The sum of eight lanes, in the order that every kernel here uses. */
static inline float vec_fold(const float s[VEC_LANES])
{
    return ((s[0] + s[4]) + (s[1] + s[5])) + ((s[2] + s[6]) + (s[3] + s[7]));
}

/*
 * log2 of a positive normal float, to 2e-5; simple enough for loops of it to be
 * vectorised. The exponent is exact; the mantissa 1 + t is t + t (1 - t) r(t), r
 * fitted for the least greatest error on [0, 1], so that powers of two are exact
 * and the curve has no step between them.
 */
static inline float vec_log2(float x)
{
    const float r0 = 0.441917032f, r1 = -0.26717943f, r2 = 0.148426682f,
                r3 = -0.0451490618f;
    uint32_t bits, unit;
    float t;

    memcpy(&bits, &x, sizeof bits);
    unit = (bits & 0x007fffff) | 0x3f800000; /* same mantissa, exponent 0 */
    memcpy(&t, &unit, sizeof t);
    t -= 1.0f;
    return (float)((int32_t)(bits >> 23) - 127) +
           (t + t * (1.0f - t) * (r0 + t * (r1 + t * (r2 + t * r3))));
}

/* Sum of x[i] * y[i], in a fixed order of its own: same result on every run. */
float vec_dot(size_t n, const float *restrict x, const float *restrict y);

/* Sum of x[i], in the same order. */
float vec_sum(size_t n, const float *x);

/* y[i] = x[i] * g. */
void vec_scale(size_t n, const float *restrict x, float g, float *restrict y);

/* y[i] = x[i] * w[i]. */
void vec_mul(size_t n, const float *restrict x, const float *restrict w,
             float *restrict y);

/*
 * x[i] = 10 log10(x[i] + 1e-10), in place, between -100 and 0 dB. x >= 0 is
 * power relative to the loudest possible; within 1e-4 dB.
 */
void vec_db(size_t n, float *x);

#endif
