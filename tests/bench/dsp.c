/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Nanoseconds a frame for each step of describe_run(), and what they add to the FFT. */
#include <fftw3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "dsp/cepstrum.h"
#include "dsp/describe.h"
#include "dsp/envelope.h"
#include "dsp/mel.h"
#include "dsp/shape.h"
#include "dsp/stft.h"
#include "util/fpu.h"
#include "util/mem.h"
#include "util/rng.h"
#include "util/vec.h"

enum { ROUNDS = 40, FRAMES = 300, SHAPE_EVERY = 4 };

/* All that a step may need; made once, so that only the step is timed. */
struct bench {
    int rate_hz;
    size_t n, frames, hop;
    float *x, *power, *before, *mel;
    struct stft *stft;
    struct mel *bank;
    struct cepstrum *cepstrum;
    struct envelope envelope;
    struct describe *describe;
    float *in;
    fftwf_complex *out;
    fftwf_plan half, real;
};

static double now_ns(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static void step_real_fft(struct bench *b)
{
    for (size_t t = 0; t < b->frames; t++)
        fftwf_execute(b->real);
}

static void step_half_fft(struct bench *b)
{
    for (size_t t = 0; t < b->frames; t++)
        fftwf_execute(b->half);
}

static void step_transform(struct bench *b)
{
    for (size_t t = 0; t < b->frames; t++)
        stft_transform(b->stft, b->x, b->n, t * b->hop);
}

static void step_split(struct bench *b)
{
    for (size_t t = 0; t < b->frames; t++)
        stft_split(b->stft, b->power);
}

static void step_mel(struct bench *b)
{
    for (size_t t = 0; t < b->frames; t++)
        mel_apply(b->bank, b->power, b->mel + t * MEL_BANDS);
}

static void step_db(struct bench *b) { vec_db(b->frames * MEL_BANDS, b->mel); }

static void step_shape(struct bench *b)
{
    const size_t bins = stft_bins(b->stft);
    struct shape s;

    for (size_t t = 0; t < b->frames; t += SHAPE_EVERY) {
        shape_measure(&s, bins, b->power);
        b->mel[t] = shape_flux(bins, b->power, s.power, b->before, s.power);
    }
}

static void step_mfcc(struct bench *b)
{
    float mean[MFCC_COUNT], dev[MFCC_COUNT];

    cepstrum_stats(b->cepstrum, b->frames, b->mel, mean, dev);
    b->mel[0] = mean[0] + dev[0];
}

static void step_envelope(struct bench *b)
{
    envelope_measure(&b->envelope, b->x, b->n, b->rate_hz);
}

static void step_total(struct bench *b)
{
    struct description is;

    describe_run(b->describe, b->x, b->n, b->rate_hz, &is);
}

/* The fastest of many rounds: the machine may be shared, the work is not. */
static double ns_a_frame(struct bench *b, void (*step)(struct bench *))
{
    double best = 1e30;

    for (int r = 0; r < ROUNDS; r++) {
        const double from = now_ns();
        double took;

        step(b);
        took = (now_ns() - from) / (double)b->frames;
        best = took < best ? took : best;
    }
    return best;
}

static void make(struct bench *b, int rate_hz)
{
    struct rng r;
    size_t size;

    memset(b, 0, sizeof *b);
    rng_init(&r, 1);
    b->rate_hz = rate_hz;
    b->stft = stft_new(rate_hz);
    b->hop = stft_hop(b->stft);
    b->frames = FRAMES;
    b->n = b->hop * FRAMES;
    b->x = mem_new(b->n, sizeof *b->x);
    for (size_t i = 0; i < b->n; i++)
        b->x[i] = (float)(0.1 * rng_normal(&r));
    size = stft_size(b->stft);
    b->bank = mel_new(rate_hz, size, MEL_BANDS);
    b->cepstrum = cepstrum_new();
    b->describe = describe_new();
    b->power = mem_new(stft_bins(b->stft) + STFT_PAD, sizeof *b->power);
    b->before = mem_new(stft_bins(b->stft) + STFT_PAD, sizeof *b->before);
    b->mel = mem_new(b->frames * MEL_BANDS, sizeof *b->mel);
    b->in = fftwf_alloc_real(size);
    b->out = fftwf_alloc_complex(size / 2 + 1);
    b->real = fftwf_plan_dft_r2c_1d((int)size, b->in, b->out, FFTW_ESTIMATE);
    b->half = fftwf_plan_dft_1d((int)size / 2, (fftwf_complex *)(void *)b->in, b->out,
                                FFTW_FORWARD, FFTW_ESTIMATE);
    memcpy(b->in, b->x, size * sizeof *b->in);
}

static void clear(struct bench *b)
{
    fftwf_destroy_plan(b->real);
    fftwf_destroy_plan(b->half);
    fftwf_free(b->in);
    fftwf_free(b->out);
    free(b->x);
    free(b->power);
    free(b->before);
    free(b->mel);
    mel_free(b->bank);
    stft_free(b->stft);
    cepstrum_free(b->cepstrum);
    describe_free(b->describe);
    envelope_clear(&b->envelope);
}

int main(void)
{
    static const int rates[] = {22050, 44100, 48000, 96000};
    static const struct {
        const char *name;
        void (*step)(struct bench *);
    } steps[] = {{"window", NULL},           {"split + power", step_split},
                 {"mel", step_mel},          {"dB", step_db},
                 {"shape", step_shape},      {"mfcc", step_mfcc},
                 {"envelope", step_envelope}};

    fpu_flush_denormals();
    for (size_t r = 0; r < sizeof rates / sizeof *rates; r++) {
        struct bench b;
        double half, real, total;

        make(&b, rates[r]);
        real = ns_a_frame(&b, step_real_fft);
        half = ns_a_frame(&b, step_half_fft);
        total = ns_a_frame(&b, step_total);
        printf("%d Hz, n_fft %zu, ns a frame\n", rates[r], stft_size(b.stft));
        printf("  %-16s %7.0f\n  %-16s %7.0f\n", "FFTW r2c", real, "half c2c", half);
        for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
            printf("  %-16s %7.0f\n", steps[i].name,
                   steps[i].step ? ns_a_frame(&b, steps[i].step)
                                 : ns_a_frame(&b, step_transform) - half);
        printf("  %-16s %7.0f = %.2f x half c2c = %.2f x FFTW r2c\n", "total", total,
               total / half, total / real);
        clear(&b);
    }
    return 0;
}
