/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Onsets, tempo and form of loops that are made of thumps, hisses and clicks. */
#include "near.h"

#include <stdlib.h>
#include <string.h>

#include "dsp/form.h"
#include "dsp/tempo.h"
#include "util/mem.h"
#include "util/rng.h"

enum { MOST_S = 12 };

enum { RATE = 44100 };

static struct describe *plan;
static struct metre *metre;
static float *x;

static void open_plans(void)
{
    plan = describe_new();
    metre = metre_new();
    x = mem_new((size_t)MOST_S * 192000, sizeof *x);
}

static void close_plans(void)
{
    describe_free(plan);
    metre_free(metre);
    free(x);
}

TestSuite(tempo, .init = open_plans, .fini = close_plans);

/* What is to be done with a struck string of air, a noise and a tick. */
static void thump(size_t n, double at_s, double rate)
{
    const size_t from = (size_t)(at_s * rate);

    for (size_t i = 0; from + i < n && (double)i < 0.2 * rate; i++) {
        const double t = (double)i / rate;

        x[from + i] += (float)(0.8 * exp(-t / 0.05) * sin(6.2831853 * 60 * t));
    }
}

static void hiss(size_t n, double at_s, double rate, double level, double fall_s)
{
    const size_t from = (size_t)(at_s * rate);
    struct rng r;

    rng_init(&r, 5);
    for (size_t i = 0; from + i < n && (double)i < 0.2 * rate; i++)
        x[from + i] +=
            (float)(level * exp(-(double)i / rate / fall_s) * (2.0 * rng_unit(&r) - 1.0));
}

/* A rock beat of `seconds`, from `late` beats before its first bar on. */
static size_t rock(double bpm, double seconds, double late, double rate)
{
    const size_t n = (size_t)(seconds * rate + 0.5);
    const double half = 30.0 / bpm;

    memset(x, 0, n * sizeof *x);
    for (int i = 0; i * half < seconds; i++) {
        const double at = i * half + late * 2 * half;

        hiss(n, at, rate, 0.15, 0.015);
        if (i % 8 == 0 || i % 8 == 4 || i % 8 == 5)
            thump(n, at, rate);
        if (i % 4 == 2)
            hiss(n, at, rate, 0.5, 0.05);
    }
    return n;
}

static struct tempo heard(size_t n, int rate, double seconds)
{
    struct description d;
    struct tempo t;

    describe_run(plan, x, n, rate, &d);
    metre_listen(metre, &d, rate, n, seconds);
    tempo_measure(metre, &t);
    return t;
}

static struct tempo heard_rock(double bpm, double seconds, double late)
{
    return heard(rock(bpm, seconds, late, RATE), RATE, seconds);
}

Test(tempo, a_loop_cut_on_the_bar_has_the_tempo_that_fills_it)
{
    for (int bpm = 80; bpm <= 160; bpm += 10) {
        const struct tempo t = heard_rock(bpm, 8 * 60.0 / bpm, 0);

        cr_expect(t.why == MEASURED);
        cr_expect(fabs((double)t.bpm / bpm - 1.0) < 1e-3, "%d: %g", bpm, (double)t.bpm);
        cr_expect(t.beats == 8, "%d: %d beats", bpm, t.beats);
        cr_expect(t.confidence > 0.5f, "%d: %g", bpm, (double)t.confidence);
    }
}

Test(tempo, a_loop_that_ends_anywhere_has_its_tempo_still)
{
    for (int bpm = 90; bpm <= 150; bpm += 20) {
        const struct tempo t = heard_rock(bpm, 14.6 * 60.0 / bpm, 0);

        cr_expect(fabs((double)t.bpm / bpm - 1.0) < 0.04, "%d: %g", bpm, (double)t.bpm);
    }
}

Test(tempo, half_and_double_are_alternates)
{
    const struct tempo t = heard_rock(120, 8, 0);
    bool half = false, twice = false;

    for (size_t i = 0; i < TEMPO_ALTERNATES; i++) {
        half |= fabs((double)t.alternate[i] - 60) < 1;
        twice |= fabs((double)t.alternate[i] - 240) < 1;
        cr_expect(t.alternate[i] > 0.0f);
    }
    cr_expect(half || twice);
}

Test(tempo, the_first_bar_begins_with_the_sound)
{
    const struct tempo on = heard_rock(120, 8, 0), later = heard_rock(120, 8, 1);

    cr_expect(fabs((double)on.downbeat_s) < 0.03, "%g", (double)on.downbeat_s);
    cr_expect(fabs((double)later.downbeat_s - 0.5) < 0.03, "%g",
              (double)later.downbeat_s);
}

Test(tempo, level_changes_nothing)
{
    const size_t n = rock(125, 60.0 / 125 * 8, 0, RATE);
    const struct tempo loud = heard(n, RATE, (double)n / RATE);
    struct tempo quiet;

    for (size_t i = 0; i < n; i++)
        x[i] *= 0.01f;
    quiet = heard(n, RATE, (double)n / RATE);
    near(quiet.bpm, loud.bpm, 1e-4);
    near(quiet.confidence, loud.confidence, 0.02);
}

Test(tempo, rate_changes_nothing)
{
    static const int rates[] = {8000, 22050, 48000, 192000};

    for (size_t i = 0; i < sizeof rates / sizeof *rates; i++) {
        const size_t n = rock(110, 60.0 / 110 * 8, 0, rates[i]);
        const struct tempo t = heard(n, rates[i], (double)n / rates[i]);

        cr_expect(fabs((double)t.bpm / 110 - 1) < 0.002, "%d Hz: %g", rates[i],
                  (double)t.bpm);
    }
}

Test(tempo, of_a_long_file_both_excerpts_count_but_not_what_lies_across)
{
    const size_t half = (size_t)6 * RATE;
    size_t n;
    struct tempo t;

    n = rock(126, 12, 0.37, RATE);
    for (size_t i = 0; i < half; i++) /* the second half is of another place */
        x[half + i] = i + 5000 < half ? x[i + 5000] : 0.0f;
    t = heard(n, RATE, 41.3);
    cr_expect(fabs((double)t.bpm / 126 - 1) < 0.04, "%g", (double)t.bpm);
}

Test(tempo, silence_has_none)
{
    cr_expect(heard(RATE, RATE, 1).why == UNMEASURED_SILENT);
}

Test(tempo, five_milliseconds_have_none)
{
    thump(RATE / 200, 0, RATE);
    cr_expect(heard(RATE / 200, RATE, 0.005).why == UNMEASURED_SHORT);
}

Test(tempo, what_stays_as_it_is_has_none)
{
    for (size_t i = 0; i < 4 * RATE; i++)
        x[i] = 0.5f;
    cr_expect(heard(4 * RATE, RATE, 4).why == UNMEASURED_NO_PULSE);
}

Test(tempo, one_click_has_none)
{
    x[RATE] = 1.0f;
    cr_expect(heard(4 * RATE, RATE, 4).why == UNMEASURED_NO_PULSE);
}

Test(tempo, noise_has_none)
{
    struct rng r;

    rng_init(&r, 3);
    for (size_t i = 0; i < 10 * RATE; i++)
        x[i] = (float)(rng_unit(&r) - 0.5);
    cr_expect(heard(10 * RATE, RATE, 10).why == UNMEASURED_NO_PULSE);
}

/* Decoding reads them as 0; should one come all the same, nothing odd comes out. */
Test(tempo, what_is_no_number_spoils_no_number)
{
    const size_t n = rock(120, 4, 0, RATE);
    struct tempo t;

    for (size_t i = 1000; i < n; i += 9999)
        x[i] = NAN;
    t = heard(n, RATE, 4);
    cr_expect(isfinite(t.bpm) && isfinite(t.downbeat_s) && isfinite(form_loop(metre)));
    cr_expect(t.confidence >= 0.0f && t.confidence <= 1.0f);
}

Test(tempo, any_rate_and_length_has_a_finite_answer)
{
    static const int rates[] = {1000, 8000, 44100, 1000000};
    static const double lengths[] = {1e-3, 0.28, 0.5, 2.0};

    for (int i = 0; i < 16; i++) {
        const int rate = rates[i % 4];
        const size_t n = rock(133, fmax(lengths[i / 4], 1.0 / rate), 0, rate);
        const struct tempo t = heard(n, rate, i % 2 ? (double)n / rate : 3600.0);

        cr_expect(isfinite(t.bpm) && isfinite(t.downbeat_s) && isfinite(t.confidence));
        cr_expect((t.why == MEASURED) == (t.bpm > 0.0f));
        cr_expect((double)t.downbeat_s <= (double)n / rate);
        cr_expect(isfinite(form_loop(metre)));
    }
}

Test(tempo, what_is_not_measured_is_zero)
{
    const struct tempo t = heard(RATE, RATE, 1);

    cr_expect(t.bpm == 0.0f && t.confidence == 0.0f && t.beats == 0);
    cr_expect(t.alternate[0] == 0.0f && t.alternate[1] == 0.0f && t.downbeat_s == 0.0f);
}

Test(tempo, candidates_are_in_range_and_lengths_are_exact)
{
    size_t by_length = 0;

    heard_rock(100, 7.0, 0);
    for (size_t i = 0; i < metre->candidates; i++) {
        const struct candidate *c = &metre->candidate[i];

        cr_expect(c->bpm > METRE_LOW * 0.98 && c->bpm < METRE_HIGH * 1.02);
        for (size_t f = 0; f < METRE_FEATURES; f++)
            cr_assert(isfinite(c->feature[f]), "candidate %zu, feature %zu", i, f);
        if (c->beats) {
            by_length++;
            near(c->bpm * 7.0 / 60.0, c->beats, 1e-9);
        }
    }
    cr_expect(metre->candidates <= METRE_MOST && by_length == 4, "%zu", by_length);
}

Test(tempo, a_beat_is_a_loop_by_its_signal)
{
    heard_rock(120, 4, 0);
    cr_expect(form_loop(metre) > 0.5f, "%g", (double)form_loop(metre));
}

Test(tempo, a_struck_drum_is_a_one_shot_by_its_signal)
{
    thump(RATE, 0, RATE);
    heard(RATE, RATE, 1);
    cr_expect(form_loop(metre) < 0.1f, "%g", (double)form_loop(metre));
}

Test(tempo, what_cannot_be_measured_is_no_loop)
{
    heard(RATE, RATE, 1);
    cr_expect(form_loop(metre) == 0.0f);
}

/* The onsets of what lies in x. */
static size_t onsets_of(size_t n)
{
    heard(n, RATE, (double)n / RATE);
    return metre->onsets.count;
}

Test(tempo, every_click_begins_something)
{
    for (int i = 0; i < 6; i++)
        hiss(3 * RATE, 0.5 * i, RATE, 0.5, 0.01);
    cr_expect_eq(onsets_of(3 * RATE), 6);
}

Test(tempo, what_begins_with_the_file_is_an_onset)
{
    hiss(RATE, 0, RATE, 0.5, 0.05);
    cr_expect_eq(onsets_of(RATE), 1);
}
