/* SPDX-License-Identifier: GPL-2.0-or-later */
/* dsp/describe: agreement with numpy, scipy and aubio (tests/data/dsp-reference.py). */
#include "heard.h"

enum { REF_FRAMES = 3, REF_SHAPE = 5 };

static const struct reference {
    const char *by;
    int rate_hz;
    size_t frames;
    double shape[REF_SHAPE]; /* DESC_CENTROID and on; zeros where not known */
    double mfcc_mean[MFCC_COUNT], mfcc_dev[MFCC_COUNT];
    double mel[REF_FRAMES][MEL_BANDS];
} references[] = {
#include "../data/dsp-reference.inc"
};

static struct heard reference_sound(int rate_hz)
{
    struct heard h = begin(rate_hz, 0.4);
    uint32_t seed = 1;

    for (size_t i = 0; i < h.n; i++) {
        const double t = (double)i / rate_hz;
        double v = 0.4 * sin(TURN * 220.0 * t) + 0.2 * sin(TURN * 1870.0 * t) +
                   0.1 * sin(TURN * 6000.5 * t);

        seed = seed * 1664525U + 1013904223U;
        v = v * exp(-5.0 * t) + 0.02 * ((double)(seed >> 8) / 8388608.0 - 1.0);
        h.x[i] = (float)v;
    }
    return h;
}

Test(describe, agrees_with_numpy_scipy_and_aubio)
{
    static const size_t at[REF_FRAMES] = {0, 5, 40};

    for (size_t r = 0; r < sizeof references / sizeof *references; r++) {
        const struct reference *want = references + r;
        struct heard h = reference_sound(want->rate_hz);

        hear(&h);
        cr_assert(h.is.frames == want->frames, "%s at %d: %zu frames", want->by,
                  want->rate_hz, h.is.frames);
        for (size_t k = 0; k < REF_FRAMES; k++)
            for (size_t b = 0; b < MEL_BANDS; b++)
                cr_expect(fabs((double)h.is.mel[at[k] * MEL_BANDS + b] -
                               want->mel[k][b]) < 0.01,
                          "%s at %d, frame %zu band %zu: %g, want %g", want->by,
                          want->rate_hz, at[k], b,
                          (double)h.is.mel[at[k] * MEL_BANDS + b], want->mel[k][b]);
        for (size_t k = 0; k < MFCC_COUNT; k++) {
            within(h.is.value[DESC_MFCC_MEAN + k], want->mfcc_mean[k], 0.01);
            within(h.is.value[DESC_MFCC_DEV + k], want->mfcc_dev[k], 0.01);
        }
        for (size_t k = 0; k < REF_SHAPE && want->shape[0] > 0.0; k++)
            near(h.is.value[DESC_CENTROID + k], want->shape[k], 1e-4);
        end(&h);
    }
}
