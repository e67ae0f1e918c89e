/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Interleaved channels to mono. */
#include "audio/mix.h"

#include <math.h>
#include <string.h>

/* Numbers side by side, of a count that is known, so that the compiler vectorises. */
enum { LANES = 16 };

void mix_from_16(float *restrict out, const int16_t *restrict in, size_t n)
{
    const float scale = 1.0f / 32768;
    size_t i = 0;

    for (; i + LANES <= n; i += LANES)
        for (size_t k = 0; k < LANES; k++)
            out[i + k] = scale * (float)in[i + k];
    for (; i < n; i++)
        out[i] = scale * (float)in[i];
}

/* 0 times a number is 0, unless that is NaN or Inf: then it is NaN. */
static int all_finite(const float *x, size_t n)
{
    float zero[LANES] = {0}, all = 0;
    size_t i = 0;

    for (; i + LANES <= n; i += LANES)
        for (size_t k = 0; k < LANES; k++)
            zero[k] += 0 * x[i + k];
    for (; i < n; i++)
        zero[0] += 0 * x[i];
    for (size_t k = 0; k < LANES; k++)
        all += zero[k];
    return all == 0;
}

void mix_clean(float *x, size_t n)
{
    if (all_finite(x, n))
        return;
    for (size_t i = 0; i < n; i++)
        if (!isfinite(x[i]))
            x[i] = 0;
}

static double sum(const float *s)
{
    double all = 0;

    for (size_t i = 0; i < LANES; i++)
        all += (double)s[i];
    return all;
}

static void add_stereo(struct mix *m, float *restrict out, const float *restrict in,
                       size_t frames)
{
    float left[LANES] = {0}, right[LANES] = {0}, both[LANES] = {0};
    size_t i = 0;

    for (; i + LANES <= frames; i += LANES)
        for (size_t k = 0; k < LANES; k++) {
            const float l = in[2 * (i + k)], r = in[2 * (i + k) + 1], y = 0.5f * (l + r);

            out[i + k] = y;
            left[k] += l * l;
            right[k] += r * r;
            both[k] += y * y;
        }
    for (; i < frames; i++) {
        const float l = in[2 * i], r = in[2 * i + 1];

        out[i] = 0.5f * (l + r);
        left[0] += l * l;
        right[0] += r * r;
        both[0] += out[i] * out[i];
    }
    m->energy[0] += sum(left);
    m->energy[1] += sum(right);
    m->mixed += sum(both);
}

static void add_many(struct mix *m, float *restrict out, const float *restrict in,
                     size_t frames)
{
    const size_t C = m->channels;
    const float scale = 1.0f / (float)C;
    float each[MIX_CHANNELS] = {0}, mixed = 0;

    for (size_t i = 0; i < frames; i++) {
        float y = 0;

        for (size_t c = 0; c < C; c++) {
            const float v = in[i * C + c];

            y += v;
            each[c] += v * v;
        }
        y *= scale;
        out[i] = y;
        mixed += y * y;
    }
    for (size_t c = 0; c < C; c++)
        m->energy[c] += (double)each[c];
    m->mixed += (double)mixed;
}

void mix_add(struct mix *m, float *out, const float *in, size_t frames)
{
    if (m->pick >= 0)
        for (size_t i = 0; i < frames; i++)
            out[i] = in[i * m->channels + (size_t)m->pick];
    else if (m->channels == 1)
        memcpy(out, in, frames * sizeof *out);
    else if (m->channels == 2)
        add_stereo(m, out, in, frames);
    else
        add_many(m, out, in, frames);
}

int mix_cancels(const struct mix *m)
{
    const double limit = 1e-3; /* -30 dB */
    size_t best = 0;

    if (m->pick >= 0)
        return -1;
    for (size_t c = 1; c < m->channels; c++)
        if (m->energy[c] > m->energy[best])
            best = c;
    return m->mixed < limit * m->energy[best] ? (int)best : -1;
}
