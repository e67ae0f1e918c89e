/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copies of a sound are found, and other sounds are not taken for copies. */
#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "dsp/describe.h"
#include "near/twingroups.h"
#include "near/twinmatch.h"
#include "near/twinpairs.h"
#include "nn/patch.h"
#include "util/mem.h"
#include "util/rng.h"

enum { RATE = 44100, PARTS = 24 };

/* A struck thing: partials with levels and decays of their own, at any rate. */
struct thing {
    double hz[PARTS], level[PARTS], decay_s[PARTS], seconds;
};

static struct thing thing_of(uint64_t seed, double low_hz, double high_hz, double seconds)
{
    struct thing t = {.seconds = seconds};
    struct rng r;

    rng_init(&r, seed);
    for (int i = 0; i < PARTS; i++) {
        t.hz[i] = low_hz * pow(high_hz / low_hz, rng_unit(&r));
        t.level[i] = 0.3 + 0.7 * rng_unit(&r);
        t.decay_s[i] = seconds * (0.1 + 0.3 * rng_unit(&r));
    }
    return t;
}

/* How it is recorded. */
struct take {
    int rate;
    double gain, lead_s, tail_s, fade_out_s;
    int bits; /* 0 = as exact as floats are */
};
static const struct take plain = {.rate = RATE, .gain = 0.5};

static float value(const struct thing *t, const struct take *k, double at_s)
{
    const double s = at_s - k->lead_s, left = t->seconds - s;
    double sum = 0;

    if (s < 0 || left <= 0)
        return 0;
    for (int i = 0; i < PARTS; i++)
        if (t->hz[i] < 0.45 * k->rate)
            sum += t->level[i] * exp(-s / t->decay_s[i]) * sin(2 * M_PI * t->hz[i] * s);
    sum *= k->gain / 6;
    if (left < k->fade_out_s)
        sum *= left / k->fade_out_s;
    if (k->bits)
        sum = round(sum * (1 << (k->bits - 1))) / (1 << (k->bits - 1));
    return (float)sum;
}

static void view(struct twin_view *out, const struct thing *t, const struct take *k)
{
    const double seconds = k->lead_s + t->seconds + k->tail_s;
    const size_t n = (size_t)(seconds * k->rate);
    float *x = mem_new(n, sizeof *x);
    struct describe *d = describe_new();
    struct patch *p = mem_new(1, sizeof *p);
    struct description said;

    for (size_t i = 0; i < n; i++)
        x[i] = value(t, k, (double)i / k->rate);
    describe_run(d, x, n, k->rate, &said);
    patch_make(p, said.mel, said.frames, seconds);
    patch_add_partials(p, said.partials);
    twin_view_make(out, &(struct twin_sound){p->attack[0], p->whole[0], p->partials[0],
                                             p->attack_cols, p->hops, seconds, k->rate});
    free(x);
    free(p);
    describe_free(d);
}

/* One sound taken twice, both ways round: the distance by which they are told apart. */
static double apart(const struct thing *s, const struct take *one, const struct thing *t,
                    const struct take *other)
{
    struct twin_view *a = mem_new(2, sizeof *a), *b = a + 1;
    double there, back;

    view(a, s, one);
    view(b, t, other);
    there = twin_match(a, b).distance;
    back = twin_match(b, a).distance;
    free(a);
    return fmax(there, back);
}

static double retaken(double seconds, const struct take *k)
{
    const struct thing t = thing_of(7, 90, 9000, seconds);

    return apart(&t, &plain, &t, k);
}

static const double lengths_s[] = {0.02, 0.1, 0.6, 2.5};
enum { LENGTHS = sizeof lengths_s / sizeof *lengths_s };

Test(twin, a_sound_is_its_own_twin)
{
    for (int i = 0; i < LENGTHS; i++)
        cr_expect_lt(retaken(lengths_s[i], &plain), 0.01, "%g s", lengths_s[i]);
}

Test(twin, gain_does_not_matter)
{
    for (int i = 0; i < LENGTHS; i++)
        cr_expect_lt(retaken(lengths_s[i], &(struct take){RATE, .gain = 0.05}), 0.05,
                     "%g s", lengths_s[i]);
}

Test(twin, silence_at_the_ends_does_not_matter)
{
    for (int i = 0; i < LENGTHS; i++) {
        cr_expect_lt(
            retaken(lengths_s[i], &(struct take){RATE, .gain = 0.5, .lead_s = 0.1234}), 1,
            "%g s, before", lengths_s[i]);
        cr_expect_lt(
            retaken(lengths_s[i], &(struct take){RATE, .gain = 0.5, .tail_s = 1.5}), 1,
            "%g s, after", lengths_s[i]);
    }
}

Test(twin, another_rate_is_the_same_sound)
{
    static const int rates[] = {22050, 32000, 48000, 96000};

    for (int i = 0; i < LENGTHS; i++)
        for (int k = 0; k < 4; k++)
            cr_expect_lt(retaken(lengths_s[i], &(struct take){rates[k], .gain = 0.5}), 1,
                         "%g s, %d Hz", lengths_s[i], rates[k]);
}

Test(twin, eight_bits_are_the_same_sound)
{
    for (int i = 0; i < LENGTHS; i++)
        cr_expect_lt(retaken(lengths_s[i], &(struct take){RATE, .gain = 0.9, .bits = 8}),
                     1, "%g s", lengths_s[i]);
}

Test(twin, a_short_fade_is_the_same_sound)
{
    for (int i = 1; i < LENGTHS; i++)
        cr_expect_lt(
            retaken(lengths_s[i], &(struct take){RATE, .gain = 0.5, .fade_out_s = 0.01}),
            1, "%g s", lengths_s[i]);
}

/* Hats of one kit: the same register and length, other partials. */
Test(twin, another_hat_is_not_a_copy)
{
    for (int i = 0; i < LENGTHS; i++)
        for (uint64_t seed = 1; seed < 12; seed++) {
            const struct thing a = thing_of(seed, 3000, 12000, lengths_s[i]),
                               b = thing_of(seed + 100, 3000, 12000, lengths_s[i]);

            cr_expect_gt(apart(&a, &plain, &b, &plain), 1.0, "%g s, hat %d: %g",
                         lengths_s[i], (int)seed, apart(&a, &plain, &b, &plain));
        }
}

Test(twin, the_same_sound_a_semitone_higher_is_not_a_copy)
{
    for (int i = 1; i < LENGTHS; i++) {
        const struct thing a = thing_of(7, 90, 9000, lengths_s[i]);
        struct thing b = a;

        for (int k = 0; k < PARTS; k++)
            b.hz[k] *= exp2(1 / 12.0);
        cr_expect_gt(apart(&a, &plain, &b, &plain), 1.0, "%g s", lengths_s[i]);
    }
}

Test(twin, half_of_a_sound_is_not_a_copy)
{
    const struct thing a = thing_of(7, 90, 9000, 2.5);
    struct thing b = a;

    b.seconds = 0.2;
    cr_expect_gt(apart(&a, &plain, &b, &plain), 1.0);
}

Test(twin, silence_is_like_nothing)
{
    struct twin_view *v = mem_new(1, sizeof *v);
    uint8_t *zero = mem_new(128 * 64, 1);

    twin_view_make(v, &(struct twin_sound){zero, zero, zero, 1, 1, 1.0, RATE});
    cr_expect(isinf(twin_match(v, v).distance));
    free(v);
    free(zero);
}

enum { CROWD = 60 };

struct met {
    int times[CROWD][CROWD];
};

static int meet(void *arg, size_t i, size_t j)
{
    struct met *m = arg;

    m->times[i][j]++;
    m->times[j][i]++;
    return 0;
}

static int stop(void *arg, size_t i, size_t j)
{
    (void)arg;
    (void)i;
    (void)j;
    return 3;
}

/* Copies of 20 things, three of each. */
static struct twin_print *crowd(void)
{
    struct twin_print *p = mem_new(CROWD, sizeof *p);
    struct twin_view *v = mem_new(1, sizeof *v);

    for (int i = 0; i < CROWD; i++) {
        const struct thing t = thing_of((uint64_t)(i / 3), 60 + 20 * (i / 3), 9000, 0.3);
        const struct take k = {i % 3 == 1 ? 48000 : RATE, .gain = i % 3 == 2 ? 0.1 : 0.5,
                               .lead_s = 0.01 * (i % 3)};

        view(v, &t, &k);
        twin_print_make(&p[i], v);
    }
    free(v);
    return p;
}

Test(twin, copies_are_candidates_and_each_pair_is_once)
{
    struct met *m = mem_new(1, sizeof *m);
    struct twin_print *p = crowd();

    cr_assert_eq(twin_pairs(p, CROWD, meet, m), 0);
    for (int i = 0; i < CROWD; i++) {
        cr_expect_eq(m->times[i][i], 0);
        for (int j = 0; j < CROWD; j++) {
            cr_expect_leq(m->times[i][j], 1, "%d and %d", i, j);
            if (i != j && i / 3 == j / 3)
                cr_expect_eq(m->times[i][j], 1, "%d and %d", i, j);
        }
    }
    cr_expect_eq(twin_pairs(p, CROWD, stop, NULL), 3, "each() may end it");
    cr_expect_eq(twin_pairs(p, 0, stop, NULL), 0);
    free(p);
    free(m);
}

/* Against the plain way: every pair, and the same two questions. */
Test(twin, cells_lose_no_pair)
{
    struct met *m = mem_new(1, sizeof *m);
    struct twin_print *p = crowd();

    twin_pairs(p, CROWD, meet, m);
    for (int i = 0; i < CROWD; i++)
        for (int j = i + 1; j < CROWD; j++) {
            bool near = twin_print_differ(&p[i], &p[j]) <= TWIN_DETAIL_LIMIT;

            for (int k = 0; k < TWIN_KEYS; k++)
                near = near && fabsf(p[i].key[k] - p[j].key[k]) <= twin_reach[k];
            cr_expect_eq(m->times[i][j], near, "%d and %d", i, j);
        }
    free(p);
    free(m);
}

Test(twin, a_chain_is_no_group)
{
    const struct twin_edge chain[] = {
        {0, 1, 0.5f}, {1, 2, 0.5f}, {2, 3, 0.5f}, {3, 4, 0.4f}};
    uint32_t group[6];
    float distance[6];

    twin_groups(chain, 4, 6, group, distance);
    cr_expect_eq(group[5], 5, "alone");
    for (int i = 0; i < 5; i++) {
        bool beside = group[i] == (uint32_t)i;

        for (int k = 0; k < 4; k++)
            beside |= (chain[k].a == group[i] && chain[k].b == (uint32_t)i) ||
                      (chain[k].b == group[i] && chain[k].a == (uint32_t)i);
        cr_expect(beside, "%d is not like its centre %u", i, group[i]);
    }
    cr_expect_neq(group[0], group[4]);
}

Test(twin, the_centre_is_what_most_are_like)
{
    const struct twin_edge star[] = {
        {0, 2, 0.9f}, {1, 2, 0.5f}, {3, 2, 0.3f}, {0, 1, 0.1f}};
    uint32_t group[4];
    float distance[4];

    twin_groups(star, 4, 4, group, distance);
    for (int i = 0; i < 4; i++)
        cr_expect_eq(group[i], 2);
    cr_expect_eq(distance[2], 0);
    cr_expect_eq(distance[0], 0.9f);
}
