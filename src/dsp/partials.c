/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which partials a sound has, at a few times: spectra of long windows. */
#include "dsp/partials.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "dsp/bank.h"
#include "dsp/stft.h"
#include "util/mem.h"
#include "util/vec.h"

/* Windows are 2, 4 and 8 times as long as those of dsp/stft.h at the same rate. */
enum { LENGTHS = 3, HOPS_OF_WINDOW = 16, SHORTEST = 2 };

/* In hops of 5.8 ms, of which a window of length i has 16 << i. */
static const struct time {
    unsigned length, first, step, windows;
} times[PARTIALS_TIMES] = {{0, 0, 4, 2}, {1, 8, 16, 2}, {2, 43, 32, 3}, {2, 172, 64, 5}};

struct length {
    struct stft *stft;
    struct bank bank;
};

struct partials {
    double hop; /* frames, not whole */
    struct length length[LENGTHS];
    float *power, *sum; /* (bins + STFT_PAD) of the longest */
};

/*
 * To the power of a sine its window adds 1.5 bins of noise, in bins of 1 / window (F.
 * Harris, On the Use of Windows, Proceedings of the IEEE, 1978), each of which is
 * n_fft / window bins of the transform: a broad band without these shows the sine's own.
 */
static void add_band(struct bank *to, const struct stft *s, double hz, double rate_hz,
                     double *weight)
{
    const double window = (double)stft_window(s), n_fft = (double)stft_size(s),
                 bin_hz = rate_hz / n_fft, own = window / n_fft / 1.5;
    const double reach = fmax(hz * (exp2(1.0 / PARTIALS_OCTAVE) - 1.0), rate_hz / window);
    const double edge[] = {hz - reach, hz, hz + reach};
    const unsigned first = (unsigned)ceil(fmax(0.0, edge[0]) / bin_hz);
    const unsigned end = (unsigned)fmin(floor(edge[2] / bin_hz) + 1.0, n_fft / 2.0 + 1.0);

    for (unsigned k = first; k < end; k++)
        weight[k - first] = own * bank_triangle(edge, bin_hz * k);
    bank_add(to, first, hz <= rate_hz / 2.0 ? end - first : 0, weight);
}

struct partials *partials_new(double rate_hz)
{
    struct partials *p = mem_new(1, sizeof *p);
    size_t most = 0;
    double *weight;

    p->hop = rate_hz * 256.0 / 44100.0;
    for (size_t i = 0; i < LENGTHS; i++) {
        p->length[i].stft = stft_new(rate_hz * (double)(2 << i));
        most = stft_bins(p->length[i].stft);
    }
    p->power = mem_new(most + STFT_PAD, sizeof *p->power);
    p->sum = mem_new(most + STFT_PAD, sizeof *p->sum);
    weight = mem_new(most, sizeof *weight);
    for (size_t i = 0; i < LENGTHS; i++)
        for (size_t b = 0; b < PARTIALS_BANDS; b++)
            add_band(&p->length[i].bank, p->length[i].stft,
                     27.5 * exp2((double)b / PARTIALS_OCTAVE), rate_hz, weight);
    free(weight);
    return p;
}

void partials_free(struct partials *p)
{
    if (!p)
        return;
    for (size_t i = 0; i < LENGTHS; i++) {
        stft_free(p->length[i].stft);
        bank_clear(&p->length[i].bank);
    }
    free(p->power);
    free(p->sum);
    free(p);
}

static void add(size_t n, const float *restrict x, float *restrict sum)
{
    for (size_t i = 0; i < n; i++)
        sum[i] += x[i];
}

static void add_window(struct partials *p, const struct length *l, const float *x,
                       size_t n, double centre)
{
    stft_power(l->stft, x, n, (size_t)centre, p->power);
    add(stft_bins(l->stft), p->power, p->sum);
}

/* The windows that lie in the sound, else what there is of the first; how many. */
static unsigned add_windows(struct partials *p, const struct time *t, const float *x,
                            size_t n)
{
    const struct length *l = &p->length[t->length];
    const double end = (double)n / p->hop, window = HOPS_OF_WINDOW << t->length;
    unsigned added = 0;

    while (added < t->windows && t->first + added * t->step + window <= end) {
        add_window(p, l, x, n, (t->first + added * t->step + window / 2.0) * p->hop);
        added++;
    }
    if (added == 0 && (t->first == 0 || end >= t->first + SHORTEST)) {
        add_window(p, l, x, n, (t->first + end) / 2.0 * p->hop);
        added = 1;
    }
    return added;
}

void partials_measure(struct partials *p, const float *restrict x, size_t n, double gain,
                      float *restrict out)
{
    for (size_t i = 0; i < LENGTHS; i++)
        stft_gain(p->length[i].stft, 2.0 * gain); /* a sine has a quarter: stft.h */
    for (size_t i = 0; i < PARTIALS_TIMES; i++, out += PARTIALS_BANDS) {
        const struct length *l = &p->length[times[i].length];
        unsigned windows;

        memset(p->sum, 0, (stft_bins(l->stft) + STFT_PAD) * sizeof *p->sum);
        windows = add_windows(p, &times[i], x, n);
        bank_apply(&l->bank, p->sum, out);
        for (size_t b = 0; b < PARTIALS_BANDS && windows > 1; b++)
            out[b] /= (float)windows;
        vec_db(PARTIALS_BANDS, out);
    }
}
