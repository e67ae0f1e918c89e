/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Power spectra of short windows of a sound: what its partials are, over time. */
#include "dsp/stft.h"

#include <fftw3.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "util/mem.h"
#include "util/vec.h"

struct stft {
    size_t window, hop, half; /* half = n_fft / 2 complex points */
    float *hann;              /* (window) sum 1, times one half: see split() */
    float *scaled;            /* (window) hann * gain */
    float *cosine, *sine;     /* (half / 2) of 2 pi k / n_fft */
    float *in;                /* (2 half + 16) aligned; after the transform, scratch */
    fftwf_complex *out;       /* (half) aligned */
    fftwf_plan plan;
};

static size_t size_for(size_t window)
{
    size_t n = 64;

    while (n < window)
        n = n / 4 * 5 >= window ? n / 4 * 5 : n * 2;
    return n;
}

static void fill_tables(struct stft *s)
{
    const double turn = 2.0 * acos(-1.0);
    double sum = 0.0;

    for (size_t i = 0; i < s->window; i++)
        sum += 0.5 - 0.5 * cos(turn * (double)i / (double)s->window);
    for (size_t i = 0; i < s->window; i++) {
        const double w = 0.5 - 0.5 * cos(turn * (double)i / (double)s->window);

        s->hann[i] = (float)(0.5 * w / sum);
    }
    for (size_t k = 0; k < s->half / 2; k++) {
        const double angle = turn * (double)k / (2.0 * (double)s->half);

        s->cosine[k] = (float)cos(angle);
        s->sine[k] = (float)sin(angle);
    }
}

struct stft *stft_new(double rate_hz)
{
    struct stft *s = mem_new(1, sizeof *s);

    s->window = (size_t)fmax(1.0, round(rate_hz * 2048.0 / 44100.0));
    s->hop = (size_t)fmax(1.0, round(rate_hz * 256.0 / 44100.0));
    s->half = size_for(s->window) / 2;
    s->hann = mem_new(s->window, sizeof *s->hann);
    s->scaled = mem_new(s->window, sizeof *s->scaled);
    s->cosine = mem_new(s->half / 2, sizeof *s->cosine);
    s->sine = mem_new(s->half / 2, sizeof *s->sine);
    s->in = fftwf_alloc_real(2 * s->half + 16);
    s->out = fftwf_alloc_complex(s->half);
    if (!s->in || !s->out)
        abort();
    memset(s->in, 0, 2 * s->half * sizeof *s->in);
    /* FFTW documents its complex type as two adjacent floats, so that pairs of
     * frames are complex points where they lie. */
    s->plan = fftwf_plan_dft_1d((int)s->half, (fftwf_complex *)(void *)s->in, s->out,
                                FFTW_FORWARD, FFTW_ESTIMATE);
    if (!s->plan)
        abort();
    fill_tables(s);
    stft_gain(s, 1.0);
    return s;
}

void stft_free(struct stft *s)
{
    if (!s)
        return;
    fftwf_destroy_plan(s->plan);
    fftwf_free(s->in);
    fftwf_free(s->out);
    free(s->hann);
    free(s->scaled);
    free(s->cosine);
    free(s->sine);
    free(s);
}

size_t stft_window(const struct stft *s) { return s->window; }

size_t stft_hop(const struct stft *s) { return s->hop; }

size_t stft_size(const struct stft *s) { return 2 * s->half; }

size_t stft_bins(const struct stft *s) { return s->half + 1; }

void stft_gain(struct stft *s, double gain)
{
    vec_scale(s->window, s->hann, (float)gain, s->scaled);
}

void stft_transform(struct stft *s, const float *x, size_t n, size_t centre)
{
    const size_t before = s->window / 2; /* frames of the window before its centre */
    const size_t skip = centre < before ? before - centre : 0;
    const size_t from = centre + skip - before;
    const size_t want = skip < s->window ? s->window - skip : 0;
    const size_t left = from < n ? n - from : 0;
    const size_t have = want < left ? want : left;

    memset(s->in, 0, skip * sizeof *s->in);
    vec_mul(have, x + (have ? from : 0), s->scaled + skip, s->in + skip);
    memset(s->in + skip + have, 0, (2 * s->half - skip - have) * sizeof *s->in);
    fftwf_execute(s->plan);
}

/*
 * Z[k] = E[k] + i O[k] is the transform of even + i odd frames; with E, O times
 * two, and W = exp(-2 pi i k / n_fft):
 *   E = Z[k] + conj Z[half - k]     O = -i (Z[k] - conj Z[half - k])
 *   X[k] = (E + W O) / 2            X[half - k] = conj (E - W O) / 2
 * The halving is in the window. Real and imaginary parts are put apart first:
 * a loop that did both at once would not be vectorised.
 */
VEC_CLONES
static void put_apart(size_t n, const float *restrict z, float *restrict re,
                      float *restrict im)
{
    for (size_t k = 0; k < n; k++) {
        re[k] = z[2 * k];
        im[k] = z[2 * k + 1];
    }
}

/* lo is power[k], hi is power[half - k], of k below n = half / 2. */
VEC_CLONES
static void split(size_t n, size_t half, const float *restrict re,
                  const float *restrict im, const float *restrict cosine,
                  const float *restrict sine, float *restrict lo, float *restrict hi)
{
    for (size_t k = 0; k < n; k++) {
        const float er = re[k] + re[half - k], or = im[k] + im[half - k];
        const float ei = im[k] - im[half - k], oi = re[half - k] - re[k];
        const float tr = or *cosine[k] + oi * sine[k];
        const float ti = oi * cosine[k] - or *sine[k];

        lo[k] = (er + tr) * (er + tr) + (ei + ti) * (ei + ti);
        hi[n - k] = (er - tr) * (er - tr) + (ei - ti) * (ei - ti);
    }
}

/* The parts overwrite the input, which is done with and still in the cache. */
void stft_split(struct stft *s, float *power)
{
    const size_t half = s->half, n = half / 2;
    float *const re = s->in, *const im = s->in + half + 8;

    put_apart(half, &s->out[0][0], re, im);
    re[half] = re[0];
    im[half] = im[0];
    split(n, half, re, im, s->cosine, s->sine, power, power + n);
    power[n] = 4.0f * (re[n] * re[n] + im[n] * im[n]);
    memset(power + half + 1, 0, STFT_PAD * sizeof *power);
}

void stft_power(struct stft *s, const float *x, size_t n, size_t centre, float *power)
{
    stft_transform(s, x, n, centre);
    stft_split(s, power);
}
