/* SPDX-License-Identifier: GPL-2.0-or-later */
/* dsp/partials: the spectra of long windows. */
#include "near.h"

#include <stdlib.h>

#include "dsp/partials.h"
#include "util/mem.h"

enum { RATE = 44100 };

static const double turn = 6.283185307179586;

struct spectra {
    float db[PARTIALS_TIMES][PARTIALS_BANDS];
};

static double hz_of(int band) { return 27.5 * exp2((double)band / PARTIALS_OCTAVE); }

/* Sines of those bands, each of amplitude a, for so many seconds. */
static struct spectra spectra_of(double rate, double seconds, const int *band, size_t n,
                                 double a, double gain)
{
    const size_t frames = (size_t)(rate * seconds);
    struct partials *p = partials_new(rate);
    float *x = mem_new(frames, sizeof *x);
    struct spectra out;

    for (size_t i = 0; i < frames; i++)
        for (size_t k = 0; k < n; k++)
            x[i] += (float)(a * sin(turn * hz_of(band[k]) / rate * (double)i));
    partials_measure(p, x, frames, gain, out.db[0]);
    partials_free(p);
    free(x);
    return out;
}

Test(partials, a_sine_is_as_high_as_it_is_at_every_rate_and_time)
{
    static const double rates[] = {16000, 22050, 44100, 48000, 96000};
    const int band = 120; /* 880 Hz */

    for (size_t r = 0; r < sizeof rates / sizeof *rates; r++) {
        const struct spectra s = spectra_of(rates[r], 3.0, &band, 1, 0.05, 2.0);

        for (size_t t = 0; t < PARTIALS_TIMES; t++) {
            cr_expect(fabs((double)s.db[t][band] + 20.0) < 2.0, "%g Hz, time %zu: %g",
                      rates[r], t, (double)s.db[t][band]);
            cr_expect(s.db[t][band - 24] < -70.0f && s.db[t][band + 24] < -70.0f);
        }
    }
}

Test(partials, a_sound_at_half_the_level_and_twice_the_gain_is_the_same)
{
    const int band[] = {60, 100, 140};
    const struct spectra s = spectra_of(RATE, 1.5, band, 3, 0.25, 1.0),
                         half = spectra_of(RATE, 1.5, band, 3, 0.125, 2.0);

    for (size_t t = 0; t < PARTIALS_TIMES; t++)
        for (size_t b = 0; b < PARTIALS_BANDS; b++)
            near(half.db[t][b], s.db[t][b], 1e-3);
}

Test(partials, two_notes_a_semitone_apart_stand_apart)
{
    const int band[] = {96, 98}; /* 440 Hz and half a tone more */
    const struct spectra s = spectra_of(RATE, 1.2, band, 2, 0.3, 1.0);

    cr_expect(s.db[2][97] < s.db[2][96] - 6.0f && s.db[2][97] < s.db[2][98] - 6.0f,
              "%g %g %g", (double)s.db[2][96], (double)s.db[2][97], (double)s.db[2][98]);
}

Test(partials, above_half_the_rate_there_is_nothing)
{
    const int band = 96;
    const struct spectra s = spectra_of(8000, 1.0, &band, 1, 1.0, 1.0);

    for (size_t t = 0; t < PARTIALS_TIMES; t++)
        for (int b = 0; b < PARTIALS_BANDS; b++)
            cr_expect(hz_of(b) <= 4000 || s.db[t][b] < -99.9f, "time %zu band %d", t, b);
}

Test(partials, times_after_the_end_have_nothing)
{
    static const struct {
        double seconds;
        size_t times;
    } cases[] = {{0.001, 1}, {0.04, 1}, {0.07, 2}, {0.2, 2},
                 {0.27, 3},  {0.9, 3},  {1.1, 4},  {3.5, 4}};
    const int band = 150;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct spectra s = spectra_of(RATE, cases[i].seconds, &band, 1, 1.0, 1.0);

        for (size_t t = 0; t < PARTIALS_TIMES; t++)
            cr_expect((s.db[t][band] > -60.0f) == (t < cases[i].times),
                      "%g s, time %zu: %g dB", cases[i].seconds, t,
                      (double)s.db[t][band]);
    }
}

Test(partials, stay_in_range_whatever_comes)
{
    struct partials *p = partials_new(1000);
    float x[700], out[PARTIALS_TIMES * PARTIALS_BANDS];

    for (size_t i = 0; i < 700; i++)
        x[i] = i % 50 == 7 ? NAN : i % 50 == 8 ? INFINITY : 1e30f;
    for (size_t n = 0; n <= 700; n += 35) {
        partials_measure(p, x, n, 1.0, out);
        for (size_t b = 0; b < sizeof out / sizeof *out; b++)
            cr_expect(out[b] >= -100.0f && out[b] <= 0.0f);
    }
    partials_free(p);
}
