/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The key of a loop or phrase. */
#include "dsp/key.h"

#include <math.h>

static const float silence_peak = 1e-5f, shortest_s = 0.4f, least_clarity = 0.02f;

/* A tone above the tonic of a key, from what is heard above C. */
static float score(const struct key_profile *k, const struct harmony *h, int key)
{
    const int minor = key / CHROMA_TONES, tonic = key % CHROMA_TONES;
    float sum = minor ? k->minor : 0.0f;

    for (int part = 0; part < CHROMA_PARTS; part++)
        for (int i = 0; i < CHROMA_TONES; i++)
            sum += k->weight[minor][part][i] * h->part[part][(i + tonic) % CHROMA_TONES];
    return k->sharpness * sum;
}

void key_probabilities(const struct key_profile *k, const struct harmony *h,
                       float p[KEYS])
{
    float most = -INFINITY, sum = 0.0f;

    for (int key = 0; key < KEYS; key++) {
        p[key] = score(k, h, key);
        most = fmaxf(most, p[key]);
    }
    for (int key = 0; key < KEYS; key++)
        sum += p[key] = expf(p[key] - most);
    for (int key = 0; key < KEYS; key++)
        p[key] /= sum;
}

/* The likeliest but `not`. */
static int likeliest(const float p[KEYS], int not )
{
    int best = not == 0;

    for (int key = 0; key < KEYS; key++)
        if (key != not &&p[key] > p[best])
            best = key;
    return best;
}

static float peak_of(const float *x, size_t n)
{
    float peak = 0.0f;

    for (size_t i = 0; i < n; i++) {
        const float v = fabsf(x[i]);

        peak = v > peak && isfinite(v) ? v : peak;
    }
    return peak;
}

static void unmeasured(struct tonality *out, enum unmeasured why)
{
    *out = (struct tonality){.why = why, .key = -1, .second = -1};
}

void key_measure(struct chroma *c, const float *x, size_t n, int rate_hz,
                 struct tonality *out)
{
    struct harmony h;
    float p[KEYS];

    if (!(peak_of(x, n) >= silence_peak)) {
        unmeasured(out, UNMEASURED_SILENT);
        return;
    }
    if ((float)n < shortest_s * (float)rate_hz) {
        unmeasured(out, UNMEASURED_SHORT);
        return;
    }
    chroma_measure(c, x, n, rate_hz, &h);
    if (h.clarity < least_clarity) {
        unmeasured(out, UNMEASURED_ATONAL);
        return;
    }
    key_probabilities(&key_profile, &h, p);
    out->why = MEASURED;
    out->key = likeliest(p, -1);
    out->confidence = p[out->key];
    out->second = likeliest(p, out->key);
    out->second_confidence = p[out->second];
    out->tuning_cents = h.tuning_cents;
}
