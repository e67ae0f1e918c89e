/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How loud a sound is in each of a few bands that are spaced as the ear hears pitch. */
#include "dsp/mel.h"

#include <math.h>
#include <stdlib.h>

#include "util/mem.h"
#include "util/vec.h"

/*
 * A band is a short run of bins: `count` of them from `first`, weights from
 * weight[at]. Runs are filled up with zero weights to whole steps of the kernel,
 * which may reach into the padding after the last bin.
 */
struct run {
    unsigned first, count, at;
};

struct mel {
    size_t bands;
    double *edge_hz; /* (bands + 2) */
    struct run *run; /* (bands) */
    float *weight;   /* all runs, one after another */
};

static double hz_mel(double hz) { return 2595.0 * log10(1.0 + hz / 700.0); }

double mel_hz(double mel) { return 700.0 * (pow(10.0, mel / 2595.0) - 1.0); }

static double triangle(const double *edge, double hz)
{
    const double up = (hz - edge[0]) / (edge[1] - edge[0]);
    const double down = (edge[2] - hz) / (edge[2] - edge[1]);

    return fmax(0.0, fmin(up, down));
}

static unsigned round_up(unsigned n)
{
    return (n + VEC_LANES - 1) / VEC_LANES * VEC_LANES;
}

/* Lay out the run of one band at m->weight[at]; returns where the next begins. */
static unsigned place(struct mel *m, size_t band, double bin_hz, unsigned bins,
                      unsigned at)
{
    const double *edge = m->edge_hz + band;
    struct run *r = m->run + band;
    unsigned last = (unsigned)floor(edge[2] / bin_hz);
    double sum = 0.0;

    *r = (struct run){.first = (unsigned)ceil(edge[0] / bin_hz), .at = at};
    if (edge[1] > bin_hz * (bins - 1))
        return at;
    last = last < bins ? last : bins - 1;
    for (unsigned k = r->first; k <= last; k++)
        sum += triangle(edge, bin_hz * k);
    if (sum <= 0.0)
        last = r->first = (unsigned)lround(edge[1] / bin_hz);
    r->count = round_up(last - r->first + 1);
    m->weight = mem_grow(m->weight, at + r->count, sizeof *m->weight);
    for (unsigned i = 0; i < r->count; i++) {
        const unsigned k = r->first + i;
        const double w = sum > 0.0 ? triangle(edge, bin_hz * k) / sum : 1.0;

        m->weight[at + i] = k <= last ? (float)w : 0.0f;
    }
    return at + r->count;
}

struct mel *mel_new(double rate_hz, size_t n_fft, size_t bands)
{
    struct mel *m = mem_new(1, sizeof *m);
    const double low = hz_mel(MEL_LOW_HZ), high = hz_mel(MEL_HIGH_HZ);
    unsigned at = 0;

    m->bands = bands;
    m->edge_hz = mem_new(bands + 2, sizeof *m->edge_hz);
    m->run = mem_new(bands, sizeof *m->run);
    for (size_t i = 0; i < bands + 2; i++)
        m->edge_hz[i] = mel_hz(low + (high - low) * (double)i / (double)(bands + 1));
    for (size_t b = 0; b < bands; b++)
        at = place(m, b, rate_hz / (double)n_fft, (unsigned)(n_fft / 2 + 1), at);
    return m;
}

void mel_free(struct mel *m)
{
    if (!m)
        return;
    free(m->edge_hz);
    free(m->run);
    free(m->weight);
    free(m);
}

double mel_centre_hz(const struct mel *m, size_t band) { return m->edge_hz[band + 1]; }

void mel_apply(const struct mel *m, const float *restrict power, float *restrict out)
{
    for (size_t b = 0; b < m->bands; b++) {
        const struct run r = m->run[b];
        const float *restrict w = m->weight + r.at;
        const float *restrict p = power + r.first;
        vec4 low = {0}, high = {0};

        for (size_t i = 0; i < r.count; i += VEC_LANES) {
            low += VEC4(w + i) * VEC4(p + i);
            high += VEC4(w + i + 4) * VEC4(p + i + 4);
        }
        out[b] = vec_fold(low, high);
    }
}
