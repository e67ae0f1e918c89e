/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef UTIL_VEC_H
#define UTIL_VEC_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "util/sanitized.h"

/*
 * Before a kernel that gains from it: build it a second time for AVX2 and pick at program
 * start. Both copies give the same bits: sums have an order of their own, nothing is
 * contracted (-ffp-contract=off), and AVX2 alone brings no fused multiply-add.
 * For gcc on glibc: clang 14 gives the choice a name that other files cannot call.
 * Not with AddressSanitizer, which is set up after the choice is made.
 */
#if defined(__x86_64__) && defined(__GLIBC__) && defined(__GNUC__) &&                    \
    !defined(__clang__) && !SANITIZED && !defined(VEC_PLAIN)
#define VEC_CLONES __attribute__((target_clones("avx2", "default")))
#else
#define VEC_CLONES
#endif

/*
 * Four floats side by side: one register on every processor that has any. Loops
 * that add up are written with it, in an array that VEC_UNROLL keeps in registers
 * (before a loop of at most four rounds); the compiler would keep sums of plain
 * floats in memory, at three times the time. Loops that do not add up are left to it.
 * VEC4(p) is four floats in memory, wherever they lie.
 */
typedef float vec4 __attribute__((vector_size(16)));
typedef int32_t vec4_int __attribute__((vector_size(16)));
typedef float vec4_memory __attribute__((vector_size(16), aligned(4), may_alias));
#define VEC4(p)    (*(const vec4_memory *)(p))
#define VEC_UNROLL _Pragma("GCC unroll 4")

enum { VEC_LANES = 8 }; /* running sums of vec_dot() and vec_sum() */

/* The sum of eight lanes, in the order that every kernel here uses. */
static inline float vec_fold(vec4 low, vec4 high)
{
    low += high;
    return (low[0] + low[1]) + (low[2] + low[3]);
}

/*
 * log2 of a positive normal float, to 2e-5; simple enough for loops of it to be
 * vectorised. The exponent is exact; the mantissa 1 + t is t + t (1 - t) r(t), r
 * fitted for the least greatest error on [0, 1], so that powers of two are exact
 * and the curve has no step between them. VEC_LOG2_R is r.
 */
#define VEC_LOG2_R(t)                                                                    \
    (0.441917032f + (t) * (-0.26717943f + (t) * (0.148426682f + (t) * -0.0451490618f)))

static inline float vec_log2(float x)
{
    uint32_t bits, unit;
    float t;

    memcpy(&bits, &x, sizeof bits);
    unit = (bits & 0x007fffff) | 0x3f800000; /* same mantissa, exponent 0 */
    memcpy(&t, &unit, sizeof t);
    t -= 1.0f;
    return (float)((int32_t)(bits >> 23) - 127) + (t + t * (1.0f - t) * VEC_LOG2_R(t));
}

/* Four at once. */
static inline vec4 vec4_log2(vec4 x)
{
    const vec4_int bits = (vec4_int)x;
    const vec4 t = (vec4)((bits & 0x007fffff) | 0x3f800000) - 1.0f;

    return __builtin_convertvector((bits >> 23) - 127, vec4) +
           (t + t * (1.0f - t) * VEC_LOG2_R(t));
}

static inline vec4 vec4_abs(vec4 x) { return (vec4)((vec4_int)x & 0x7fffffff); }

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
