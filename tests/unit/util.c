/* SPDX-License-Identifier: GPL-2.0-or-later */
/* util/: what everything else stands on. */
#include "near.h"

#include <string.h>

#include "util/blob.h"
#include "util/buf.h"
#include "util/clock.h"
#include "util/err.h"
#include "util/rng.h"
#include "util/vec.h"

Test(err, context_goes_in_front)
{
    struct err e = {0};

    cr_expect(err_set(&e, ERR_FORMAT, "ends early") == -1);
    cr_expect(err_in(&e, "%s", "kick.wav") == -1);
    cr_expect_str_eq(e.text, "kick.wav: ends early");
    cr_expect(e.kind == ERR_FORMAT);
}

Test(buf, every_half_is_read_as_it_was_written)
{
    for (unsigned bits = 0; bits < 0x10000; bits++) {
        struct buf b = {0}, again = {0};
        struct cur c;

        if ((bits >> 10 & 31) == 31) /* infinite, or no number */
            continue;
        buf_u16(&b, (uint16_t)bits);
        c = cur_over(b.data, b.len);
        buf_f16(&again, cur_f16(&c));
        cr_assert(again.len == 2 && memcmp(b.data, again.data, 2) == 0, "%04x", bits);
        buf_clear(&b);
        buf_clear(&again);
    }
}

Test(buf, a_half_is_the_nearest_to_what_was_written)
{
    static const struct {
        float v, half;
    } pair[] = {{1.0f, 1.0f},           {-96.0f, -96.0f},   {0.1f, 0.0999755859375f},
                {2049.0f, 2048.0f},     {2051.0f, 2052.0f}, {2047.9f, 2048.0f},
                {65519.0f, 65504.0f},   {1e9f, 65504.0f},   {-1e9f, -65504.0f},
                {6e-8f, 5.9604645e-8f}, {1e-9f, 0.0f},      {6.1e-5f, 6.0975552e-5f}};

    for (size_t i = 0; i < sizeof pair / sizeof *pair; i++) {
        struct buf b = {0};
        struct cur c;
        float half;

        buf_f16(&b, pair[i].v);
        c = cur_over(b.data, b.len);
        half = cur_f16(&c);
        cr_expect_float_eq(half, pair[i].half, 1e-12f, "%g", (double)pair[i].v);
        buf_clear(&b);
    }
}

Test(buf, what_is_written_is_read_back)
{
    struct buf b = {0};
    struct cur c;

    buf_u8(&b, 0xfe);
    buf_u16(&b, 0xabcd);
    buf_u32(&b, 0xdeadbeef);
    buf_u64(&b, 0x0123456789abcdefU);
    buf_f32(&b, -1.5f);
    cr_expect(b.data[1] == 0xcd, "little-endian");
    c = cur_over(b.data, b.len);
    cr_expect(cur_u8(&c) == 0xfe);
    cr_expect(cur_u16(&c) == 0xabcd);
    cr_expect(cur_u32(&c) == 0xdeadbeef);
    cr_expect(cur_u64(&c) == 0x0123456789abcdefU);
    cr_expect(cur_f32(&c) == -1.5f);
    cr_expect(!c.bad && c.left == 0);
    buf_clear(&b);
}

Test(cur, a_short_read_is_bad_for_good)
{
    const uint8_t x[3] = {1, 2, 3};
    struct cur c = cur_over(x, sizeof x);

    cr_expect(cur_u32(&c) == 0 && c.bad);
    cr_expect(cur_u8(&c) == 0, "nothing is read after a bad read");
}

static void fill(uint8_t *x, size_t n, int noisy)
{
    struct rng r;

    rng_init(&r, 7);
    for (size_t i = 0; i < n; i++)
        x[i] = noisy ? (uint8_t)rng_next(&r) : (uint8_t)(i % 64 == 0);
}

Test(blob, survives_the_round_trip_packed_or_stored)
{
    struct blob_packer *p = blob_packer_new();

    for (int noisy = 0; noisy < 2; noisy++) {
        static uint8_t raw[5000];
        struct buf packed = {0}, back = {0};
        struct blob_head head;
        struct err e = {0};

        fill(raw, sizeof raw, noisy);
        blob_pack(p, BLOB_MEL, raw, sizeof raw, &packed);
        cr_assert(blob_unpack(&head, packed.data, packed.len, &back, &e) == 0, "%s",
                  e.text);
        cr_expect(head.kind == BLOB_MEL && head.version == BLOB_MEL_VERSION);
        cr_expect(back.len == sizeof raw && memcmp(back.data, raw, sizeof raw) == 0);
        cr_expect(noisy || packed.len < 1000, "columns compress");
        buf_clear(&packed);
        buf_clear(&back);
    }
    blob_packer_free(p);
}

Test(blob, every_cut_and_every_flipped_bit_is_found)
{
    struct blob_packer *p = blob_packer_new();
    uint8_t raw[300];
    struct buf packed = {0};
    struct blob_head head;
    struct err e = {0};

    fill(raw, sizeof raw, 0);
    blob_pack(p, BLOB_DESCRIPTOR, raw, sizeof raw, &packed);
    for (size_t n = 0; n < packed.len; n++)
        cr_expect(blob_check(&head, packed.data, n, &e) == -1, "cut at %zu", n);
    for (size_t bit = 0; bit < packed.len * 8; bit++) {
        packed.data[bit / 8] ^= (uint8_t)(1 << bit % 8);
        cr_expect(blob_check(&head, packed.data, packed.len, &e) == -1, "bit %zu", bit);
        packed.data[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    cr_expect(blob_check(&head, packed.data, packed.len, &e) == 0);
    buf_clear(&packed);
    blob_packer_free(p);
}

Test(rng, the_same_seed_gives_the_same_numbers)
{
    struct rng a, b;
    double sum = 0;

    rng_init(&a, 1);
    rng_init(&b, 1);
    for (int i = 0; i < 10000; i++) {
        const double x = rng_normal(&a);

        cr_expect(x == rng_normal(&b));
        sum += x;
    }
    cr_expect(fabs(sum / 10000) < 0.05, "mean %g", sum / 10000);
}

Test(vec, dot_and_sum_are_right_for_every_tail_length)
{
    float x[40], y[40];
    double sum = 0;

    for (size_t n = 0; n < 40; n++) {
        double want = 0;

        x[n] = (float)n + 0.5f;
        y[n] = 1.0f - (float)n;
        for (size_t i = 0; i <= n; i++)
            want += (double)x[i] * (double)y[i];
        sum += (double)x[n];
        near(vec_dot(n + 1, x, y), want, 1e-6);
        near(vec_sum(n + 1, x), sum, 1e-6);
    }
}

Test(clock, who_waits_for_long_wakes_with_the_others)
{
    cr_assert_eq(clock_due(61000, 59999), 120999);
    cr_assert_eq(clock_due(61000, 60000), 120000);
    cr_assert_eq(clock_due(119999, 60000), 120000);
    cr_assert_eq(clock_due(120000, 60000), 180000);
    cr_assert_eq(clock_due(61000, 3600000), 3660000);
    for (int64_t from = 0; from < 200000; from += 777)
        cr_assert_gt(clock_due(from, 60000), from);
}
