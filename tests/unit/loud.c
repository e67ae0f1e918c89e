/* SPDX-License-Identifier: GPL-2.0-or-later */
/* audio/level and its kernels: loudness and true peak, by the signals of the EBU. */
#include "decoded.h"

#include <stdlib.h>

#include "audio/kweight.h"
#include "audio/level.h"
#include "audio/oversample.h"
#include "util/mem.h"
#include "util/rng.h"
#include "zoo_make.h"

enum { RATE = 48000, PAST = OVERSAMPLE_PAST };

/* A tone of a level for a while. */
struct tone {
    double db, seconds;
};

static struct loudness loudness_of(const float *x, size_t frames, size_t channels,
                                   int rate_hz, size_t block)
{
    struct level *l = level_new();
    struct loudness loud;
    struct quality quality;

    level_start(l, channels, rate_hz, false);
    for (size_t at = 0; at < frames; at += block)
        level_add(l, x + at * channels, frames - at < block ? frames - at : block, true);
    level_tell(l, &loud, &quality);
    level_free(l);
    return loud;
}

/* 1 kHz in `channels`, tone after tone. */
static struct loudness tones(const struct tone *tone, size_t count, size_t channels)
{
    size_t frames = 0, at = 0;
    struct loudness loud;
    float *x;

    for (size_t i = 0; i < count; i++)
        frames += (size_t)(tone[i].seconds * RATE);
    x = mem_new(frames * channels, sizeof *x);
    for (size_t i = 0; i < count; i++)
        for (size_t n = (size_t)(tone[i].seconds * RATE); n > 0; n--, at++)
            for (size_t c = 0; c < channels; c++)
                x[at * channels + c] = (float)(pow(10, tone[i].db / 20) *
                                               sin(2 * M_PI * 1000 * (double)at / RATE));
    loud = loudness_of(x, frames, channels, RATE, LEVEL_BLOCK);
    free(x);
    return loud;
}

#define lufs(got, want)                                                                  \
    cr_expect(fabs((double)(got) - (want)) <= 0.1, #got " = %.3f, want %.1f",            \
              (double)(got), (double)(want))

/* EBU Tech 3341, cases 1, 2, 4 and 5; those of over a minute at half their length. */
Test(loudness, the_signals_of_the_ebu_read_as_they_must)
{
    const struct tone one = {-23, 20}, two = {-33, 20},
                      gated[] = {{-72, 5}, {-36, 5}, {-23, 30}, {-36, 5}, {-72, 5}},
                      relative[] = {{-26, 19}, {-20, 19.1}, {-26, 19}};
    struct loudness loud = tones(&one, 1, 2);

    lufs(loud.lufs, -23);
    lufs(loud.momentary_lufs, -23);
    lufs(tones(&two, 1, 2).lufs, -33);
    lufs(tones(gated, 5, 2).lufs, -23);
    lufs(tones(relative, 3, 2).lufs, -23);
}

/* Case 6: L and R -28, C -24, surrounds -30. */
Test(loudness, surround_channels_weigh_more_and_low_frequency_effects_nothing)
{
    const double db[] = {-28, -28, -24, 0, -30, -30};
    enum { N = 5 * RATE };
    float *six = mem_new(6 * (size_t)N, sizeof *six),
          *five = mem_new(5 * (size_t)N, sizeof *five);

    for (size_t i = 0; i < N; i++)
        for (size_t c = 0, to = 0; c < 6; c++) {
            six[6 * i + c] =
                (float)(pow(10, db[c] / 20) * sin(2 * M_PI * 1000 * (double)i / RATE));
            if (c != 3)
                five[5 * i + to++] = six[6 * i + c];
        }
    lufs(loudness_of(five, N, 5, RATE, LEVEL_BLOCK).lufs, -23);
    lufs(loudness_of(six, N, 6, RATE, 600).lufs, -23);
    free(five);
    free(six);
}

/* The tables of BS.1770-4, as plain recursions. */
static double by_the_book(const float *x, size_t n)
{
    const double b[] = {1.53512485958697, -2.69169618940638, 1.19839281085285},
                 a[] = {-1.69065929318241, 0.73248077421585},
                 p[] = {-1.99004745483398, 0.99007225036621};
    double x1 = 0, x2 = 0, y1 = 0, y2 = 0, z1 = 0, z2 = 0, sum = 0;

    for (size_t i = 0; i < n; i++) {
        const double in = (double)x[i];
        const double y = b[0] * in + b[1] * x1 + b[2] * x2 - a[0] * y1 - a[1] * y2;
        const double z = y - 2 * y1 + y2 - p[0] * z1 - p[1] * z2;

        x2 = x1;
        x1 = in;
        y2 = y1;
        y1 = y;
        z2 = z1;
        z1 = z;
        sum += z * z;
    }
    return sum;
}

Test(kweight, a_tone_of_any_pitch_has_the_energy_that_the_standard_gives_it)
{
    enum { N = RATE };
    const double hz[] = {20, 38, 60, 250, 1000, 1700, 4000, 12000, 20000};
    float *x = mem_new(N + PAST, sizeof *x);
    struct kweight k;

    kweight_init(&k, RATE);
    for (size_t f = 0; f < sizeof hz / sizeof *hz; f++) {
        struct kweight_past past = {0};
        double got = 0, want;

        for (size_t i = 0; i < N; i++)
            x[PAST + i] = (float)(0.5 + 0.4 * sin(2 * M_PI * hz[f] * (double)i / RATE));
        for (size_t at = 0; at < N; at += 999) /* not a multiple of four */
            got += kweight_energy(&k, &past, x + PAST + at, N - at < 999 ? N - at : 999);
        want = by_the_book(x + PAST, N);
        cr_expect(fabs(10 * log10(got / want)) < 0.02, "%g Hz: %.4f dB", hz[f],
                  10 * log10(got / want));
    }
    free(x);
}

static double tone_at(int rate_hz, double hz)
{
    const size_t n = (size_t)rate_hz;
    float *x = mem_new(n, sizeof *x);
    struct loudness loud;

    for (size_t i = 0; i < n; i++)
        x[i] = (float)sin(2 * M_PI * hz * (double)i / rate_hz);
    loud = loudness_of(x, n, 1, rate_hz, LEVEL_BLOCK);
    free(x);
    return (double)loud.lufs;
}

Test(loudness, a_tone_has_one_loudness_at_every_rate)
{
    const double hz[] = {40, 200, 1000, 3000, 9000};

    for (size_t f = 0; f < sizeof hz / sizeof *hz; f++) {
        const double want = tone_at(48000, hz[f]);

        for (int rate = 8000; rate < 1000000; rate += rate / 4 + 7)
            if (hz[f] < 0.45 * rate)
                cr_expect(fabs(tone_at(rate, hz[f]) - want) < (rate < 22050 ? 0.8 : 0.2),
                          "%g Hz at %d Hz: %g", hz[f], rate, tone_at(rate, hz[f]) - want);
    }
}

Test(loudness, how_the_sound_is_cut_into_blocks_does_not_matter)
{
    enum { N = 100000 };
    const size_t block[] = {4096, 1000, 64, 7, 1};
    float *x = mem_new(2 * (size_t)N, sizeof *x);
    struct loudness whole;
    struct rng r;

    rng_init(&r, 5);
    for (size_t i = 0; i < 2 * N; i++)
        x[i] = (float)(0.2 * rng_normal(&r));
    whole = loudness_of(x, N, 2, RATE, block[0]);
    for (size_t b = 1; b < sizeof block / sizeof *block; b++) {
        const struct loudness got = loudness_of(x, N, 2, RATE, block[b]);

        near(got.lufs, whole.lufs, 1e-5);
        near(got.momentary_lufs, whole.momentary_lufs, 1e-5);
        cr_expect(got.true_peak_db == whole.true_peak_db);
    }
    free(x);
}

Test(loudness, gain_shifts_it)
{
    const struct tone soft = {-46, 3}, loud = {-26, 3};

    near(tones(&loud, 1, 1).lufs, tones(&soft, 1, 1).lufs + 20, 1e-4);
}

Test(loudness, what_is_shorter_than_a_block_is_heard_as_if_silence_followed)
{
    const struct tone forty = {-20, 0.04}, whole = {-20, 0.4},
                      followed[] = {{-20, 0.04}, {-200, 0.36}};
    const struct loudness a = tones(&forty, 1, 1), b = tones(followed, 2, 1);

    lufs(a.lufs, tones(&whole, 1, 1).lufs - 10);
    near(a.lufs, b.lufs, 1e-3);
    cr_expect(a.lufs == a.momentary_lufs);
}

Test(loudness, what_is_under_the_gate_is_at_the_gate)
{
    const struct tone low = {-80, 2};
    const struct loudness loud = tones(&low, 1, 1);

    cr_expect(loud.why == MEASURED && loud.lufs == -70);
    lufs(loud.momentary_lufs, -83);
}

/* EBU Tech 3341, cases 15 to 19: within +0.2 and -0.4 dB. */
Test(true_peak, a_wave_peaks_between_its_samples)
{
    const struct {
        double amplitude, of_rate, degrees, want;
    } tests[] = {{0.5, 4, 0, -6},
                 {0.5, 4, 45, -6},
                 {0.5, 6, 60, -6},
                 {0.5, 8, 67.5, -6},
                 {1.41, 4, 45, 3}};
    enum { N = 4800 };
    float x[N];

    for (size_t t = 0; t < sizeof tests / sizeof *tests; t++) {
        double got;

        for (size_t i = 0; i < N; i++)
            x[i] = (float)(fmin(1, fmin((double)i, (double)(N - i)) / 480) *
                           tests[t].amplitude *
                           sin(2 * M_PI * (double)i / tests[t].of_rate +
                               tests[t].degrees * M_PI / 180));
        got = (double)loudness_of(x, N, 1, RATE, 640).true_peak_db;
        cr_expect(got < tests[t].want + 0.2 && got > tests[t].want - 0.4, "case %zu: %g",
                  15 + t, got);
    }
}

/* The greatest sample and interpolated value, all of them worked out. */
static float all_between(const struct oversample *o, const float *x, size_t n, float peak)
{
    for (size_t i = 0; i < n; i++)
        for (size_t p = 0; p < o->phases; p++) {
            float y = 0;

            for (int k = 0; k < OVERSAMPLE_TAPS; k++)
                y += o->tap[p][k] * x[(ptrdiff_t)i + k - (OVERSAMPLE_TAPS - 1)];
            peak = fmaxf(peak, fabsf(y));
        }
    return peak;
}

static void fill(float *x, size_t n, int kind, struct rng *r)
{
    const double w = 3 * rng_unit(r), decay = 20 * rng_unit(r) / (double)n;

    for (size_t i = 0; i < n; i++) {
        const double noise = rng_normal(r), fall = exp(-decay * (double)i);

        x[i] = (float)(kind == 0   ? noise * fall
                       : kind == 1 ? sin(w * (double)i) * fall
                       : kind == 2 ? fmax(-1, fmin(1, 4 * sin(w * (double)i)))
                       : kind == 3 ? (i % 97 == 3 ? noise : 0)
                                   : sin(0.01 * w * (double)i) + 0.01 * noise);
    }
}

Test(true_peak, what_is_passed_over_could_not_have_been_it)
{
    const int rates[] = {44100, 96000, 192000};
    enum { N = 3001 };
    float *x = mem_new(PAST + N, sizeof *x);
    struct rng r;

    rng_init(&r, 9);
    for (int t = 0; t < 300; t++) {
        const size_t n = t % 4 ? N - (size_t)t : (size_t)t % 9 + 1;
        struct oversample o;
        float top = 0;

        oversample_init(&o, rates[t % 3]);
        fill(x + PAST, n, t % 5, &r);
        for (size_t i = 0; i < n; i++)
            top = fmaxf(top, fabsf(x[PAST + i]));
        near(oversample_peak(&o, x + PAST, n, top), all_between(&o, x + PAST, n, top),
             1e-6);
    }
    free(x);
}

Test(true_peak, where_a_file_is_skipped_nothing_overshoots)
{
    enum { N = 1000 };
    struct level *l = level_new();
    struct loudness loud;
    struct quality quality;
    float x[N];

    for (size_t i = 0; i < N; i++)
        x[i] = (float)(0.5 * sin(0.01 * (double)i + (i < N / 2 ? 0 : 2)));
    level_start(l, 1, RATE, false);
    level_add(l, x, N / 2, true);
    for (size_t at = N / 2; at < N; at += 5) {
        if (at % 50 == 0)
            level_gap(l);
        level_add(l, x + at, 5, false);
    }
    level_tell(l, &loud, &quality);
    /* The filter passes what is slow 0.008 dB too loud. */
    cr_expect(fabs((double)loud.true_peak_db - 20 * log10(0.5)) < 0.01, "%g",
              (double)loud.true_peak_db);
    level_free(l);
}

Test(loudness, odd_sounds_have_an_answer)
{
    enum { N = 9600 };
    const float nothing[N] = {0};
    float x[N];
    struct loudness loud = loudness_of(nothing, N, 1, 8000, 4096);

    cr_expect(loud.why == UNMEASURED_SILENT && loud.lufs == 0 && loud.true_peak_db == 0);
    for (int kind = 0; kind < 5; kind++) {
        const int rates[] = {1000, 8000, 44100, 192000, 1000000};

        for (size_t i = 0; i < N; i++)
            x[i] = kind == 0   ? 1.0f /* DC */
                   : kind == 1 ? (i == 40 ? -1.0f : 0)
                   : kind == 2 ? (i % 2 ? 1.0f : -1.0f)
                   : kind == 3 ? (i % 2 ? 3e38f : -3e38f)
                               : 1e-4f;
        for (size_t r = 0; r < 5; r++)
            for (size_t n = 1; n <= N; n *= 9) {
                loud = loudness_of(x, n, 1, rates[r], 4096);
                cr_expect(loud.why ==
                          (kind == 1 && n <= 40 ? UNMEASURED_SILENT : MEASURED));
                cr_expect(isfinite(loud.lufs) && isfinite(loud.momentary_lufs) &&
                              isfinite(loud.true_peak_db),
                          "kind %d, %d Hz, %zu frames", kind, rates[r], n);
            }
    }
}

Test(loudness, all_channels_count_where_the_mix_has_none_of_it)
{
    enum { N = 48000 };
    float *x = mem_new(2 * (size_t)N, sizeof *x);
    struct audio a;

    for (size_t i = 0; i < N; i++) {
        x[2 * i] = (float)(0.1 * sin(2 * M_PI * 1000 * (double)i / N));
        x[2 * i + 1] = -x[2 * i];
    }
    a = read_fd(zoo_floats(WAV16, N, 2, x, N));
    lufs(a.loudness.lufs, -20);
    audio_free(&a);
    free(x);
}

Test(loudness, nan_in_a_file_is_silence)
{
    const float x[] = {NAN, 0.5f, INFINITY, -INFINITY, 0.25f, -0.25f};
    struct audio a = read_fd(zoo_floats(SF_FORMAT_WAV | SF_FORMAT_FLOAT, 44100, 1, x, 6));

    cr_expect(a.loudness.why == MEASURED && isfinite(a.loudness.lufs));
    cr_expect(a.loudness.true_peak_db > -6.1f && a.loudness.true_peak_db < 0);
    audio_free(&a);
}

/* 70 s: tone, then half as loud, then the tone again: the excerpts are the first two. */
Test(loudness, of_a_long_file_the_excerpts_count)
{
    enum { R = 8000, N = 70 * R };
    float *x = mem_new(N, sizeof *x);
    struct audio a;

    for (size_t i = 0; i < N; i++)
        x[i] = (float)((i > 60 * R ? 0.9 : 0.1) * sin(2 * M_PI * 400 * (double)i / R));
    a = read_fd(zoo_floats(WAV16, R, 1, x, N));
    cr_expect(a.frames == N && a.loudness.lufs < -20, "%g", (double)a.loudness.lufs);
    cr_expect(a.loudness.true_peak_db > -1.5f, "probes are heard: %g",
              (double)a.loudness.true_peak_db);
    cr_expect(a.quality.end_db > -1);
    audio_free(&a);
    free(x);
}
