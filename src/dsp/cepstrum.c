/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The outline of a spectrum in a few numbers: what makes a timbre, less its pitch. */
#include "dsp/cepstrum.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "util/mem.h"
#include "util/vec.h"

enum { WIDTH = 16 };
_Static_assert((int)MFCC_COUNT <= (int)WIDTH, "a row of the basis");

struct cepstrum {
    float basis[MEL_BANDS][WIDTH]; /* columns from MFCC_COUNT on are zero */
};

struct cepstrum *cepstrum_new(void)
{
    struct cepstrum *c = mem_new(1, sizeof *c);
    const double pi = acos(-1.0);

    for (int b = 0; b < MEL_BANDS; b++)
        for (int k = 0; k < MFCC_COUNT; k++)
            c->basis[b][k] = (float)(sqrt((k ? 2.0 : 1.0) / MEL_BANDS) *
                                     cos(pi * k * (b + 0.5) / MEL_BANDS));
    return c;
}

void cepstrum_free(struct cepstrum *c) { free(c); }

/* All coefficients side by side, so that no lane is added to another. */
static void project(const float (*restrict basis)[WIDTH], const float *restrict v,
                    float *restrict out)
{
    vec4 s[WIDTH / 4] = {{0}};

    for (size_t b = 0; b < MEL_BANDS; b++)
        VEC_UNROLL
    for (size_t k = 0; k < WIDTH / 4; k++)
        s[k] += v[b] * VEC4(basis[b] + 4 * k);
    memcpy(out, s, sizeof s);
}

void cepstrum_frame(const struct cepstrum *c, const float *v, float *out)
{
    float wide[WIDTH];

    project(c->basis, v, wide);
    memcpy(out, wide, MFCC_COUNT * sizeof *out);
}

void cepstrum_stats(const struct cepstrum *c, size_t frames, const float *mel,
                    float mean[MFCC_COUNT], float dev[MFCC_COUNT])
{
    double sum[WIDTH] = {0}, square[WIDTH] = {0};
    float first[WIDTH], now[WIDTH];

    /* About the first frame: less is lost when all frames are nearly alike. */
    project(c->basis, mel, first);
    for (size_t t = 0; t < frames; t++) {
        project(c->basis, mel + t * MEL_BANDS, now);
        for (size_t k = 0; k < WIDTH; k++) {
            const double d = (double)(now[k] - first[k]);

            sum[k] += d;
            square[k] += d * d;
        }
    }
    for (size_t k = 0; k < MFCC_COUNT; k++) {
        const double m = sum[k] / (double)frames;

        mean[k] = (float)((double)first[k] + m);
        dev[k] = (float)sqrt(fmax(0.0, square[k] / (double)frames - m * m));
    }
}
