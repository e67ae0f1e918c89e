/* SPDX-License-Identifier: GPL-2.0-or-later */
/* near/: packed embeddings, distances between them, and the nearest of many. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "near/dots.h"
#include "near/scan.h"
#include "util/blob.h"
#include "util/mem.h"
#include "util/rng.h"

enum { MOST = 1000 };

/* Rows of a few kinds; every tenth repeats an earlier one. */
static void fill(struct space *s, size_t width, size_t n, uint64_t seed)
{
    struct rng rng;
    struct embedding *k = mem_new(n, sizeof *k);
    float x[EMBEDDING_MAX];

    rng_init(&rng, seed);
    space_init(s, width);
    for (size_t i = 0; i < n; i++) {
        for (size_t c = 0; c < width; c++)
            x[c] = (float)(rng_normal(&rng) + 2.0 * (double)((i + c) % 7 == 0));
        if (i % 10 == 9)
            k[i] = k[i / 2];
        else
            embedding_of(&k[i], width, x);
        space_add(s, (int64_t)(n - i), &k[i]); /* ids against the order of rows */
    }
    free(k);
}

static double number(const struct space *s, size_t i, size_t c)
{
    return (double)s->low[i] + (double)s->step[i] * (double)s->byte[i * s->stride + c];
}

/* The distance by the definition. */
static double plainly(const struct space *a, size_t i, const struct space *b, size_t j)
{
    double xx = 0, yy = 0, far = 0;

    for (size_t c = 0; c < a->width; c++) {
        xx += number(a, i, c) * number(a, i, c);
        yy += number(b, j, c) * number(b, j, c);
    }
    for (size_t c = 0; c < a->width; c++) {
        const double d = number(a, i, c) / sqrt(xx) - number(b, j, c) / sqrt(yy);

        far += d * d;
    }
    return sqrt(far);
}

Test(dots, are_the_same_on_every_processor)
{
    static const size_t strides[] = {32, 64, 128, 160, 832, 1024};
    uint8_t *x = mem_new(1024, 1), *y = mem_new(23, 1024);
    int32_t quick[23], plain[23];
    struct rng rng;

    rng_init(&rng, 3);
    for (size_t i = 0; i < sizeof strides / sizeof *strides; i++) {
        for (size_t k = 0; k < 1024; k++)
            x[k] = (uint8_t)rng_next(&rng);
        for (size_t k = 0; k < 23 * (size_t)1024; k++)
            y[k] = (uint8_t)rng_next(&rng);
        for (size_t n = 0; n <= 23; n++) {
            dots(strides[i], x, n, y, quick);
            dots_plain(strides[i], x, n, y, plain);
            cr_assert_arr_eq(quick, plain, n * sizeof *quick);
        }
    }
    free(x);
    free(y);
}

Test(dots, do_not_overflow_where_all_bytes_are_greatest)
{
    uint8_t *x = mem_new(2, 1024);
    int32_t out;

    memset(x, 255, 2048);
    dots(1024, x, 1, x + 1024, &out);
    cr_expect_eq(out, 255 * 255 * 1024);
    free(x);
}

Test(space, distances_are_what_the_definition_says)
{
    struct space s;

    for (size_t width = 1; width <= 829; width += 207) {
        fill(&s, width, 20, width);
        for (size_t i = 0; i < 20; i++)
            for (size_t j = 0; j < 20; j++)
                cr_expect_float_eq((double)space_between(&s, i, &s, j) / SPACE_UNIT,
                                   plainly(&s, i, &s, j), 1.1e-6, "%zu: %zu, %zu", width,
                                   i, j);
        space_clear(&s);
    }
}

Test(space, a_distance_is_the_same_from_both_ends)
{
    struct space a, b;

    fill(&a, 128, 50, 5);
    fill(&b, 128, 50, 6);
    for (size_t i = 0; i < 50; i++)
        for (size_t j = 0; j < 50; j++)
            cr_expect_eq(space_between(&a, i, &b, j), space_between(&b, j, &a, i));
    space_clear(&a);
    space_clear(&b);
}

Test(space, gain_changes_no_distance_and_a_sound_is_not_far_from_itself)
{
    struct embedding k = {.n = 128, .low = 0.5f, .step = 0.01f};
    struct space s;

    for (size_t i = 0; i < k.n; i++)
        k.byte[i] = (uint8_t)(i * 2);
    space_init(&s, k.n);
    space_add(&s, 1, &k);
    k.low *= 4;
    k.step *= 4;
    space_add(&s, 2, &k);
    cr_expect_eq(space_between(&s, 0, &s, 0), 0);
    cr_expect_eq(space_between(&s, 0, &s, 1), 0);
    space_clear(&s);
}

Test(space, what_has_no_direction_is_far_from_all)
{
    struct embedding k = {.n = 128};
    struct space s;

    space_init(&s, k.n);
    space_add(&s, 1, &k);
    k.low = 1;
    space_add(&s, 2, &k);
    k.low = 3e6f;
    k.step = 0;
    space_add(&s, 3, &k);
    cr_expect_eq(space_between(&s, 0, &s, 0), SPACE_FAR);
    cr_expect_eq(space_between(&s, 0, &s, 1), SPACE_FAR);
    cr_expect_eq(space_between(&s, 1, &s, 2), 0);
    space_clear(&s);
}

Test(space, quick_cosines_are_no_more_wrong_than_they_admit)
{
    struct space s;
    float quick[20];

    for (uint64_t seed = 1; seed < 20; seed++) {
        fill(&s, 128, 20, seed);
        for (size_t i = 0; i < 20; i++) {
            space_cosines(&s, 0, 20, &s, i, quick);
            for (size_t j = 0; j < 20; j++) {
                const double d = plainly(&s, i, &s, j);

                cr_expect_lt(fabs((double)quick[j] - (1 - d * d / 2)),
                             (double)space_doubt(&s, &s, i) + 1e-9);
            }
        }
        cr_expect_lt(space_doubt(&s, &s, 0), 1e-3f);
        space_clear(&s);
    }
}

Test(space, a_blob_of_another_trunk_or_of_silence_is_passed_over)
{
    const uint8_t trunk[SOUND_TRUNK] = {1, 2, 3}, other[SOUND_TRUNK] = {3, 2, 1};
    struct blob_packer *packer = blob_packer_new();
    struct embedding k = {.n = 128, .low = 1, .step = 0.25f}, back;
    struct buf raw = {0}, blob = {0};
    struct err e;

    k.byte[7] = 9;
    embedding_write(&k, trunk, &raw);
    blob_pack(packer, BLOB_EMBEDDING, raw.data, raw.len, &blob);
    cr_expect_eq(space_read(&back, trunk, blob.data, blob.len, &e), 1);
    cr_expect_eq(back.n, 128);
    cr_expect_eq(back.byte[7], 9);
    cr_expect_eq(space_read(&back, other, blob.data, blob.len, &e), 0);
    cr_expect_eq(space_read(&back, trunk, blob.data, blob.len - 1, &e), -1);
    blob.data[60] ^= 1;
    cr_expect_eq(space_read(&back, trunk, blob.data, blob.len, &e), -1);
    buf_reset(&raw);
    buf_reset(&blob);
    k.n = 0;
    embedding_write(&k, trunk, &raw);
    blob_pack(packer, BLOB_EMBEDDING, raw.data, raw.len, &blob);
    cr_expect_eq(space_read(&back, trunk, blob.data, blob.len, &e), 0);
    buf_reset(&blob);
    blob_pack(packer, BLOB_DESCRIPTOR, raw.data, raw.len, &blob);
    cr_expect_eq(space_read(&back, trunk, blob.data, blob.len, &e), -1);
    buf_clear(&raw);
    buf_clear(&blob);
    blob_packer_free(packer);
}

static int by_distance(const void *a, const void *b)
{
    const struct near_one *x = a, *y = b;

    return near_before(*x, *y) ? -1 : near_before(*y, *x);
}

/* All of them, nearest first, by the definition of the units. */
static struct near_one *in_order(const struct space *s, size_t i, const struct tilt *t)
{
    struct near_one *all = mem_new(s->n, sizeof *all);

    for (size_t j = 0; j < s->n; j++) {
        all[j].id = s->id[j];
        all[j].far = (double)space_between(s, i, s, j) / SPACE_UNIT;
        if (t)
            all[j].far = t->timbre * all[j].far +
                         (t->pitch * tilt_pitch(t->note, t->notes[j]) +
                          t->length * fabs((double)t->doublings - (double)t->lengths[j]));
    }
    qsort(all, s->n, sizeof *all, by_distance);
    return all;
}

static void expect_scan(const struct space *s, size_t i, const struct tilt *t, size_t k)
{
    struct near_one *all = in_order(s, i, t);
    struct nearest h;

    nearest_init(&h, k);
    scan(s, s, i, t, &h);
    nearest_sort(&h);
    cr_assert_eq(h.n, k < s->n ? k : s->n);
    for (size_t j = 0; j < h.n; j++) {
        cr_expect_eq(h.one[j].id, all[j].id, "%zu of %zu: place %zu", i, s->n, j);
        cr_expect_float_eq(h.one[j].far, all[j].far, 1e-12);
    }
    nearest_clear(&h);
    free(all);
}

Test(scan, finds_what_a_double_loop_finds_and_ties_go_by_id)
{
    struct space s;

    fill(&s, 128, MOST, 1);
    for (size_t i = 0; i < s.n; i += 37) {
        expect_scan(&s, i, NULL, 0);
        expect_scan(&s, i, NULL, 1);
        expect_scan(&s, i, NULL, 16);
        expect_scan(&s, i, NULL, MOST);
        expect_scan(&s, i, NULL, MOST + 7);
    }
    space_clear(&s);
}

Test(scan, finds_the_same_among_few_and_in_none)
{
    for (size_t n = 0; n < 4; n++) {
        struct space s, to;

        fill(&s, 96, n, n);
        for (size_t i = 0; i < n; i++)
            expect_scan(&s, i, NULL, 2);
        if (n == 0) {
            struct nearest h;

            fill(&to, 96, 1, 1);
            nearest_init(&h, 3);
            scan(&s, &to, 0, NULL, &h);
            cr_expect_eq(h.n, 0);
            nearest_clear(&h);
            space_clear(&to);
        }
        space_clear(&s);
    }
}

Test(scan, weighs_pitch_and_length_as_asked)
{
    float notes[300], lengths[300];
    struct tilt t = {.notes = notes, .lengths = lengths, .doublings = 0.5f};
    struct space s;

    fill(&s, 128, 300, 2);
    for (size_t i = 0; i < 300; i++) {
        notes[i] = i % 4 ? (float)(i % 25 + 40) : (float)NAN;
        lengths[i] = (float)(i % 9) / 3.0f;
    }
    for (int what = 0; what < 8; what++) {
        t.timbre = what & 1 ? 1.0 : 0.0;
        t.pitch = what & 2 ? 0.7 : 0.0;
        t.length = what & 4 ? 1.3 : 0.0;
        t.note = what == 3 ? (float)NAN : 47.0f;
        for (size_t i = 0; i < s.n; i += 50)
            expect_scan(&s, i, &t, 20);
    }
    space_clear(&s);
}

Test(nearest, keeps_the_smaller_ids_of_ties_in_any_order_of_offers)
{
    struct nearest h;

    for (int64_t turn = 0; turn < 10; turn++) {
        nearest_init(&h, 3);
        for (int64_t i = 0; i < 10; i++)
            nearest_offer(&h, 0.5, 1 + (i * 7 + turn) % 10);
        nearest_sort(&h);
        for (int64_t i = 0; i < 3; i++)
            cr_expect_eq(h.one[i].id, i + 1);
        nearest_clear(&h);
    }
}
