/* SPDX-License-Identifier: GPL-2.0-or-later */
/* dsp/: each kernel against closed forms and slow plain versions. */
#include "heard.h"

#include <float.h>
#include <string.h>

#include "dsp/cepstrum.h"
#include "dsp/mel.h"
#include "dsp/shape.h"
#include "dsp/stft.h"
#include "util/vec.h"

/* util/vec */

Test(vec, db_is_right_within_a_hundredth_over_its_whole_range)
{
    for (double db = -140.0; db <= 0.0; db += 0.0137) {
        const double power = pow(10.0, db / 10.0);
        float y[11];

        for (size_t i = 0; i < 11; i++)
            y[i] = (float)power;
        vec_db(11, y);
        for (size_t i = 0; i < 11; i++)
            cr_assert(fabs((double)y[i] - 10.0 * log10(power + 1e-10)) < 1e-3,
                      "%g dB came out as %g", db, (double)y[i]);
    }
}

Test(vec, db_stays_in_range_whatever_comes)
{
    float y[] = {0.0f, -0.0f, 1.0f, 2.0f, FLT_MAX, FLT_MIN, 1e-40f, INFINITY, NAN};

    vec_db(sizeof y / sizeof *y, y);
    within(y[0], -100.0, 1e-3);
    cr_expect(y[2] == 0.0f && y[3] == 0.0f);
    for (size_t i = 0; i < sizeof y / sizeof *y; i++)
        cr_expect(y[i] >= -100.0f && y[i] <= 0.0f, "item %zu: %g", i, (double)y[i]);
}

Test(vec, scale_and_mul_are_right_for_every_tail_length)
{
    float x[40], y[40], z[40];

    for (size_t n = 1; n < 40; n++) {
        for (size_t i = 0; i < n; i++)
            x[i] = (float)i + 0.5f;
        y[n] = z[n] = 77.0f;
        vec_scale(n, x, 2.0f, y);
        vec_mul(n, x, y, z);
        near(y[n - 1], 2.0 * x[n - 1], 1e-6);
        near(z[n - 1], 2.0 * x[n - 1] * x[n - 1], 1e-6);
        cr_expect(y[n] == 77.0f && z[n] == 77.0f, "wrote past %zu", n);
    }
}

/* dsp/stft */

/* The plain sum of products, at every bin. */
static void slow_power(const struct stft *s, const float *x, size_t n, ptrdiff_t centre,
                       double *out)
{
    const size_t L = stft_window(s), N = stft_size(s);
    double sum = 0.0;

    for (size_t i = 0; i < L; i++)
        sum += 0.5 - 0.5 * cos(TURN * (double)i / (double)L);
    for (size_t k = 0; k < stft_bins(s); k++) {
        double re = 0.0, im = 0.0;

        for (size_t i = 0; i < L; i++) {
            const ptrdiff_t at = centre - (ptrdiff_t)(L / 2) + (ptrdiff_t)i;
            const double w = 0.5 - 0.5 * cos(TURN * (double)i / (double)L);
            const double a = TURN * (double)(i * k % N) / (double)N;

            if (at < 0 || at >= (ptrdiff_t)n)
                continue;
            re += w * (double)x[at] * cos(a);
            im -= w * (double)x[at] * sin(a);
        }
        out[k] = (re * re + im * im) / (sum * sum);
    }
}

Test(stft, agrees_with_the_plain_fourier_sum)
{
    static const double rates[] = {1000, 1033, 8000, 11025, 12000};

    for (size_t r = 0; r < sizeof rates / sizeof *rates; r++) {
        struct stft *s = stft_new(rates[r]);
        struct heard h = begin((int)rates[r], 0.1);
        float *p = mem_new(stft_bins(s) + STFT_PAD, sizeof *p);
        double *want = mem_new(stft_bins(s), sizeof *want);
        const size_t at[] = {0, 1, h.n / 2, h.n - 1, h.n + stft_window(s)};

        add_noise(&h, 0.3, r);
        for (size_t c = 0; c < 5; c++) {
            stft_power(s, h.x, h.n, at[c], p);
            slow_power(s, h.x, h.n, (ptrdiff_t)at[c], want);
            for (size_t k = 0; k < stft_bins(s); k++)
                cr_assert(fabs((double)p[k] - want[k]) < 1e-8 + 1e-5 * want[k],
                          "rate %g frame %zu bin %zu: %g, want %g", rates[r], at[c], k,
                          (double)p[k], want[k]);
        }
        free(want);
        free(p);
        end(&h);
        stft_free(s);
    }
}

Test(stft, is_as_long_in_seconds_at_every_rate)
{
    for (size_t r = 0; r < RATES; r++) {
        struct stft *s = stft_new(all_rates[r]);

        within((double)stft_window(s) / all_rates[r], 0.04644, 1e-4);
        within((double)stft_hop(s) / all_rates[r], 0.005805, 1e-4);
        cr_expect(stft_size(s) >= stft_window(s) && stft_size(s) % 32 == 0);
        within(all_rates[r] / (double)stft_size(s), 19.0, 4.0);
        stft_free(s);
    }
}

Test(stft, keeps_the_energy_of_the_windowed_frame)
{
    struct stft *s = stft_new(48000);
    struct heard h = begin(48000, 0.2);
    const size_t L = stft_window(s), N = stft_size(s), bins = stft_bins(s), at = 4000;
    float *p = mem_new(bins + STFT_PAD, sizeof *p);
    double time = 0.0, sum = 0.0, freq;

    add_noise(&h, 0.2, 3);
    stft_power(s, h.x, h.n, at, p);
    for (size_t i = 0; i < L; i++) {
        const double w = 0.5 - 0.5 * cos(TURN * (double)i / (double)L);
        const double v = w * (double)h.x[at - L / 2 + i];

        time += v * v;
        sum += w;
    }
    freq = (double)p[0] + (double)p[bins - 1];
    for (size_t k = 1; k < bins - 1; k++)
        freq += 2.0 * (double)p[k];
    near(freq * sum * sum / (double)N, time, 1e-5);
    free(p);
    end(&h);
    stft_free(s);
}

Test(stft, a_sine_on_a_bin_and_a_constant_have_their_level)
{
    struct stft *s = stft_new(44100);
    struct heard h = begin(44100, 0.2);
    float *p = mem_new(stft_bins(s) + STFT_PAD, sizeof *p);

    add_sine(&h, 100 * 44100.0 / 2048.0, 0.5);
    for (size_t i = 0; i < h.n; i++)
        h.x[i] += 0.25f;
    stft_power(s, h.x, h.n, h.n / 2, p);
    near(p[100], 0.25 / 4.0, 1e-4);
    near(p[0], 0.0625, 1e-4);
    near(10.0 * log10((double)p[101] / (double)p[100]), -6.0206, 1e-3); /* Hann */
    stft_gain(s, 10.0);
    stft_power(s, h.x, h.n, h.n / 2, p);
    near(p[100], 100.0 * 0.25 / 4.0, 1e-4);
    free(p);
    end(&h);
    stft_free(s);
}

/* dsp/mel */

Test(mel, is_linear)
{
    struct mel *m = mel_new(44100, 2048, MEL_BANDS);
    static float x[1025 + STFT_PAD], y[1025 + STFT_PAD], z[1025 + STFT_PAD];
    float mx[MEL_BANDS], my[MEL_BANDS], mz[MEL_BANDS];

    for (size_t i = 0; i < 1025; i++) {
        x[i] = (float)(i % 37) / 37.0f;
        y[i] = 1.0f / (1.0f + (float)i);
        z[i] = 2.0f * x[i] + y[i];
    }
    mel_apply(m, x, mx);
    mel_apply(m, y, my);
    mel_apply(m, z, mz);
    for (size_t b = 0; b < MEL_BANDS; b++)
        near(mz[b], 2.0f * mx[b] + my[b], 1e-6);
    mel_free(m);
}

Test(mel, a_flat_spectrum_is_flat_and_bands_over_nyquist_are_empty)
{
    for (size_t r = 0; r < RATES; r++) {
        struct stft *s = stft_new(all_rates[r]);
        struct mel *m = mel_new(all_rates[r], stft_size(s), MEL_BANDS);
        float *p = mem_new(stft_bins(s) + STFT_PAD, sizeof *p), out[MEL_BANDS];
        size_t empty = 0;

        for (size_t k = 0; k < stft_bins(s); k++)
            p[k] = 0.5f;
        mel_apply(m, p, out);
        for (size_t b = 0; b < MEL_BANDS; b++) {
            const int over = mel_centre_hz(m, b) > all_rates[r] / 2.0;

            within(out[b], over ? 0.0 : 0.5, 1e-6);
            empty += over;
        }
        cr_expect((all_rates[r] < 32000) == (empty > 0), "rate %d: %zu", all_rates[r],
                  empty);
        free(p);
        mel_free(m);
        stft_free(s);
    }
}

Test(mel, a_band_narrower_than_a_bin_takes_the_nearest_bin)
{
    struct mel *m = mel_new(44100, 128, MEL_BANDS); /* bins 345 Hz apart */
    float p[65 + STFT_PAD] = {0}, out[MEL_BANDS];

    p[0] = 1.0f;
    mel_apply(m, p, out);
    within(out[0], 1.0, 1e-6);
    p[0] = 0.0f;
    p[1] = 1.0f;
    mel_apply(m, p, out);
    within(out[0], 0.0, 1e-6);
    for (size_t b = 0; b < MEL_BANDS; b++)
        if (fabs(mel_centre_hz(m, b) - 344.5) < 20.0)
            within(out[b], 1.0, 1e-6);
    mel_free(m);
}

Test(mel, edges_are_equally_spaced_in_mel_from_30_hz_to_16_khz)
{
    struct mel *m = mel_new(44100, 2048, MEL_BANDS);
    const double low = 2595.0 * log10(1.0 + 30.0 / 700.0);
    const double step = (2595.0 * log10(1.0 + 16000.0 / 700.0) - low) / 65.0;

    near(mel_hz(1000.0), 1000.0, 1e-4); /* 1000 mel is 1 kHz by definition */
    for (size_t b = 0; b < MEL_BANDS; b++)
        near(2595.0 * log10(1.0 + mel_centre_hz(m, b) / 700.0), low + step * (b + 1.0),
             1e-9);
    mel_free(m);
}

/* dsp/cepstrum */

Test(cepstrum, of_a_flat_frame_is_its_level_and_of_a_cosine_one_coefficient)
{
    struct cepstrum *c = cepstrum_new();
    float v[MEL_BANDS], out[MFCC_COUNT];

    for (size_t b = 0; b < MEL_BANDS; b++)
        v[b] = -30.0f;
    cepstrum_frame(c, v, out);
    near(out[0], -240.0, 1e-5);
    for (size_t k = 1; k < MFCC_COUNT; k++)
        within(out[k], 0.0, 1e-3);
    for (size_t b = 0; b < MEL_BANDS; b++)
        v[b] = (float)cos(TURN / 2.0 * 5.0 * ((double)b + 0.5) / MEL_BANDS);
    cepstrum_frame(c, v, out);
    for (size_t k = 0; k < MFCC_COUNT; k++)
        within(out[k], k == 5 ? sqrt(MEL_BANDS / 2.0) : 0.0, 1e-4);
    cepstrum_free(c);
}

Test(cepstrum, statistics_are_those_of_the_frames)
{
    enum { FRAMES = 50 };
    static float mel[FRAMES * MEL_BANDS];
    struct cepstrum *c = cepstrum_new();
    float mean[MFCC_COUNT], dev[MFCC_COUNT], one[FRAMES][MFCC_COUNT];
    struct rng r;

    rng_init(&r, 5);
    for (size_t i = 0; i < FRAMES * MEL_BANDS; i++)
        mel[i] = (float)(-50.0 + 10.0 * rng_normal(&r));
    cepstrum_stats(c, FRAMES, mel, mean, dev);
    for (size_t t = 0; t < FRAMES; t++)
        cepstrum_frame(c, mel + t * MEL_BANDS, one[t]);
    for (size_t k = 0; k < MFCC_COUNT; k++) {
        double m = 0.0, v = 0.0;

        for (size_t t = 0; t < FRAMES; t++)
            m += (double)one[t][k] / FRAMES;
        for (size_t t = 0; t < FRAMES; t++)
            v += ((double)one[t][k] - m) * ((double)one[t][k] - m) / FRAMES;
        within(mean[k], m, 1e-3);
        within(dev[k], sqrt(v), 1e-3);
    }
    cepstrum_stats(c, 1, mel, mean, dev);
    cr_expect(dev[0] == 0.0f && mean[0] == one[0][0], "one frame does not vary");
    cepstrum_free(c);
}

/* dsp/shape */

Test(shape, agrees_with_the_plain_sums_for_every_tail_length)
{
    float p[200];
    struct rng r;

    rng_init(&r, 8);
    for (size_t n = 2; n < 200; n++) {
        double S = 0, c = 0, v = 0, part = 0, logs = 0;
        struct shape s;
        size_t roll = 0;

        for (size_t k = 0; k < n; k++) {
            p[k] = (float)(k % 5 ? rng_unit(&r) : 0.0);
            S += (double)p[k];
            c += (double)k * (double)p[k];
        }
        c /= S;
        for (size_t k = 0; k < n; k++) {
            v += ((double)k - c) * ((double)k - c) * (double)p[k];
            logs += log((double)p[k] * (double)n / S + 1e-9);
        }
        while ((part += (double)p[roll]) < 0.85 * S)
            roll++;
        shape_measure(&s, n, p);
        near(s.power, S, 1e-5);
        near(s.centroid, c, 1e-5);
        near(s.spread, sqrt(v / S), 1e-5);
        near(s.rolloff, (double)roll, 1e-9);
        near(s.flatness, exp(logs / (double)n), 1e-4);
    }
}

Test(shape, flatness_is_one_for_a_flat_spectrum_and_nothing_for_a_line)
{
    static float p[1025];
    struct shape s;

    for (size_t k = 0; k < 1025; k++)
        p[k] = 3e-7f;
    shape_measure(&s, 1025, p);
    within(s.flatness, 1.0, 1e-5);
    near(s.centroid, 512.0, 1e-5);
    near(s.spread, sqrt((1025.0 * 1025.0 - 1.0) / 12.0), 1e-5);
    memset(p, 0, sizeof p);
    p[1000] = 1.0f;
    shape_measure(&s, 1025, p);
    cr_expect(s.flatness < 1e-6f && s.centroid == 1000.0f && s.spread == 0.0f &&
              s.rolloff == 1000.0f);
    for (float tiny = 0.0f; tiny < 1e-24f; tiny = tiny * 1e5f + 1e-44f) {
        for (size_t k = 0; k < 1025; k++)
            p[k] = tiny;
        shape_measure(&s, 1025, p);
        cr_expect(s.centroid == 0.0f && s.spread == 0.0f && s.flatness == 0.0f,
                  "%g is nothing", (double)tiny);
    }
}

Test(shape, flux_is_the_part_of_the_power_that_moved)
{
    float p[13] = {0}, q[13] = {0};

    p[2] = p[12] = 3.0f;
    q[2] = 1.0f;
    near(shape_flux(13, p, 6.0f, q, 1.0f), 0.5, 1e-6);
    near(shape_flux(13, q, 1.0f, p, 6.0f), 0.5, 1e-6);
    near(shape_flux(13, p, 6.0f, p, 6.0f), 0.0, 1e-6);
    p[2] = 0.0f;
    near(shape_flux(13, p, 3.0f, q, 1.0f), 1.0, 1e-6);
}

/* dsp/describe: its tables; sounds are in dsp_describe.c */

Test(describe, every_number_has_a_name_of_its_own_and_a_unit)
{
    for (size_t i = 0; i < DESC_COUNT; i++) {
        cr_assert(descriptor_name[i] && descriptor_unit[i], "%zu", i);
        for (size_t j = 0; j < i; j++)
            cr_expect(strcmp(descriptor_name[i], descriptor_name[j]) != 0);
    }
    cr_expect_str_eq(descriptor_name[DESC_MFCC_MEAN + 12], "mfcc_mean_12");
    cr_expect_str_eq(descriptor_name[DESC_MFCC_DEV], "mfcc_dev_0");
    cr_expect_str_eq(descriptor_unit[DESC_COUNT - 1], "dB");
}
