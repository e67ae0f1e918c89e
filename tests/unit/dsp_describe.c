/* SPDX-License-Identifier: GPL-2.0-or-later */
/* dsp/describe: known sounds, and what must not change them. */
#include "heard.h"

#include <float.h>
#include <string.h>

#include "dsp/mel.h"

/* exp(-t / tau) times what is there. */
static void decay(struct heard *h, double tau)
{
    for (size_t i = 0; i < h->n; i++)
        h->x[i] *= (float)exp(-(double)i / h->rate_hz / tau);
}

static void all_finite(const struct description *is)
{
    cr_expect(is->frames >= 1);
    for (size_t i = 0; i < DESC_COUNT; i++)
        cr_expect(isfinite(is->value[i]), "%s = %g", descriptor_name[i],
                  (double)is->value[i]);
    for (size_t i = 0; i < is->frames * MEL_BANDS; i++)
        cr_assert(is->mel[i] >= -100.0f && is->mel[i] <= 0.0f, "mel[%zu] = %g", i,
                  (double)is->mel[i]);
}

Test(describe, a_sine_is_what_a_sine_is_at_every_rate)
{
    for (size_t r = 0; r < RATES; r++) {
        struct heard h = begin(all_rates[r], 1.0);
        const float *v = h.is.value;

        add_sine(&h, 997.0, 0.5);
        hear(&h);
        all_finite(&h.is);
        within(v[DESC_DURATION], 1.0, 1e-6);
        within(v[DESC_PEAK], -6.0206, 0.02);
        within(v[DESC_RMS], -9.031, 0.01);
        within(v[DESC_CREST], 3.0103, 0.02);
        within(v[DESC_ZERO_CROSSING], 2.0 * 997.0, 1.0);
        /* The frames at both ends are cut sines: their spectrum is wider. */
        within(v[DESC_CENTROID], 997.0, 10.0);
        cr_expect(v[DESC_SPREAD] < 150.0f, "spread %g", (double)v[DESC_SPREAD]);
        within(v[DESC_ROLLOFF], 997.0, 30.0);
        cr_expect(v[DESC_FLATNESS] < 0.001f);
        cr_expect(v[DESC_FLUX] < 0.05f, "flux %g", (double)v[DESC_FLUX]);
        within(v[DESC_ATTACK], 0.25 / 997.0, 0.0002);
        within(v[DESC_DECAY], 1.0, 0.005); /* never: all the rest of it */
        cr_expect(v[DESC_LEAD_SILENCE] < 0.001f);
        end(&h);
    }
}

Test(describe, a_sine_peaks_in_its_band_at_its_level_at_every_rate)
{
    /* In the middle of band 20, which is wider than the window's main lobe. */
    const double hz = mel_hz(2595.0 * log10(1.0 + 30.0 / 700.0) + 21.0 * 54.2744);
    float first[MEL_BANDS] = {0};

    for (size_t r = 0; r < RATES; r++) {
        struct heard h = begin(all_rates[r], 0.5);
        const float *mid;
        size_t best = 0;

        add_sine(&h, hz, 0.5);
        hear(&h);
        mid = h.is.mel + h.is.frames / 2 * MEL_BANDS;
        for (size_t b = 0; b < MEL_BANDS; b++)
            best = mid[b] > mid[best] ? b : best;
        cr_expect(best == 20, "rate %d: band %zu", all_rates[r], best);
        if (r == 0)
            memcpy(first, mid, sizeof first);
        within(mid[20], first[20], 0.5);
        within(mid[19], first[19], 1.5);
        within(mid[21], first[21], 1.5);
        cr_expect(mid[20] > -13.0f && mid[20] < -6.02f, "level %g", (double)mid[20]);
        cr_expect(mid[40] < -80.0f, "far bands are empty: %g", (double)mid[40]);
        if (all_rates[r] == 8000)
            cr_expect(mid[MEL_BANDS - 1] == -100.0f || mid[MEL_BANDS - 1] < -99.99f);
        end(&h);
    }
}

Test(describe, the_same_sound_at_two_rates_has_the_same_mel_below_both_nyquists)
{
    struct heard a = begin(16000, 0.6), b = begin(192000, 0.6);
    double off = 0.0, count = 0.0;

    for (int k = 1; k <= 12; k++) {
        add_sine(&a, 233.3 * k, 0.3 / k);
        add_sine(&b, 233.3 * k, 0.3 / k);
    }
    decay(&a, 0.1);
    decay(&b, 0.1);
    hear(&a);
    hear(&b);
    cr_assert(a.is.frames >= 90 && b.is.frames >= 90);
    for (size_t t = 4; t < 90; t++)
        for (size_t m = 0; m < 36; m++) {
            const double x = (double)a.is.mel[t * MEL_BANDS + m];
            const double y = (double)b.is.mel[t * MEL_BANDS + m];

            if (fmax(x, y) > -50.0) { /* under that, side lobes between the partials */
                off += fabs(x - y);
                count += 1.0;
                cr_expect(fabs(x - y) < 4.0, "frame %zu band %zu: %g, %g", t, m, x, y);
            }
        }
    cr_expect(count > 500.0 && off / count < 0.3, "mean difference %g dB of %g values",
              off / count, count);
    end(&a);
    end(&b);
}

Test(describe, white_noise_is_flat_and_centred)
{
    struct heard h = begin(44100, 3.0);

    add_noise(&h, 0.1, 11);
    hear(&h);
    all_finite(&h.is);
    within(h.is.value[DESC_RMS], -20.0, 0.1);
    within(h.is.value[DESC_CENTROID], 11025.0, 100.0);
    within(h.is.value[DESC_SPREAD], 22050.0 / sqrt(12.0), 100.0);
    within(h.is.value[DESC_ROLLOFF], 0.85 * 22050.0, 150.0);
    within(h.is.value[DESC_FLATNESS], exp(-0.577216), 0.01);
    within(h.is.value[DESC_ZERO_CROSSING], 22050.0, 300.0);
    cr_expect(h.is.value[DESC_FLUX] > 0.3f, "every frame is another");
    end(&h);
}

Test(describe, a_click_is_flat_short_and_all_crest)
{
    struct heard h = begin(44100, 0.5);
    const float *v = h.is.value;

    h.x[10000] = 0.5f;
    hear(&h);
    all_finite(&h.is);
    within(v[DESC_PEAK], -6.0206, 1e-3);
    within(v[DESC_CREST], 10.0 * log10((double)h.n), 1e-2);
    within(v[DESC_ATTACK], 0.0, 1e-9);
    within(v[DESC_DECAY], 0.0, 1e-9);
    within(v[DESC_LEAD_SILENCE], 10000.0 / 44100.0, 1e-6);
    within(v[DESC_CENTROID], 11025.0, 5.0);
    within(v[DESC_FLATNESS], 1.0, 1e-3);
    /* The first window is centred on 220 frames before it, its height there over 1024. */
    for (size_t b = 0; b < MEL_BANDS; b++)
        within(h.is.mel[b], 40.0 * log10(cos(TURN / 2.0 * 220.0 / 2048.0)) - 60.206,
               0.01);
    end(&h);
}

Test(describe, a_train_of_clicks_has_their_rate_as_partials)
{
    struct heard h = begin(48000, 1.0);

    for (size_t i = 0; i < h.n; i += 48)
        h.x[i] = 0.9f;
    hear(&h);
    all_finite(&h.is);
    within(h.is.value[DESC_CENTROID], 12000.0, 100.0);
    within(h.is.value[DESC_ZERO_CROSSING], 0.0, 1e-9);
    within(h.is.value[DESC_CREST], 10.0 * log10(48.0), 1e-3);
    cr_expect(h.is.value[DESC_FLATNESS] < 0.01f, "lines at every kHz");
    end(&h);
}

Test(describe, an_exponential_decays_20_db_in_2_3_time_constants)
{
    static const double tau[] = {0.005, 0.02, 0.1, 0.3};

    for (size_t i = 0; i < 4; i++) {
        struct heard h = begin(44100, 2.0);

        add_sine(&h, 1000.0, 0.8);
        decay(&h, tau[i]);
        hear(&h);
        within(h.is.value[DESC_DECAY], log(10.0) * tau[i], 0.0006);
        cr_expect(h.is.value[DESC_ATTACK] < 0.0005f);
        end(&h);
    }
}

Test(describe, a_ramp_takes_eight_tenths_of_itself_to_attack)
{
    static const double rise[] = {0.002, 0.05, 0.5};

    for (size_t r = 0; r < 3; r++) {
        struct heard h = begin(48000, 1.0);

        add_sine(&h, 4000.0, 0.7);
        for (size_t i = 0; i < h.n; i++)
            h.x[i] *= (float)fmin(1.0, (double)i / 48000.0 / rise[r]);
        hear(&h);
        within(h.is.value[DESC_ATTACK], 0.8 * rise[r], 0.0003);
        end(&h);
    }
}

Test(describe, a_tick_before_the_sound_is_not_its_attack)
{
    struct heard h = begin(44100, 1.0);

    h.x[100] = 0.4f;
    for (size_t i = 20000; i < h.n; i++)
        h.x[i] = (float)sin((double)i);
    hear(&h);
    cr_expect(h.is.value[DESC_ATTACK] < 0.001f, "%g", (double)h.is.value[DESC_ATTACK]);
    end(&h);
}

Test(describe, gain_shifts_levels_and_nothing_else)
{
    struct heard a = begin(44100, 0.5), b = begin(44100, 0.5);
    static const int still[] = {DESC_ATTACK,    DESC_DECAY,   DESC_ZERO_CROSSING,
                                DESC_CENTROID,  DESC_SPREAD,  DESC_ROLLOFF,
                                DESC_FLATNESS,  DESC_FLUX,    DESC_CREST,
                                DESC_MFCC_MEAN, DESC_MFCC_DEV};

    add_noise(&a, 0.1, 2);
    add_sine(&a, 300.0, 0.5);
    decay(&a, 0.1);
    for (size_t i = 0; i < a.n; i++)
        b.x[i] = 0.05f * a.x[i];
    hear(&a);
    hear(&b);
    for (size_t i = 0; i < sizeof still / sizeof *still; i++)
        near(b.is.value[still[i]], a.is.value[still[i]], 2e-4);
    within(b.is.value[DESC_PEAK] - a.is.value[DESC_PEAK], -26.0206, 1e-3);
    within(b.is.value[DESC_RMS] - a.is.value[DESC_RMS], -26.0206, 1e-3);
    cr_assert(a.is.frames == b.is.frames);
    for (size_t i = 0; i < a.is.frames * MEL_BANDS; i++)
        cr_assert(fabsf(a.is.mel[i] - b.is.mel[i]) < 0.02f, "%zu: %g, %g", i,
                  (double)a.is.mel[i], (double)b.is.mel[i]);
    end(&a);
    end(&b);
}

Test(describe, leading_silence_changes_no_bit_of_the_mel)
{
    struct heard a = begin(44100, 0.5), b = begin(44100, 0.8);
    const size_t late = b.n - a.n;

    add_noise(&a, 0.1, 4);
    memset(a.x, 0, 1000 * sizeof *a.x);
    memcpy(b.x + late, a.x, a.n * sizeof *a.x);
    hear(&a);
    hear(&b);
    cr_assert(a.is.frames == b.is.frames);
    cr_expect(memcmp(a.is.mel, b.is.mel, a.is.frames * MEL_BANDS * sizeof *a.is.mel) ==
              0);
    within(b.is.value[DESC_LEAD_SILENCE] - a.is.value[DESC_LEAD_SILENCE], 0.3, 1e-4);
    end(&a);
    end(&b);
}

Test(describe, shifting_by_a_hop_moves_one_column)
{
    enum { HOP = 256 };
    struct heard a = begin(44100, 0.4);
    struct description b;
    float *mel;

    /* Loud at once, so nothing is cut; b begins one hop into a. */
    add_noise(&a, 0.1, 6);
    a.x[0] = a.x[HOP] = 1.0f;
    a.x[5000] = 2.0f;
    hear(&a);
    mel = mem_new(a.is.frames * MEL_BANDS, sizeof *mel);
    memcpy(mel, a.is.mel, a.is.frames * MEL_BANDS * sizeof *mel);
    describe_run(a.d, a.x + HOP, a.n - HOP, 44100, &b);
    cr_assert(b.frames == a.is.frames - 1);
    /* The first windows reach before the start of b. */
    cr_expect(memcmp(mel + 5 * MEL_BANDS, b.mel + 4 * MEL_BANDS,
                     (b.frames - 4) * MEL_BANDS * sizeof *mel) == 0);
    free(mel);
    end(&a);
}

Test(describe, silence_is_the_floor_and_zeros)
{
    struct heard h = begin(44100, 0.3);

    for (int faint = 0; faint < 2; faint++) {
        for (size_t i = 0; i < h.n; i++)
            h.x[i] = faint ? 9e-6f : 0.0f;
        hear(&h);
        all_finite(&h.is);
        cr_expect(h.is.frames == 1);
        for (size_t b = 0; b < MEL_BANDS; b++)
            cr_expect(h.is.mel[b] == -100.0f);
        within(h.is.value[DESC_DURATION], 0.3, 1e-4);
        cr_expect(h.is.value[DESC_PEAK] == -200.0f && h.is.value[DESC_RMS] == -200.0f);
        for (size_t i = DESC_CREST; i < DESC_COUNT; i++)
            cr_expect(h.is.value[i] == 0.0f, "%s", descriptor_name[i]);
    }
    end(&h);
}

Test(describe, one_sample_and_a_constant_are_defined)
{
    struct heard h = begin(44100, 0.5);
    const float one = -0.25f;
    const float *v = h.is.value;

    describe_run(h.d, &one, 1, 44100, &h.is);
    all_finite(&h.is);
    cr_expect(h.is.frames == 1);
    within(v[DESC_PEAK], -12.0412, 1e-3);
    within(v[DESC_CREST], 0.0, 1e-4);
    within(v[DESC_FLATNESS], 1.0, 1e-3);
    cr_expect(v[DESC_DECAY] > 0.0f && v[DESC_DECAY] < 3e-5f, "the rest of the sound");
    for (size_t i = 0; i < h.n; i++)
        h.x[i] = -0.25f;
    hear(&h);
    all_finite(&h.is);
    within(v[DESC_CREST], 0.0, 1e-3);
    cr_expect(v[DESC_CENTROID] < 100.0f && v[DESC_ZERO_CROSSING] == 0.0f);
    within(v[DESC_DECAY], 0.5, 1e-6);
    end(&h);
}

Test(describe, is_finite_on_hostile_shapes_at_hostile_rates)
{
    static const int rates[] = {1000, 1001, 7919, 44099, 65537, 352800, 1000000};
    static const size_t lengths[] = {1, 2, 3, 7, 46, 1000, 20011};
    static const float levels[] = {1e-5f, 1.0f, 1e10f, 1e25f, FLT_MAX, INFINITY, NAN};
    struct describe *d = describe_new();
    static float x[20011];
    struct description is;

    for (size_t r = 0; r < 7; r++)
        for (size_t k = 0; k < 7; k++)
            for (size_t shape = 0; shape < 4; shape++) {
                const size_t n = lengths[k];
                const float level = levels[(r + k + shape) % 7];

                for (size_t i = 0; i < n; i++)
                    x[i] = shape == 0   ? level
                           : shape == 1 ? (i % 2 ? level : -level)
                           : shape == 2 ? (i == n / 2 ? level : 1e-42f)
                                        : (i * 2 < n ? level : 1e-30f * level);
                describe_run(d, x, n, rates[r], &is);
                all_finite(&is);
            }
    describe_free(d);
}

Test(describe, reads_twelve_seconds_and_no_more)
{
    struct heard h = begin(1000, 20.0);

    add_sine(&h, 50.0, 0.1);
    h.x[12000] = 1.0f;
    hear(&h);
    within(h.is.value[DESC_DURATION], 12.0, 1e-6);
    within(h.is.value[DESC_PEAK], -20.0, 0.1);
    cr_expect(h.is.frames == 2000, "%zu", h.is.frames); /* a hop is 6 frames here */
    end(&h);
}

Test(describe, any_number_of_rates_and_any_order_give_the_same_bits)
{
    struct heard h = begin(44100, 0.1);
    struct description other;
    float *mel;

    add_noise(&h, 0.2, 9);
    hear(&h);
    mel = mem_new(h.is.frames * MEL_BANDS, sizeof *mel);
    memcpy(mel, h.is.mel, h.is.frames * MEL_BANDS * sizeof *mel);
    for (int round = 0; round < 3; round++) {
        for (int rate = 20000; rate < 20012 - round; rate++)
            describe_run(h.d, h.x, h.n, rate, &other);
        describe_run(h.d, h.x, h.n, 44100, &other);
        cr_expect(memcmp(mel, other.mel, h.is.frames * MEL_BANDS * sizeof *mel) == 0);
        cr_expect(memcmp(h.is.value, other.value, sizeof other.value) == 0);
    }
    for (int rate = 44101; rate > 19000; rate -= 3001) {
        struct describe *fresh = describe_new();
        struct description want;

        describe_run(fresh, h.x, h.n, rate, &want);
        describe_run(h.d, h.x, h.n, rate, &other);
        cr_expect(memcmp(want.value, other.value, sizeof want.value) == 0, "%d", rate);
        describe_free(fresh);
    }
    free(mel);
    end(&h);
}
