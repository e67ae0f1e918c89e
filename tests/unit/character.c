/* SPDX-License-Identifier: GPL-2.0-or-later */
/* dsp/character and util/traits: sounds whose numbers are known, and their words. */
#include "near.h"

#include <stdlib.h>

#include "dsp/character.h"
#include "util/mem.h"
#include "util/rng.h"
#include "util/traits.h"

enum { RATE = 44100, N = RATE };

static void measure(const float *x, size_t n, int rate_hz, float out[CHARACTER_COUNT])
{
    struct describe *d = describe_new();
    struct description is;

    describe_run(d, x, n, rate_hz, &is);
    character_measure(out, &is, x, n, rate_hz);
    for (size_t i = 0; i < CHARACTER_COUNT; i++)
        cr_expect(isfinite(out[i]), "number %zu", i);
    describe_free(d);
}

enum shape { SINE, SQUARE, TRIANGLE, NOISE };

/* A wave that falls (or with less than 0 rises) by so many dB in a second, or what its
 * first n frames are. */
static void wave(enum shape shape, double hz, double fall_db, size_t n,
                 float out[CHARACTER_COUNT])
{
    float *x = mem_new(n, sizeof *x);
    struct rng r;

    rng_init(&r, 3);
    for (size_t i = 0; i < n; i++) {
        const double turn = fmod(hz * (double)i / RATE, 1), s = sin(2 * M_PI * turn);
        const double v = shape == SINE       ? s
                         : shape == SQUARE   ? (turn < 0.5 ? 1 : -1)
                         : shape == TRIANGLE ? asin(s) * 2 / M_PI
                                             : 0.3 * rng_normal(&r);

        x[i] = (float)(0.5 * v * pow(10, -fall_db * (double)i / RATE / 20));
    }
    measure(x, n, RATE, out);
    free(x);
}

Test(character, a_steady_sine_is_long_level_tonal_and_undistorted)
{
    float c[CHARACTER_COUNT];

    wave(SINE, 440, 0, N, c);
    near(c[CHARACTER_CENTROID], 440, 0.02);
    near(c[CHARACTER_LENGTH], 1, 0.005);
    near(c[CHARACTER_BALANCE], 0.5, 0.01);
    near(c[CHARACTER_SUSTAIN], 0, 0.05);
    near(c[CHARACTER_DISTORTION], 0.287, 0.01);
    near(c[CHARACTER_PUNCH], 0, 0.05);
    cr_expect(c[CHARACTER_NOISINESS] < 0.05f, "%g", (double)c[CHARACTER_NOISINESS]);
    cr_expect(c[CHARACTER_TAIL] == 0, "it does not end");
    cr_expect(traits_length(c) == 1u << TRAIT_LONG);
    cr_expect(traits_envelope(c) == 1u << TRAIT_SUSTAINED);
    cr_expect(traits_brightness(c) == 0);
    cr_expect(traits_character(c) == 1u << TRAIT_TONAL);
}

Test(character, an_exponential_has_the_length_tail_and_balance_of_its_decay)
{
    float c[CHARACTER_COUNT];

    wave(SINE, 1000, 100, N, c);
    near(c[CHARACTER_LENGTH], 0.4, 0.01);
    near(c[CHARACTER_TAIL], 0.6, 0.05);
    near(c[CHARACTER_BALANCE], 1 / log(1e4), 0.02); /* of 40 dB */
    near(c[CHARACTER_SUSTAIN], -20, 0.02);
    near(c[CHARACTER_PUNCH],
         10 *
             log10((1 - exp(-2.303 * 0.5)) / ((exp(-2.303 * 0.5) - exp(-2.303 * 2)) / 3)),
         0.05);
    cr_expect(traits_envelope(c) == 1u << TRAIT_DECAYING);
    cr_expect(traits_length(c) == 1u << TRAIT_MEDIUM);
}

Test(character, what_rises_swells)
{
    float c[CHARACTER_COUNT];

    wave(SINE, 440, -30, N, c);
    cr_expect(c[CHARACTER_BALANCE] > 0.8f && c[CHARACTER_SUSTAIN] > 10);
    cr_expect(traits_envelope(c) == 1u << TRAIT_SWELLING);
}

Test(character, noise_is_noisy_at_every_rate)
{
    const int rates[] = {8000, 22050, 48000, 192000};
    float *x = mem_new(192000, sizeof *x), c[CHARACTER_COUNT];
    struct rng r;

    rng_init(&r, 4);
    for (size_t i = 0; i < 192000; i++)
        x[i] = (float)(0.1 * rng_normal(&r));
    for (size_t i = 0; i < 4; i++) {
        measure(x, (size_t)rates[i], rates[i], c);
        cr_expect(c[CHARACTER_NOISINESS] > 0.8f, "%d Hz: %g", rates[i],
                  (double)c[CHARACTER_NOISINESS]);
        cr_expect(c[CHARACTER_DISTORTION] < 0.05f);
        cr_expect(traits_character(c) & 1u << TRAIT_NOISY);
    }
    free(x);
}

Test(character, a_square_wave_lingers_at_its_limits_and_a_triangle_does_not)
{
    float c[CHARACTER_COUNT];

    wave(SQUARE, 440, 0, N, c);
    cr_expect(c[CHARACTER_DISTORTION] > 0.95f);
    cr_expect(traits_character(c) & 1u << TRAIT_DISTORTED);
    wave(TRIANGLE, 440, 0, N, c);
    near(c[CHARACTER_DISTORTION], 0.1, 0.02);
    cr_expect(!(traits_character(c) & 1u << TRAIT_DISTORTED));
}

Test(character, what_is_driven_into_a_limit_is_distorted)
{
    float *x = mem_new(N, sizeof *x), clean[CHARACTER_COUNT], driven[CHARACTER_COUNT];
    struct rng r;

    rng_init(&r, 6);
    for (size_t i = 0; i < N; i++)
        x[i] = (float)(0.3 * rng_normal(&r) * exp(-(double)i / 9000));
    measure(x, N, RATE, clean);
    for (size_t i = 0; i < N; i++)
        x[i] = tanhf(30 * x[i]);
    measure(x, N, RATE, driven);
    cr_expect(clean[CHARACTER_DISTORTION] < 0.1f && driven[CHARACTER_DISTORTION] > 0.3f,
              "%g, %g", (double)clean[CHARACTER_DISTORTION],
              (double)driven[CHARACTER_DISTORTION]);
    free(x);
}

/* A click of noise; `room` is how loud noise of a decay of 2 s follows it. */
static void click(double room, float out[CHARACTER_COUNT])
{
    enum { LONG = 2 * RATE };
    float *x = mem_new(LONG, sizeof *x);
    struct rng r;

    rng_init(&r, 8);
    for (size_t i = 0; i < LONG; i++)
        x[i] = (float)(rng_normal(&r) * 0.2 *
                       (exp(-(double)i / 500) + room * pow(10, -1.5 * (double)i / RATE)));
    measure(x, LONG, RATE, out);
    free(x);
}

Test(character, a_strike_in_a_room_is_wet_and_without_one_dry)
{
    float c[CHARACTER_COUNT];

    click(0, c);
    cr_expect(traits_character(c) & 1u << TRAIT_DRY, "tail %g",
              (double)c[CHARACTER_TAIL]);
    click(0.05, c);
    near(c[CHARACTER_TAIL], 2, 0.2);
    cr_expect(traits_character(c) & 1u << TRAIT_WET);
    cr_expect(!(traits_character(c) & 1u << TRAIT_DRY));
}

Test(character, a_dark_strike_is_punchy_and_a_click_is_not)
{
    float c[CHARACTER_COUNT];

    wave(SINE, 80, 150, N, c);
    cr_expect(traits_character(c) & 1u << TRAIT_PUNCHY, "%g", (double)c[CHARACTER_PUNCH]);
    cr_expect(traits_brightness(c) == 1u << TRAIT_DARK);
    wave(NOISE, 0, 2000, N, c);
    cr_expect(!(traits_character(c) & 1u << TRAIT_PUNCHY));
    cr_expect(traits_brightness(c) == 1u << TRAIT_BRIGHT);
    cr_expect(traits_length(c) == 1u << TRAIT_SHORT);
}

Test(character, gain_changes_no_number)
{
    float c[CHARACTER_COUNT], d[CHARACTER_COUNT], *x = mem_new(N, sizeof *x);
    struct rng r;

    rng_init(&r, 7);
    for (size_t i = 0; i < N; i++)
        x[i] = (float)(rng_normal(&r) * 0.1 * exp(-(double)i / 5000));
    measure(x, N, RATE, c);
    for (size_t i = 0; i < N; i++)
        x[i] *= 0.0625f;
    measure(x, N, RATE, d);
    for (size_t i = 0; i < CHARACTER_COUNT; i++)
        near(c[i], d[i], 1e-4);
    free(x);
}

Test(character, silence_has_none_and_odd_sounds_have_finite_numbers)
{
    float x[3000] = {0}, c[CHARACTER_COUNT];
    const int rates[] = {1000, 8000, 44100, 1000000};

    measure(x, 3000, RATE, c);
    for (size_t i = 0; i < CHARACTER_COUNT; i++)
        cr_expect(c[i] == 0);
    cr_expect(traits_length(c) == 0 && traits_brightness(c) == 0 &&
              traits_envelope(c) == 0 && traits_character(c) == 0);
    for (int kind = 0; kind < 4; kind++)
        for (size_t r = 0; r < 4; r++)
            for (size_t n = 1; n <= 3000; n = 5 * n + 3) {
                for (size_t i = 0; i < n; i++)
                    x[i] = kind == 0   ? 0.5f
                           : kind == 1 ? (i == n / 2 ? 1.0f : 0)
                           : kind == 2 ? (i % 2 ? 3e38f : -3e38f)
                                       : 2e-5f * (float)(i % 3);
                measure(x, n, rates[r], c);
                cr_expect(c[CHARACTER_BALANCE] >= 0 && c[CHARACTER_BALANCE] <= 1 &&
                          c[CHARACTER_DISTORTION] >= 0 && c[CHARACTER_DISTORTION] <= 1 &&
                          c[CHARACTER_LENGTH] <= (float)n / (float)rates[r] * 1.0001f);
            }
}
