/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Interleaved channels to mono. */
#include "audio/mix.h"

#include <stdint.h>
#include <string.h>

void mix_clean(float *x, size_t n)
{
    const uint32_t exponent = 0x7f800000; /* all ones: not a finite number */
    uint32_t bad = 0;

    for (size_t i = 0; i < n; i++) {
        uint32_t bits;

        memcpy(&bits, &x[i], sizeof bits);
        bad |= (bits & exponent) == exponent;
    }
    for (size_t i = 0; bad && i < n; i++) {
        uint32_t bits;

        memcpy(&bits, &x[i], sizeof bits);
        if ((bits & exponent) == exponent)
            x[i] = 0;
    }
}

/* Running sums side by side, so that the compiler can vectorise them. */
enum { LANES = 8 };

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

    for (size_t i = 0; i < frames; i++) {
        float y = 0;

        for (size_t c = 0; c < C; c++) {
            const float v = in[i * C + c];

            y += v;
            m->energy[c] += (double)v * (double)v;
        }
        out[i] = y * scale;
        m->mixed += (double)out[i] * (double)out[i];
    }
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
