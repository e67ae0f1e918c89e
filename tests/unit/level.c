/* SPDX-License-Identifier: GPL-2.0-or-later */
/* audio/faults: each fault in a sound that has it, and none in one that has not. */
#include "decoded.h"

#include <stdlib.h>

#include "audio/faults.h"
#include "audio/level.h"
#include "util/mem.h"
#include "util/rng.h"
#include "zoo_make.h"

enum { RATE = 44100, N = RATE, FLOAT = SF_FORMAT_WAV | SF_FORMAT_FLOAT };

static struct quality quality_of(int format, int channels, const float *x, size_t n)
{
    struct audio a = read_fd(zoo_floats(format, RATE, channels, x, (int)n));
    const struct quality q = a.quality;

    audio_free(&a);
    return q;
}

/* A sound without fault: a note that decays by 60 dB. Owned by the caller. */
static float *note(double gain, double hz)
{
    float *x = mem_new(N, sizeof *x);

    for (size_t i = 0; i < N; i++)
        x[i] = (float)(gain * exp(-6.9 * (double)i / N) *
                       sin(2 * M_PI * hz * (double)i / RATE));
    return x;
}

static float *pair(const float *left, const float *right)
{
    float *x = mem_new(2 * (size_t)N, sizeof *x);

    for (size_t i = 0; i < N; i++) {
        x[2 * i] = left[i];
        x[2 * i + 1] = right[i];
    }
    return x;
}

#define has(q, ...)                                                                      \
    do {                                                                                 \
        const int want[] = {__VA_ARGS__, -1};                                            \
        uint32_t bits = 0;                                                               \
                                                                                         \
        for (size_t f = 0; want[f] >= 0; f++)                                            \
            bits |= 1u << want[f];                                                       \
        cr_expect((q).faults == bits, "faults %#x, want %#x", (q).faults, bits);         \
    } while (0)

Test(faults, a_sound_without_fault_has_none)
{
    float *x = note(0.5, 440);
    const int formats[] = {FLOAT, WAV16, SF_FORMAT_WAV | SF_FORMAT_PCM_24};

    for (size_t f = 0; f < 3; f++) {
        const struct quality q = quality_of(formats[f], 1, x, N);

        cr_expect(q.faults == 0, "format %zu: %#x", f, q.faults);
        cr_expect(q.clipped_s == 0 && fabsf(q.dc) < 1e-3f && q.side_db == 0 &&
                  q.balance_db == 0 && q.leading_s == 0);
        near(q.end_db, -60, 0.02);
    }
    free(x);
}

Test(faults, runs_at_full_scale_are_clipped)
{
    const int formats[] = {FLOAT, WAV16, SF_FORMAT_WAV | SF_FORMAT_PCM_24,
                           SF_FORMAT_WAV | SF_FORMAT_PCM_U8,
                           SF_FORMAT_FLAC | SF_FORMAT_PCM_16};
    float *x = note(4, 440);
    size_t full = 0;

    for (size_t i = 0; i < N; i++) {
        x[i] = fmaxf(-1, fminf(x[i], 1));
        full += fabsf(x[i]) > 0.9999f;
    }
    for (size_t f = 0; f < 5; f++) {
        const struct quality q = quality_of(formats[f], 1, x, N);

        cr_expect(q.faults & 1u << FAULT_CLIPPED, "format %zu", f);
        near(q.clipped_s, (double)full / RATE, 0.01);
    }
    free(x);
}

Test(faults, a_wave_that_just_reaches_full_scale_is_not_clipped)
{
    const double hz[] = {20, 30, 60, 440, 9000};
    const int formats[] = {FLOAT, WAV16, SF_FORMAT_WAV | SF_FORMAT_PCM_U8};

    for (size_t h = 0; h < 5; h++)
        for (size_t f = 0; f < 3; f++) {
            float *x = mem_new(N, sizeof *x);
            struct quality q;

            for (size_t i = 0; i < N; i++)
                x[i] = (float)(127.0 / 128 * sin(2 * M_PI * hz[h] * (double)i / RATE));
            for (size_t i = 0; i < N && f < 2; i++)
                x[i] *= 128.0f / 127 * 32767 / 32768;
            q = quality_of(formats[f], 1, x, N);
            cr_expect(q.clipped_s == 0, "%g Hz, format %zu: %g s", hz[h], f,
                      (double)q.clipped_s);
            free(x);
        }
}

Test(faults, one_run_on_an_attack_is_no_fault_but_counts)
{
    float *x = note(0.5, 440);
    struct quality q;

    for (size_t i = 50; i < 55; i++)
        x[i] = 1;
    q = quality_of(WAV16, 1, x, N);
    near(q.clipped_s, 5.0 / RATE, 1e-6);
    cr_expect(!(q.faults & 1u << FAULT_CLIPPED));
    free(x);
}

Test(faults, a_steady_offset_is_one)
{
    float *x = note(0.5, 440);
    struct quality q;

    for (size_t i = 0; i < N; i++)
        x[i] -= 0.03f;
    q = quality_of(WAV16, 1, x, N);
    near(q.dc, -0.03, 1e-3);
    has(q, FAULT_DC);
    free(x);
}

Test(faults, a_thump_is_no_offset)
{
    float *x = mem_new(N, sizeof *x);
    struct quality q;

    for (size_t i = 0; i < N; i++)
        x[i] = (float)(0.9 * exp(-(double)i / 3000) * (i < 2000 ? 1 : 0));
    q = quality_of(WAV16, 1, x, N);
    cr_expect(q.dc > 0.02f && !(q.faults & 1u << FAULT_DC));
    free(x);
}

Test(faults, an_offset_of_one_channel_counts)
{
    float *x = note(0.5, 440), *y = note(0.5, 440), *both;
    struct quality q;

    for (size_t i = 0; i < N; i++)
        y[i] += 0.05f;
    both = pair(x, y);
    q = quality_of(WAV16, 2, both, N);
    near(q.dc, 0.05, 1e-3);
    has(q, FAULT_DC);
    free(x);
    free(y);
    free(both);
}

Test(faults, silence_before_and_after_is_measured)
{
    enum { LEAD = 11025, SOUND = 22050, AFTER = 44100 };
    float *x = mem_new(LEAD + SOUND + AFTER, sizeof *x), *y = note(0.5, 440);
    struct quality q;

    for (size_t i = 0; i < SOUND; i++)
        x[LEAD + i] = y[2 * i];
    q = quality_of(WAV16, 1, x, LEAD + SOUND + AFTER);
    near(q.leading_s, 0.25, 0.002);
    near(q.trailing_s, 1, 0.01);
    cr_expect(q.end_db <= -90);
    has(q, FAULT_LEADING_SILENCE, FAULT_TRAILING_SILENCE);
    free(x);
    free(y);
}

Test(faults, what_is_hardly_there_is_near_silent)
{
    float *x = note(0.005, 440);
    const float nothing[100] = {0};
    struct quality q;

    has(quality_of(FLOAT, 1, x, N), FAULT_NEAR_SILENT);
    q = quality_of(WAV16, 1, nothing, 100);
    has(q, FAULT_NEAR_SILENT);
    cr_expect(q.dc == 0 && q.end_db == 0 && q.leading_s == 0);
    free(x);
}

Test(faults, equal_channels_are_mono_as_stereo)
{
    float *x = note(0.5, 440), *y = note(0.5, 441), *both = pair(x, x);
    struct quality q = quality_of(WAV16, 2, both, N);
    struct rng r;

    has(q, FAULT_MONO_AS_STEREO);
    cr_expect(q.side_db == -120 && q.balance_db == 0);
    rng_init(&r, 2);
    for (size_t i = 0; i < N; i++) /* dither */
        both[2 * i] += (float)((rng_unit(&r) - 0.5) / 32768);
    has(quality_of(WAV16, 2, both, N), FAULT_MONO_AS_STEREO);
    free(both);
    both = pair(x, y);
    q = quality_of(WAV16, 2, both, N);
    cr_expect(q.faults == 0 && q.side_db > -30 && q.side_db < 10, "%#x %g", q.faults,
              (double)q.side_db);
    free(both);
    free(x);
    free(y);
}

Test(faults, a_channel_with_nothing_in_it_is_one_sided)
{
    float *x = note(0.5, 440), *y = note(0.005, 440), *none = note(0, 440),
          *both = pair(x, none);
    struct quality q = quality_of(WAV16, 2, both, N);

    has(q, FAULT_ONE_SIDED);
    cr_expect(q.balance_db == 120);
    near(q.side_db, 0, 1e-3);
    free(both);
    both = pair(y, x);
    q = quality_of(FLOAT, 2, both, N);
    near(q.balance_db, 40, 1e-3);
    has(q, FAULT_ONE_SIDED);
    free(both);
    free(x);
    free(y);
    free(none);
}

Test(faults, a_sound_that_stops_is_truncated_unless_it_repeats)
{
    float *x = note(0.5, 440);
    struct quality q = quality_of(WAV16, 1, x, N / 4);

    near(q.end_db, -15, 0.03);
    has(q, FAULT_TRUNCATED);
    faults_repeats(&q);
    cr_expect(q.faults == 0);
    free(x);
}

Test(faults, a_peak_between_samples_is_an_over)
{
    float *x = note(0.99, 440);
    struct audio a;

    for (size_t i = 2000; i < 4000; i++)
        x[i] = i % 4 < 2 ? 0.9f : -0.9f;
    a = read_fd(zoo_floats(WAV16, RATE, 1, x, N));
    cr_expect(a.loudness.true_peak_db > 1, "%g", (double)a.loudness.true_peak_db);
    has(a.quality, FAULT_OVERS);
    audio_free(&a);
    free(x);
}

Test(faults, odd_sounds_have_finite_numbers)
{
    const int rates[] = {1000, 8000, 192000, 1000000};
    float x[4 * 300];

    for (int kind = 0; kind < 5; kind++)
        for (size_t r = 0; r < 4; r++)
            for (size_t channels = 1; channels <= 4; channels++)
                for (size_t n = 1; n < 300; n = 3 * n + 1) {
                    struct level *l = level_new();
                    struct loudness loud;
                    struct quality q;

                    for (size_t i = 0; i < n * channels; i++)
                        x[i] = kind == 0   ? 0.5f
                               : kind == 1 ? (i == 20 ? 1.0f : 0)
                               : kind == 2 ? (i % 2 ? 3e38f : -3e38f)
                               : kind == 3 ? (i % channels ? 0 : 1)
                                           : 1e-30f;
                    level_start(l, channels, rates[r], kind == 3);
                    level_add(l, x, n, true);
                    level_tell(l, &loud, &q);
                    cr_expect(isfinite(q.clipped_s) && isfinite(q.dc) &&
                                  isfinite(q.leading_s) && isfinite(q.trailing_s) &&
                                  isfinite(q.side_db) && isfinite(q.balance_db) &&
                                  isfinite(q.end_db) && q.faults < 1u << FAULT_COUNT,
                              "kind %d, %zu frames of %zu", kind, n, channels);
                    cr_expect(q.leading_s >= 0 && q.trailing_s >= 0 &&
                              q.leading_s + q.trailing_s <=
                                  (float)n / (float)rates[r] + 1e-6f);
                    level_free(l);
                }
}
