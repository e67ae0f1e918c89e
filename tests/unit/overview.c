/* SPDX-License-Identifier: GPL-2.0-or-later */
/* audio/overview: the picture of a wave, against one made by hand. */
#include "decoded.h"

#include <stdlib.h>

#include "audio/overview.h"
#include "util/mem.h"
#include "util/rng.h"
#include "zoo_make.h"

enum { RATE = 8000, FLOAT = SF_FORMAT_WAV | SF_FORMAT_FLOAT };

static struct overview_meter meter;

static float *noise(size_t n)
{
    float *x = mem_new(n, sizeof *x);
    struct rng r;

    rng_init(&r, 7);
    for (size_t i = 0; i < n; i++)
        x[i] = (float)(0.8 * rng_unit(&r) - 0.3);
    return x;
}

/* Column c of n, read from all frames; a bucket more at its edges is none of its faults.
 */
static void plain(const float *x, size_t frames, size_t channels, size_t from, size_t to,
                  float *low, float *high)
{
    *low = INFINITY;
    *high = -INFINITY;
    for (size_t i = from * channels; i < to * channels && i < frames * channels; i++) {
        *low = fminf(*low, x[i]);
        *high = fmaxf(*high, x[i]);
    }
}

static void compare(const float *x, size_t frames, size_t channels,
                    const struct overview *o)
{
    const size_t all = (frames + meter.span - 1) / meter.span;

    cr_assert(o->columns == (all < OVERVIEW_COLUMNS ? all : OVERVIEW_COLUMNS));
    for (size_t c = 0; c < o->columns; c++) {
        float low, high;

        plain(x, frames, channels, c * all / o->columns * meter.span,
              (c + 1) * all / o->columns * meter.span, &low, &high);
        cr_expect(o->low[c] == lrintf(low / o->peak * 127), "%zu of %zu", c, frames);
        cr_expect(o->high[c] == lrintf(high / o->peak * 127), "%zu of %zu", c, frames);
    }
}

Test(overview, is_the_least_and_the_greatest_of_every_column)
{
    const size_t lengths[] = {1, 31, 33, 4000, 65536, 65537, 300001};
    const size_t channels[] = {1, 2, 3, 64};

    for (size_t l = 0; l < 7; l++)
        for (size_t k = 0; k < 4; k++) {
            const size_t n = lengths[l],
                         C = n > 5000 && channels[k] > 3 ? 5 : channels[k];
            float *x = noise(n * C);
            struct overview o;

            overview_init(&meter, C);
            for (size_t at = 0; at < n; at += 1000) /* no bucket ends there */
                overview_add(&meter, x + at * C, n - at < 1000 ? n - at : 1000,
                             (int64_t)at);
            overview_tell(&meter, (int64_t)n, &o);
            compare(x, n, C, &o);
            free(x);
        }
}

Test(overview, goes_from_full_scale_to_full_scale)
{
    float x[128 * 32] = {0};
    struct overview o;

    x[40] = -2;
    x[32 * 127] = 1;
    overview_init(&meter, 1);
    overview_add(&meter, x, 128 * 32, 0);
    overview_tell(&meter, 128 * 32, &o);
    cr_expect(o.columns == 128 && o.peak == 2);
    for (size_t c = 0; c < 128; c++) {
        cr_expect(o.low[c] == (c == 1 ? -127 : 0), "%zu: %d", c, o.low[c]);
        cr_expect(o.high[c] == (c == 127 ? 64 : 0), "%zu: %d", c, o.high[c]);
    }
}

Test(overview, silence_is_flat)
{
    const float x[64] = {0};
    struct overview o;

    overview_init(&meter, 1);
    overview_add(&meter, x, 64, 0);
    overview_tell(&meter, 64, &o);
    cr_expect(o.columns == 2 && o.peak == 0);
    cr_expect(o.low[1] == 0 && o.high[1] == 0);
}

Test(overview, what_was_not_heard_lies_between_what_was)
{
    const float loud[32] = {1}, soft[32] = {0.5f};
    struct overview o;

    overview_init(&meter, 1);
    overview_add(&meter, loud, 32, 0);
    overview_add(&meter, soft, 32, 32 * 100);
    overview_tell(&meter, 32 * 110, &o);
    cr_assert(o.columns == 110);
    cr_expect(o.high[0] == 127 && o.high[100] == 64 && o.high[109] == 64);
    for (size_t c = 1; c < 100; c++)
        cr_expect(o.high[c] <= o.high[c - 1] && o.low[c] == 0, "%zu: %d", c, o.high[c]);
    near(o.high[50], 95, 1.5);
}

/* Heard from its ends, its middle and sixteen places between: loud in its second half. */
Test(overview, a_long_file_has_one_of_its_whole_length)
{
    const size_t n = 100 * RATE;
    float *x = noise(n);
    struct audio a;

    for (size_t i = 0; i < n / 2; i++)
        x[i] *= 0.1f;
    a = read_fd(zoo_floats(FLOAT, RATE, 1, x, (int)n));
    cr_expect(a.overview.columns == OVERVIEW_COLUMNS);
    near(a.overview.peak, 0.5, 0.01);
    for (size_t c = 0; c < OVERVIEW_COLUMNS; c++)
        if (c < 60 || c > 66)
            cr_expect(c < 60 ? a.overview.high[c] < 14 : a.overview.high[c] > 120,
                      "%zu: %d", c, a.overview.high[c]);
    audio_free(&a);
    free(x);
}

Test(overview, is_of_the_loudest_channel_though_channels_cancel)
{
    enum { N = 4096 };
    float *x = mem_new(2 * (size_t)N, sizeof *x);
    struct audio a;

    for (size_t i = 0; i < N; i++) {
        x[2 * i] = i < N / 2 ? 0.5f : 0;
        x[2 * i + 1] = -x[2 * i];
    }
    a = read_fd(zoo_floats(FLOAT, RATE, 2, x, N));
    near(a.overview.peak, 0.5, 1e-6);
    cr_expect(a.overview.low[0] == -127 && a.overview.high[0] == 127);
    cr_expect(a.overview.low[127] == 0 && a.overview.high[127] == 0);
    audio_free(&a);
    free(x);
}
