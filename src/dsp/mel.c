/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How loud a sound is in each of a few bands that are spaced as the ear hears pitch. */
#include "dsp/mel.h"

#include <math.h>
#include <stdlib.h>

#include "dsp/bank.h"
#include "util/mem.h"

struct mel {
    double *edge_hz; /* (bands + 2) */
    struct bank bank;
};

static double hz_mel(double hz) { return 2595.0 * log10(1.0 + hz / 700.0); }

double mel_hz(double mel) { return 700.0 * (pow(10.0, mel / 2595.0) - 1.0); }

/* Band b: the mean of its bins, weighted; a narrow one has its nearest. */
static void add_band(struct mel *m, size_t band, double bin_hz, unsigned bins,
                     double *weight)
{
    const double *edge = m->edge_hz + band;
    const unsigned first = (unsigned)ceil(edge[0] / bin_hz);
    unsigned last = (unsigned)floor(edge[2] / bin_hz);
    double sum = 0.0;

    if (edge[1] > bin_hz * (bins - 1)) {
        bank_add(&m->bank, first, 0, NULL);
        return;
    }
    last = last < bins ? last : bins - 1;
    for (unsigned k = first; k <= last; k++)
        sum += weight[k - first] = bank_triangle(edge, bin_hz * k);
    if (sum <= 0.0) {
        bank_add(&m->bank, (unsigned)lround(edge[1] / bin_hz), 1, &(double){1.0});
        return;
    }
    for (unsigned k = first; k <= last; k++)
        weight[k - first] /= sum;
    bank_add(&m->bank, first, last - first + 1, weight);
}

struct mel *mel_new(double rate_hz, size_t n_fft, size_t bands)
{
    struct mel *m = mem_new(1, sizeof *m);
    const double low = hz_mel(MEL_LOW_HZ), high = hz_mel(MEL_HIGH_HZ);
    const size_t bins = n_fft / 2 + 1;
    double *weight = mem_new(bins, sizeof *weight);

    m->edge_hz = mem_new(bands + 2, sizeof *m->edge_hz);
    for (size_t i = 0; i < bands + 2; i++)
        m->edge_hz[i] = mel_hz(low + (high - low) * (double)i / (double)(bands + 1));
    for (size_t b = 0; b < bands; b++)
        add_band(m, b, rate_hz / (double)n_fft, (unsigned)bins, weight);
    free(weight);
    return m;
}

void mel_free(struct mel *m)
{
    if (!m)
        return;
    free(m->edge_hz);
    bank_clear(&m->bank);
    free(m);
}

double mel_centre_hz(const struct mel *m, size_t band) { return m->edge_hz[band + 1]; }

void mel_apply(const struct mel *m, const float *restrict power, float *restrict out)
{
    bank_apply(&m->bank, power, out);
}
