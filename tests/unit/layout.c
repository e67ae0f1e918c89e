/* SPDX-License-Identifier: GPL-2.0-or-later */
/* near/: ties, the map that is laid out by them, where it begins and how it is turned. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "near/align.h"
#include "near/axes.h"
#include "near/layout.h"
#include "near/nearest.h"
#include "util/mem.h"
#include "util/rng.h"

enum { K = 12, WIDTH = 10, KINDS = 6 };

/* Sounds of some kinds, point i of kind i % KINDS. */
static float *make_sounds(size_t n, uint64_t seed)
{
    float *x = mem_new(n * WIDTH, sizeof *x), middle[KINDS][WIDTH];
    struct rng rng;

    rng_init(&rng, 7);
    for (size_t i = 0; i < KINDS * WIDTH; i++)
        middle[i / WIDTH][i % WIDTH] = (float)(4.0 * rng_normal(&rng));
    rng_init(&rng, seed);
    for (size_t i = 0; i < n * WIDTH; i++)
        x[i] = middle[i / WIDTH % KINDS][i % WIDTH] + (float)rng_normal(&rng);
    return x;
}

static double between(const float *x, size_t width, size_t i, size_t j)
{
    double d2 = 0;

    for (size_t c = 0; c < width; c++) {
        const double d = (double)(x[i * width + c] - x[j * width + c]);

        d2 += d * d;
    }
    return sqrt(d2);
}

/* The K nearest of i among n rows. */
static void look(const float *x, size_t width, size_t n, size_t i, struct nearest *out)
{
    nearest_init(out, K);
    for (size_t j = 0; j < n; j++)
        if (j != i)
            nearest_offer(out, between(x, width, i, j), (int64_t)j);
    nearest_sort(out);
}

static void tie_all(struct ties *t, const float *x, size_t n, size_t from)
{
    for (size_t i = 0; i < t->n; i++) {
        struct nearest near;
        uint32_t to[K];
        float far[K];

        look(x, WIDTH, n, from + i, &near);
        for (size_t k = 0; k < near.n; k++) {
            to[k] = (uint32_t)near.one[k].id;
            far[k] = (float)near.one[k].far;
        }
        ties_put(t, i, near.n, to, far);
        nearest_clear(&near);
    }
}

/* From a start that knows nothing. */
static struct layout *lay_out(const float *x, size_t n, uint64_t seed)
{
    struct layout *l = layout_new(n, n, K, seed);
    struct rng rng;

    rng_init(&rng, 3);
    for (size_t i = 0; i < 2 * n; i++)
        layout_at(l)[i] = (float)(20 * rng_unit(&rng) - 10);
    tie_all(layout_ties(l), x, n, 0);
    layout_begin(l, 0, 0, 10);
    while (layout_step(l))
        ;
    return l;
}

/* Share of the K nearest that are among the K nearest on the map. */
static double kept(const float *x, const float *at, size_t n)
{
    double sum = 0;

    for (size_t i = 0; i < n; i++) {
        struct nearest a, b;

        look(x, WIDTH, n, i, &a);
        look(at, 2, n, i, &b);
        for (size_t k = 0; k < a.n; k++)
            for (size_t m = 0; m < b.n; m++)
                sum += a.one[k].id == b.one[m].id;
        nearest_clear(&a);
        nearest_clear(&b);
    }
    return sum / (double)(n * K);
}

/* Share of the K nearest on the map that are of the same kind. */
static double pure(const float *at, size_t n)
{
    double sum = 0;

    for (size_t i = 0; i < n; i++) {
        struct nearest b;

        look(at, 2, n, i, &b);
        for (size_t m = 0; m < b.n; m++)
            sum += (size_t)b.one[m].id % KINDS == i % KINDS;
        nearest_clear(&b);
    }
    return sum / (double)(n * K);
}

Test(ties, add_up_to_the_logarithm_of_their_number)
{
    enum { N = 300 };
    float *x = make_sounds(N, 1);
    struct ties t;

    ties_init(&t, N, K);
    tie_all(&t, x, N, 0);
    for (size_t i = 0; i < N; i++) {
        double sum = 0;

        cr_assert_eq(t.strength[i * K], TIES_FULL, "the nearest is tied in full");
        for (size_t k = 0; k < K; k++)
            sum += t.strength[i * K + k] / (double)TIES_FULL;
        cr_assert_float_eq(sum, log2(K), 0.05, "%f", sum);
    }
    ties_clear(&t);
    free(x);
}

Test(ties, that_both_ends_have_become_one_that_is_stronger)
{
    struct ties t;

    ties_init(&t, 3, 2);
    ties_put(&t, 0, 2, (uint32_t[]){1, 2}, (float[]){1, 2});
    ties_put(&t, 1, 1, (uint32_t[]){2}, (float[]){1});
    ties_put(&t, 2, 2, (uint32_t[]){1, 0}, (float[]){1, 2});
    t.strength[1] = 100;
    t.strength[5] = 51;
    ties_join(&t);
    cr_expect_eq(t.strength[0], TIES_FULL, "only one end has it: it stays");
    cr_expect_eq(t.strength[1], 131); /* 100 + 51 - 100 * 51 / 255 */
    cr_expect_eq(t.strength[5], 0);
    cr_expect_eq(t.strength[2], TIES_FULL);
    cr_expect_eq(t.strength[4], 0);
    ties_clear(&t);
}

Test(ties, of_equally_near_or_equal_points_are_all_full)
{
    struct ties t;

    ties_init(&t, 2, 4);
    ties_put(&t, 0, 4, (uint32_t[]){2, 3, 4, 5}, (float[]){0, 0, 0, 0});
    ties_put(&t, 1, 4, (uint32_t[]){2, 3, 4, 5}, (float[]){3, 3, 3, 3});
    for (size_t i = 0; i < 8; i++)
        cr_expect_eq(t.strength[i], TIES_FULL, "%zu", i);
    ties_put(&t, 1, 0, NULL, NULL);
    for (size_t i = 4; i < 8; i++)
        cr_expect_eq(t.strength[i], 0, "%zu", i);
    ties_clear(&t);
}

/* Its section 3.2 has a = 1.58 and b = 0.90 for 0.1 by the same fit. */
Test(layout, has_the_curve_of_its_least_distance)
{
    double a, b;

    layout_curve(0.1, &a, &b);
    cr_expect_float_eq(a, 1.577, 0.01, "%f", a);
    cr_expect_float_eq(b, 0.895, 0.01, "%f", b);
}

Test(layout, keeps_neighbours_and_parts_kinds)
{
    enum { N = 600 };
    float *x = make_sounds(N, 1);
    struct layout *l = lay_out(x, N, 1);

    cr_expect_gt(kept(x, layout_at(l), N), 0.35, "%f", kept(x, layout_at(l), N));
    cr_expect_gt(pure(layout_at(l), N), 0.99, "%f", pure(layout_at(l), N));
    layout_free(l);
    l = layout_new(N, N, K, 1); /* by chance */
    for (size_t i = 0; i < 2 * N; i++)
        layout_at(l)[i] = (float)(i * 7919 % 1009);
    cr_expect_lt(kept(x, layout_at(l), N), 0.05);
    cr_expect_lt(pure(layout_at(l), N), 0.3);
    layout_free(l);
    free(x);
}

Test(layout, is_the_same_for_the_same_seed_alone)
{
    enum { N = 200 };
    float *x = make_sounds(N, 1);
    struct layout *a = lay_out(x, N, 1), *b = lay_out(x, N, 1), *c = lay_out(x, N, 2);

    cr_expect_arr_eq(layout_at(a), layout_at(b), 2 * N * sizeof(float));
    cr_expect_neq(memcmp(layout_at(a), layout_at(c), 2 * N * sizeof(float)), 0);
    layout_free(a);
    layout_free(b);
    layout_free(c);
    free(x);
}

/* The last 30 of 330 come later: they are laid out, in front of the others. */
Test(layout, newcomers_find_their_kind_and_move_nobody)
{
    enum { OLD = 300, NEW = 30, N = OLD + NEW };
    float *all = make_sounds(N, 1), *x = mem_new(N * WIDTH, sizeof *x);
    struct layout *before = lay_out(all, OLD, 1), *l = layout_new(N, NEW, K, 1);
    float *at = layout_at(l);

    memcpy(x, all + OLD * WIDTH, NEW * WIDTH * sizeof *x);
    memcpy(x + NEW * WIDTH, all, OLD * WIDTH * sizeof *x);
    memcpy(at + 2 * NEW, layout_at(before), 2 * OLD * sizeof *at);
    for (size_t i = 0; i < 2 * NEW; i++)
        at[i] = NAN;
    tie_all(layout_ties(l), x, N, 0);
    layout_begin(l, 0, 0, 10);
    while (layout_step(l))
        ;
    cr_expect_arr_eq(at + 2 * NEW, layout_at(before), 2 * OLD * sizeof *at);
    for (size_t i = 0; i < NEW; i++) {
        struct nearest near;
        int same = 0;

        look(at, 2, N, i, &near);
        for (size_t k = 0; k < near.n; k++)
            same += (size_t)near.one[k].id % KINDS == i % KINDS;
        cr_expect_geq(same, K - 1, "newcomer %zu has %d of its kind about it", i, same);
        nearest_clear(&near);
    }
    layout_free(before);
    layout_free(l);
    free(all);
    free(x);
}

static void expect_finite(struct layout *l, size_t n, const char *what)
{
    for (size_t i = 0; i < 2 * n; i++)
        cr_assert(isfinite(layout_at(l)[i]) && fabsf(layout_at(l)[i]) < 1e4f, "%s: %f",
                  what, (double)layout_at(l)[i]);
}

Test(layout, of_nobody_or_a_few_is_no_trouble)
{
    for (size_t n = 0; n < 4; n++) {
        struct layout *l = layout_new(n, n, K, 1);

        for (size_t i = 0; i < n; i++) {
            uint32_t to[2] = {(uint32_t)((i + 1) % n), (uint32_t)((i + 2) % n)};

            ties_put(layout_ties(l), i, n - 1, to, (float[]){0, 0});
        }
        layout_begin(l, 0, 0, 1);
        while (layout_step(l))
            ;
        cr_expect_eq(layout_done(l), n ? 1.0 : layout_done(l));
        expect_finite(l, n, "a few");
        layout_free(l);
    }
}

Test(layout, of_equal_sounds_draws_them_apart)
{
    enum { N = 100 };
    float *x = mem_new(N * WIDTH, sizeof *x);
    struct layout *l = layout_new(N, N, K, 1); /* all at one place, too */
    double nearest = INFINITY;

    tie_all(layout_ties(l), x, N, 0);
    layout_begin(l, 0, 0, 10);
    while (layout_step(l))
        ;
    expect_finite(l, N, "equal");
    for (size_t i = 1; i < N; i++)
        nearest = fmin(nearest, between(layout_at(l), 2, 0, i));
    cr_expect_gt(nearest, 0.0);
    layout_free(l);
    free(x);
}

Test(layout, gives_strangers_a_place_on_the_edge)
{
    struct layout *l = layout_new(5, 3, K, 1);
    float *at = layout_at(l);

    for (size_t i = 0; i < 6; i++)
        at[i] = NAN;
    at[6] = at[7] = at[8] = at[9] = 5.0f;
    ties_put(layout_ties(l), 1, 1, (uint32_t[]){2}, (float[]){1}); /* know each other */
    ties_put(layout_ties(l), 2, 1, (uint32_t[]){1}, (float[]){1});
    layout_begin(l, 5, 5, 100);
    cr_expect_float_eq(hypot(at[0] - 5, at[1] - 5), 100, 0.1);
    cr_expect_float_eq(hypot(at[2] - 5, at[3] - 5), 100, 0.1);
    cr_expect_lt(between(at, 2, 1, 2), 0.1);
    while (layout_step(l))
        ;
    expect_finite(l, 5, "strangers");
    layout_free(l);
}

Test(axes, are_those_along_which_rows_differ_most)
{
    enum { N = 400 };
    struct axes a;
    struct rng rng;
    float x[WIDTH], out[2];

    rng_init(&rng, 1);
    axes_init(&a, WIDTH);
    for (size_t i = 0; i < N; i++) {
        for (size_t c = 0; c < WIDTH; c++)
            x[c] = 10.0f + 0.1f * (float)rng_normal(&rng);
        x[3] += 3.0f * (float)rng_normal(&rng);
        x[6] += 1.0f * (float)rng_normal(&rng);
        axes_add(&a, x);
    }
    axes_find(&a);
    cr_expect_gt(fabsf(a.axis[3]), 0.9f, "%f", (double)a.axis[3]);
    cr_expect_gt(fabsf(a.axis[WIDTH + 6]), 0.9f, "%f", (double)a.axis[WIDTH + 6]);
    for (size_t c = 0; c < WIDTH; c++)
        x[c] = 10.0f;
    x[3] = 16.0f;
    axes_of(&a, x, out);
    cr_expect_gt(fabsf(out[0]), 3.0f * fabsf(out[1]));
    axes_clear(&a);
}

Test(axes, of_silence_or_equal_rows_are_finite)
{
    struct axes a;
    float out[2];

    axes_init(&a, 4);
    axes_find(&a);
    axes_of(&a, (float[]){0, 0, 0, 0}, out);
    cr_expect(out[0] == 0.0f && out[1] == 0.0f);
    axes_clear(&a);
    axes_init(&a, 4);
    for (int i = 0; i < 3; i++)
        axes_add(&a, (float[]){1, 2, 3, 4});
    axes_find(&a);
    axes_of(&a, (float[]){1, 2, 3, 4}, out);
    cr_expect(fabsf(out[0]) < 1e-3f && fabsf(out[1]) < 1e-3f);
    axes_clear(&a);
}

/* Turned by some angle, turned over or not, moved and made larger: it comes back. */
Test(align, turns_a_map_back)
{
    enum { N = 20 };

    for (int over = 0; over < 2; over++) {
        struct align a = {0};
        struct rng rng;
        float was[2 * N], at[2 * N];
        const double angle = 2.0;

        rng_init(&rng, 1);
        for (size_t i = 0; i < N; i++) {
            const double x = 3 * rng_normal(&rng), y = rng_normal(&rng);
            const double q = over ? -y : y;

            was[2 * i] = (float)(500 + 40 * x);
            was[2 * i + 1] = (float)(300 + 40 * y);
            at[2 * i] = (float)(cos(angle) * x - sin(angle) * q - 2);
            at[2 * i + 1] = (float)(sin(angle) * x + cos(angle) * q + 9);
            align_add(&a, at + 2 * i, was + 2 * i);
        }
        align_turn(&a, N, at);
        for (size_t i = 1; i < N; i++)
            for (size_t c = 0; c < 2; c++)
                cr_expect_float_eq(40 * (at[2 * i + c] - at[c]), was[2 * i + c] - was[c],
                                   0.01, "point %zu", i);
    }
}

Test(align, without_anything_in_common_turns_nothing)
{
    struct align a = {0};
    float at[2] = {3, 4};

    align_turn(&a, 1, at);
    align_add(&a, at, (float[]){1, 2});
    align_turn(&a, 1, at);
    cr_expect(at[0] == 3 && at[1] == 4);
}
