/* SPDX-License-Identifier: GPL-2.0-or-later */
/* util/keyname, dsp/slow, dsp/peaks, dsp/chroma, dsp/key: from sound to the name of a
 * key. */
#include "near.h"

#include <stdlib.h>

#include "dsp/chroma.h"
#include "dsp/key.h"
#include "dsp/peaks.h"
#include "dsp/slow.h"
#include "util/facets.h"
#include "util/keyname.h"
#include "util/mem.h"
#include "util/rng.h"

static const double turn = 6.283185307179586;

Test(keyname, a_key_is_read_from_its_name_and_from_its_hour)
{
    for (int key = 0; key < KEYS; key++) {
        cr_expect(keyname_of(keyname(key)) == key, "%s", keyname(key));
        cr_expect(keyname_of(keyname_camelot(key)) == key, "%s", keyname_camelot(key));
    }
}

Test(keyname, it_may_be_spelled_in_many_ways)
{
    static const char *const same[][6] = {
        {"Am", "a minor", "A-min", "am", "8a", "Amoll"},
        {"C", "c", "C major", "Cmaj", "8B", "CM"},
        {"F#", "Gb", "f#maj", "gb major", "2b", "F# dur"},
        {"Bbm", "A#m", "bbm", "a#_min", "3A", "Bb minor"},
        {"B", "Cb", "b", "B major", "1B", "cb dur"}};

    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        for (size_t j = 0; j < 6; j++)
            cr_expect_str_eq(keyname(keyname_of(same[i][j])), same[i][0], "%s",
                             same[i][j]);
}

Test(keyname, what_is_no_key_has_none)
{
    static const char *const none[] = {"",   "H",  "Amm", "0A", "13B",   "8",
                                       "8C", "A4", "C##", " C", "minor", "8Am"};

    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        cr_expect(keyname_of(none[i]) == -1, "'%s'", none[i]);
    cr_expect_str_eq(keyname(-1), "");
    cr_expect_str_eq(keyname(KEYS), "");
    cr_expect_str_eq(keyname_camelot(KEYS), "");
}

Test(keyname, what_is_an_hour_apart_is_a_fifth_apart)
{
    static const struct {
        const char key[4], hour[4];
    } known[] = {{"Am", "8A"}, {"C", "8B"},   {"G", "9B"},   {"F", "7B"},
                 {"Em", "9A"}, {"G#m", "1A"}, {"B", "1B"},   {"E", "12B"},
                 {"Dm", "7A"}, {"Ebm", "2A"}, {"F#m", "11A"}};

    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        cr_expect_str_eq(keyname_camelot(keyname_of(known[i].key)), known[i].hour, "%s",
                         known[i].key);
}

/* A sound in the making. */
struct take {
    int rate_hz;
    size_t n;
    float *x;
};

static struct take take_of(int rate_hz, double seconds)
{
    struct take t = {rate_hz, (size_t)(rate_hz * seconds), NULL};

    t.x = mem_new(t.n, sizeof *t.x);
    return t;
}

/* A note with four partials that fades; cents is how far it is out of tune. */
static void play(struct take *t, double note, double from_s, double until_s)
{
    const double hz = 440.0 * exp2((note - 69.0) / 12.0);

    for (size_t i = (size_t)(from_s * t->rate_hz); i < until_s * t->rate_hz && i < t->n;
         i++)
        for (int h = 1; h <= 4 && h * hz < t->rate_hz / 2.0; h++)
            t->x[i] += (float)(0.1 / h * exp(from_s - (double)i / t->rate_hz) *
                               sin(turn * h * hz / t->rate_hz * (double)i));
}

/* I IV V I or i iv v i with its bass, half a second each, in that key. */
static struct take cadence(int rate_hz, int key, double cents)
{
    static const int roots[] = {0, 5, 7, 0};
    struct take t = take_of(rate_hz, 4.0);
    const int third = key < 12 ? 4 : 3;

    for (int i = 0; i < 4; i++) {
        const double root = key % 12 + roots[i] % 12 + cents / 100.0;

        play(&t, 36.0 + root, i, i + 1);
        play(&t, 60.0 + root, i, i + 1);
        play(&t, 60.0 + root + third, i, i + 1);
        play(&t, 60.0 + root + 7.0, i, i + 1);
    }
    return t;
}

/* What is told of it; frees it. */
static struct tonality told(struct take t)
{
    struct chroma *c = chroma_new();
    struct tonality k = {0};

    key_measure(c, t.x, t.n, t.rate_hz, &k);
    chroma_free(c);
    free(t.x);
    return k;
}

static void refuses(struct take t, enum unmeasured why, const char *what)
{
    const struct tonality k = told(t);

    cr_expect(k.why == why, "%s: %d", what, (int)k.why);
    cr_expect(k.key == -1 && k.second == -1 && k.confidence == 0.0f &&
                  k.second_confidence == 0.0f && k.tuning_cents == 0.0f,
              "%s", what);
}

Test(key, of_a_cadence_it_is_found_in_all_24)
{
    for (int key = 0; key < KEYS; key++) {
        const struct tonality k = told(cadence(44100, key, 0.0));

        cr_expect(k.why == MEASURED && k.key == key, "%s: %s", keyname(key),
                  keyname(k.key));
        cr_expect(k.confidence > 0.5f && k.confidence <= 1.0f, "%s: %g", keyname(key),
                  (double)k.confidence);
        cr_expect(k.second >= 0 && k.second != key &&
                  k.second_confidence <= k.confidence);
        cr_expect(fabs((double)k.tuning_cents) < 5.0, "%g", (double)k.tuning_cents);
    }
}

Test(key, it_stays_when_all_is_out_of_tune)
{
    for (double cents = -40.0; cents <= 40.0; cents += 20.0) {
        const struct tonality k = told(cadence(44100, 14, cents));

        cr_expect_str_eq(keyname(k.key), "Dm", "%g cents: %s", cents, keyname(k.key));
        cr_expect(fabs((double)k.tuning_cents - cents) < 6.0, "%g cents: %g", cents,
                  (double)k.tuning_cents);
    }
}

Test(key, it_is_the_same_at_every_rate_and_level)
{
    static const int rates[] = {8000, 11025, 22050, 48000, 96000, 192000};
    struct take loud = cadence(44100, 7, 0.0), soft = cadence(44100, 7, 0.0);
    float a, b;

    for (size_t i = 0; i < soft.n; i++)
        soft.x[i] *= 0.001f;
    a = told(soft).confidence;
    b = told(loud).confidence;
    near(a, b, 1e-3);
    for (size_t r = 0; r < sizeof rates / sizeof *rates; r++)
        cr_expect_str_eq(keyname(told(cadence(rates[r], 7, 0.0)).key), "G", "%d Hz",
                         rates[r]);
}

Test(key, the_same_music_higher_is_as_sure)
{
    const struct tonality low = told(cadence(44100, 12, 0.0)),
                          high = told(cadence(44100, 15, 0.0));

    near(high.confidence, low.confidence, 0.1);
    cr_expect(high.second % 12 == (low.second + 3) % 12 &&
              high.second / 12 == low.second / 12);
}

Test(key, a_sound_without_notes_has_none)
{
    struct take noise = take_of(44100, 3.0), click = take_of(44100, 3.0),
                dc = take_of(44100, 3.0), drum = take_of(44100, 4.0);
    struct rng r;

    rng_init(&r, 7);
    for (size_t i = 0; i < noise.n; i++) {
        noise.x[i] = (float)(0.2 * rng_normal(&r));
        dc.x[i] = 0.5f;
    }
    for (size_t i = 0; i < drum.n; i++)
        drum.x[i] = (float)(0.3 * rng_normal(&r) * exp(-(double)(i % 11025) / 900.0));
    click.x[40000] = 1.0f;
    refuses(noise, UNMEASURED_ATONAL, "noise");
    refuses(click, UNMEASURED_ATONAL, "click");
    refuses(dc, UNMEASURED_ATONAL, "DC");
    refuses(drum, UNMEASURED_ATONAL, "drum");
}

Test(key, silence_and_what_is_very_short_have_none)
{
    struct take nan = take_of(44100, 1.0), faint = cadence(44100, 0, 0.0),
                one = take_of(44100, 1.5 / 44100.0), five = cadence(44100, 0, 0.0);

    for (size_t i = 0; i < nan.n; i++)
        nan.x[i] = i % 2 ? NAN : INFINITY;
    for (size_t i = 0; i < faint.n; i++)
        faint.x[i] *= 1e-6f;
    one.x[0] = 1.0f;
    refuses(take_of(44100, 2.0), UNMEASURED_SILENT, "silence");
    refuses(nan, UNMEASURED_SILENT, "no numbers");
    refuses(faint, UNMEASURED_SILENT, "faint");
    refuses(take_of(44100, 0.005), UNMEASURED_SILENT, "5 ms of silence");
    refuses(one, UNMEASURED_SHORT, "one sample");
    five.n = 220;
    refuses(five, UNMEASURED_SHORT, "5 ms");
}

Test(key, a_hole_of_no_numbers_is_heard_over)
{
    struct take t = cadence(44100, 21, 0.0);
    struct tonality k;

    for (size_t i = 50000; i < 50200; i++)
        t.x[i] = NAN;
    k = told(t);
    cr_expect_str_eq(keyname(k.key), "Am");
    cr_expect(isfinite(k.confidence) && isfinite(k.tuning_cents));
}

Test(key, one_plan_hears_one_sound_after_another)
{
    struct chroma *c = chroma_new();

    for (int i = 0; i < 12; i++) {
        struct take t = cadence(i % 2 ? 8000 + 1000 * i : 44100, i, 0.0);

        struct tonality k = {0};

        key_measure(c, t.x, t.n, t.rate_hz, &k);
        cr_expect_str_eq(keyname(k.key), keyname(i));
        free(t.x);
    }
    chroma_free(c);
}

Test(chroma, a_note_sounds_as_its_tone_and_its_bass)
{
    struct take t = take_of(44100, 2.0);
    struct chroma *c = chroma_new();
    struct harmony h;

    play(&t, 45.0, 0.0, 2.0); /* A2 */
    chroma_measure(c, t.x, t.n, t.rate_hz, &h);
    for (int i = 0; i < CHROMA_TONES; i++)
        cr_expect(i == 9 || (h.part[CHROMA_ALL][i] < h.part[CHROMA_ALL][9] &&
                             h.part[CHROMA_BASS][i] < 0.2f),
                  "%d", i);
    cr_expect(h.part[CHROMA_BASS][9] > 0.95f && h.clarity > 0.8f, "%g",
              (double)h.clarity);
    chroma_free(c);
    free(t.x);
}

Test(chroma, its_ends_and_its_chords_are_told_apart)
{
    struct take t = take_of(44100, 6.0);
    struct chroma *c = chroma_new();
    struct harmony h;

    for (int i = 0; i < 3; i++) {
        play(&t, 60.0 + 7 * (i == 2) + 4, 2.0 * i, 2.0 * i + 2.0);
        play(&t, 60.0 + 7 * (i == 2), 2.0 * i, 2.0 * i + 2.0);
        play(&t, 67.0 + 7 * (i == 2), 2.0 * i, 2.0 * i + 2.0);
    }
    chroma_measure(c, t.x, t.n, t.rate_hz, &h); /* C C G */
    cr_expect(h.part[CHROMA_FIRST_MAJOR][0] > 0.9f, "%g",
              (double)h.part[CHROMA_FIRST_MAJOR][0]);
    near(h.part[CHROMA_MAJOR][0], 0.67, 0.1);
    near(h.part[CHROMA_MAJOR][7], 0.33, 0.1);
    cr_expect(h.part[CHROMA_FIRST][0] > 0.5f && h.part[CHROMA_LAST][0] < 0.2f &&
              h.part[CHROMA_LAST][11] > 0.3f);
    chroma_free(c);
    free(t.x);
}

Test(peaks, the_notes_of_sines_are_found_to_a_few_cents)
{
    static const double notes[] = {33.0, 40.3, 57.5, 69.0, 76.7, 88.2};
    struct take t = take_of(48000, 2.0);
    struct peaks *p = peaks_new();
    struct peaks_found f;

    for (size_t k = 0; k < 6; k++)
        for (size_t i = 0; i < t.n; i++)
            t.x[i] += (float)(0.1 * sin(turn * 440.0 * exp2((notes[k] - 69.0) / 12.0) /
                                        t.rate_hz * (double)i));
    peaks_find(p, t.x, t.n, t.rate_hz, &f);
    cr_assert(f.peaks == 6 * f.windows, "%zu of %zu", f.peaks, f.windows);
    for (size_t i = 0; i < f.peaks; i++)
        cr_expect(fabs((double)f.peak[i].note - notes[i % 6]) < 0.06, "%g, want %g",
                  (double)f.peak[i].note, notes[i % 6]);
    near(f.clarity, 4.0 / 6.0, 0.03); /* of the four from E2 up that stand out */
    peaks_free(p);
    free(t.x);
}

Test(slow, what_is_low_stays_and_what_is_high_goes)
{
    static const int rates[] = {8000, 22050, 44100, 48000, 192000};

    for (size_t r = 0; r < sizeof rates / sizeof *rates; r++) {
        struct slow *s = slow_new(rates[r]);
        struct take t = take_of(rates[r], 0.5);
        const size_t n = slow_length(s, t.n);
        const double rate = slow_rate(s), fold = rate - 1500.0;
        float *y = mem_new(n, sizeof *y);
        double low = 0.0, high = 0.0;

        cr_expect(rate >= 5000.0 && rate < 10000.0, "%d Hz: %g", rates[r], rate);
        for (int pass = 0; pass < 2; pass++) {
            for (size_t i = 0; i < t.n; i++)
                t.x[i] = (float)sin(turn * (pass ? fold : 1500.0) / rates[r] * (double)i);
            slow_down(s, t.x, t.n, y);
            for (size_t i = n / 4; i < n * 3 / 4; i++)
                *(pass ? &high : &low) += 2.0 * y[i] * y[i] / (double)(n / 2);
        }
        cr_expect(low > 0.8 && low < 1.05, "%d Hz: %g", rates[r], low);
        if (rates[r] >= 10000)
            cr_expect(high < 1e-4, "%d Hz: %g", rates[r], high);
        free(y);
        free(t.x);
        slow_free(s);
    }
}
