/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How far a channel reaches, stretch by stretch. */
#include "audio/grain.h"

#include <math.h>
#include <string.h>

#include "util/vec.h"

static inline void measure(struct grain *out, const float *x)
{
    vec4_int most = {0};
    vec4 sum = {0}, square = {0}, top;

    for (size_t i = 0; i < GRAIN; i += 4) {
        const vec4 v = VEC4(x + i);
        const vec4_int size = (vec4_int)vec4_abs(v);

        /* Magnitudes compare as their bits do. */
        most = (size & (size > most)) | (most & ~(size > most));
        sum += v;
        square += v * v;
    }
    top = (vec4)most;
    *out = (struct grain){.peak = fmaxf(fmaxf(top[0], top[1]), fmaxf(top[2], top[3])),
                          .sum = vec_fold(sum, (vec4){0}),
                          .square = vec_fold(square, (vec4){0})};
}

VEC_CLONES void grain_measure(struct grain *out, const float *x, size_t n)
{
    const size_t whole = n / GRAIN;

    for (size_t g = 0; g < whole; g++)
        measure(out + g, x + g * GRAIN);
    if (n % GRAIN)
        out[whole] = (struct grain){0};
    for (size_t i = whole * GRAIN; i < n; i++) {
        out[whole].peak = fmaxf(out[whole].peak, fabsf(x[i]));
        out[whole].sum += x[i];
        out[whole].square += x[i] * x[i];
    }
}

void grain_channel(float *restrict out, const float *restrict in, size_t frames,
                   size_t channels, size_t c)
{
    if (channels == 1)
        memcpy(out, in, frames * sizeof *out);
    else if (channels == 2)
        for (size_t i = 0; i < frames; i++)
            out[i] = in[2 * i + c];
    else
        for (size_t i = 0; i < frames; i++)
            out[i] = in[i * channels + c];
}

/* Between neighbours, every other difference is one of a frame. */
double grain_side(const float *in, size_t frames)
{
    vec4 sum = {0};
    float rest = 0;
    size_t i = 0;

    for (; i + 4 <= frames; i += 4) {
        const vec4 a = VEC4(in + 2 * i), b = VEC4(in + 2 * i + 4);
        const vec4 d = __builtin_shufflevector(a, b, 0, 2, 4, 6) -
                       __builtin_shufflevector(a, b, 1, 3, 5, 7);

        sum += d * d;
    }
    for (; i < frames; i++) {
        const float d = in[2 * i] - in[2 * i + 1];

        rest += d * d;
    }
    return (double)vec_fold(sum, (vec4){rest});
}
