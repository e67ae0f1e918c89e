/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Float kernels that dsp/ and nn/ share. */
#include "util/vec.h"

/*
 * Eight running sums let the compiler vectorise without -ffast-math, and fix
 * the order of the additions so that two runs agree to the last bit.
 */
float vec_dot(size_t n, const float *restrict x, const float *restrict y)
{
    float s[8] = {0};
    size_t i = 0;

    for (; i + 8 <= n; i += 8)
        for (size_t j = 0; j < 8; j++)
            s[j] += x[i + j] * y[i + j];
    for (; i < n; i++)
        s[i % 8] += x[i] * y[i];
    return ((s[0] + s[4]) + (s[1] + s[5])) + ((s[2] + s[6]) + (s[3] + s[7]));
}
