/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nn/texture: what a net is told of the partials of a sound, and how they are varied. */
#include "near.h"
#include "random_patch.h"

#include <string.h>

#include "nn/augment.h"
#include "nn/lean.h"
#include "nn/texture.h"

enum { NUMBERS = PATCH_TIMES * PATCH_OCTAVES * TEXTURE_KINDS };

/* A patch with harmonics of a note whose first is band `first`, down to -60 dB. */
static void harmonic_patch(struct patch *p, int first)
{
    static float db[PATCH_TIMES * PATCH_FINE];

    random_patch(p, 200, 1, 1);
    for (int i = 0; i < PATCH_TIMES * PATCH_FINE; i++)
        db[i] = -80.0f + (float)(i % 5);
    for (int k = 1; k <= 12; k++) {
        const int b = first + (int)lround(PATCH_OCTAVE * log2(k));

        for (int t = 0; t < PATCH_TIMES && b < PATCH_FINE; t++)
            db[t * PATCH_FINE + b] = -10.0f - 3.0f * (float)k;
    }
    patch_add_partials(p, db);
}

Test(texture, is_all_0_without_partials)
{
    float x[TEXTURE_COUNT];
    struct patch p;

    random_patch(&p, 50, 1, 1);
    x[7] = NAN;
    texture_of(&p, x);
    for (size_t i = 0; i < TEXTURE_COUNT; i++)
        cr_expect(x[i] == 0.0f);
}

Test(texture, is_finite_and_limited_whatever_the_partials)
{
    float x[TEXTURE_COUNT];
    struct patch p;
    struct rng r;

    rng_init(&r, 9);
    for (int kind = 0; kind < 40; kind++) {
        random_patch(&p, 50, 1, 1);
        for (size_t i = 0; i < sizeof p.partials; i++)
            p.partials[i / PATCH_FINE][i % PATCH_FINE] =
                kind % 4 == 0                       ? 255
                : kind % 4 == 1                     ? (uint8_t)(i == (size_t)kind * 20)
                : i % PATCH_FINE < (size_t)kind * 6 ? (uint8_t)rng_below(&r, 256)
                                                    : 0;
        texture_of(&p, x);
        for (size_t i = 0; i < TEXTURE_COUNT; i++)
            cr_expect(fabsf(x[i]) <= TEXTURE_LIMIT, "kind %d: x[%zu] = %g", kind, i,
                      (double)x[i]);
    }
}

Test(texture, of_a_harmonic_sound_repeats_at_the_octave_at_any_pitch)
{
    float low[TEXTURE_COUNT], high[TEXTURE_COUNT];
    const float *at = low + NUMBERS - 1; /* at[lag] */
    struct patch p;

    harmonic_patch(&p, 48);
    texture_of(&p, low);
    harmonic_patch(&p, 58);
    texture_of(&p, high);
    for (int lag = 6; lag < 48; lag++)
        cr_expect(lag == 24 || at[lag] < at[24], "lag %d: %g", lag, (double)at[lag]);
    for (int i = NUMBERS; i < TEXTURE_COUNT; i++)
        cr_expect(fabsf(low[i] - high[i]) < 0.5f, "lag %d: %g, %g", 1 + i - NUMBERS,
                  (double)low[i], (double)high[i]);
}

Test(texture, does_not_tell_how_loud_it_is)
{
    float x[TEXTURE_COUNT], soft[TEXTURE_COUNT];
    struct patch p;

    harmonic_patch(&p, 60);
    texture_of(&p, x);
    for (size_t i = 0; i < sizeof p.partials; i++)
        p.partials[i / PATCH_FINE][i % PATCH_FINE] -= 20;
    texture_of(&p, soft);
    for (size_t i = 0; i < TEXTURE_COUNT; i++)
        near(soft[i], x[i], 1e-3);
}

/* As of a file of half the rate: these octaves are neither flat nor low, but unknown. */
Test(texture, an_octave_that_is_not_there_is_0)
{
    float x[TEXTURE_COUNT];
    struct patch p;

    harmonic_patch(&p, 60);
    for (size_t t = 0; t < PATCH_TIMES; t++)
        memset(p.partials[t] + 6 * PATCH_OCTAVE + 11, 0, 3 * PATCH_OCTAVE - 11);
    texture_of(&p, x);
    for (size_t i = 0; i < NUMBERS; i++)
        cr_expect(i / TEXTURE_KINDS % PATCH_OCTAVES < 6 || x[i] == 0.0f, "x[%zu] = %g", i,
                  (double)x[i]);
    cr_expect(x[0] != 0.0f);
}

Test(augment, moves_partials_with_the_bands_of_the_views)
{
    const int first = 96; /* 440 Hz: a band of a view is 0.14 of an octave there */
    int moved = 0;
    struct rng r;

    rng_init(&r, 4);
    for (int i = 0; i < 60; i++) {
        struct patch p;
        int band = 0, fine = 0;

        harmonic_patch(&p, first);
        memset(p.attack, 0, sizeof p.attack);
        memset(p.attack[0] + 20, 200, 1);
        augment(&p, &r);
        for (int b = 0; b < PATCH_BANDS; b++)
            band = p.attack[0][b] > p.attack[0][band] ? b : band;
        for (int b = 0; b < first + 20; b++)
            fine = p.partials[0][b] > p.partials[0][fine] ? b : fine;
        cr_expect(fine - first == 3 * (band - 20), "%d bands, %d fine ones", band - 20,
                  fine - first);
        moved += band != 20;
    }
    cr_expect(moved > 20);
}

Test(lean, takes_the_slope_of_the_partials_of_another_and_keeps_what_stands_out)
{
    double by[2] = {0, 0};
    struct patch p, was, other;
    struct rng r;

    rng_init(&r, 6);
    harmonic_patch(&was, 60);
    harmonic_patch(&other, 60);
    for (size_t t = 0; t < PATCH_TIMES; t++)
        for (size_t b = 0; b < PATCH_FINE; b++)
            other.partials[t][b] += (uint8_t)(b / 4);
    p = was;
    lean(&p, &other, &r);
    for (size_t t = 0; t < PATCH_TIMES; t++)
        for (size_t b = 1; b < PATCH_FINE; b++) {
            const int step = p.partials[t][b] - p.partials[t][b - 1],
                      old = was.partials[t][b] - was.partials[t][b - 1];

            cr_expect(abs(step - old) <= 1, "band %zu: a step of %d, not %d", b, step,
                      old);
            by[b >= PATCH_FINE / 2] += p.partials[t][b] - was.partials[t][b];
        }
    cr_expect(by[0] < -100 && by[1] > 100, "%g, %g", by[0], by[1]);
}
