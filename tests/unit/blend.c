/* SPDX-License-Identifier: GPL-2.0-or-later */
/* util/blend and publish: names weighed against the ear. */
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "util/blend.h"
#include "util/rng.h"

enum { A, B, C, D, AB, ALL }; /* leaves a to d; ab holds a and b; all holds everything */

static const struct branches tree = {.leaves = 4,
                                     .nodes = 6,
                                     .parent = {AB, AB, ALL, ALL, ALL, -1},
                                     .leaf_threshold = 0.6f,
                                     .parent_threshold = 0.8f};

static double sum(const float *p)
{
    double s = 0;

    for (size_t i = 0; i < tree.leaves; i++)
        s += (double)p[i];
    return s;
}

static struct name_says says(int node, double p)
{
    return (struct name_says){.node = node, .p = (float)p, .trust = 1, .weight = 1};
}

static const struct guess heard[SOUND_TOP] = {
    {A, 0.5f}, {C, 0.25f}, {B, 0.125f}, {-1, 0}, {-1, 0}};

Test(blend, a_name_that_says_nothing_leaves_the_ear_alone)
{
    static const float want[4] = {0.5f, 0.125f, 0.25f, 0.125f};
    const struct name_says silent[] = {says(-1, 0.9),
                                       says(ALL, 0.9),
                                       says(A, 0.25),
                                       says(A, 0.1),
                                       {.node = A, .p = 0.9f, .trust = 0},
                                       {.node = A, .p = 0.9f, .trust = 1, .weight = 0}};
    float p[4];

    for (size_t i = 0; i < sizeof silent / sizeof *silent; i++) {
        cr_assert(blend(&tree, heard, &silent[i], p) == 0);
        cr_expect(memcmp(p, want, sizeof p) == 0, "%zu: %g %g %g %g", i, (double)p[0],
                  (double)p[1], (double)p[2], (double)p[3]);
    }
}

Test(blend, bayes_by_hand)
{
    const struct name_says name = says(C, 0.7);
    float p[4];

    /* L is 0.7 * 4 = 2.8 in C, 0.3 * 4 / 3 = 0.4 elsewhere. */
    blend(&tree, heard, &name, p);
    cr_expect(fabs((double)p[C] - 0.25 * 2.8 / (0.25 * 2.8 + 0.75 * 0.4)) < 1e-6);
    cr_expect(fabs((double)p[A] - 0.5 * 0.4 / (0.25 * 2.8 + 0.75 * 0.4)) < 1e-6);
}

Test(blend, a_parent_speaks_for_its_leaves_alike)
{
    const struct name_says name = says(AB, 0.9);
    float p[4];

    blend(&tree, heard, &name, p);
    cr_expect(fabs((double)(p[A] / p[B]) - 4.0) < 1e-5);
    cr_expect(p[A] > 0.5f && p[C] < 0.25f);
}

Test(blend, one_weak_word_does_not_talk_the_ear_out_of_what_is_certain)
{
    const struct guess sure[SOUND_TOP] = {
        {A, 0.97f}, {B, 0.01f}, {C, 0.01f}, {D, 0.01f}, {-1, 0}};
    const struct guess unsure[SOUND_TOP] = {
        {A, 0.4f}, {C, 0.35f}, {B, 0.15f}, {D, 0.1f}, {-1, 0}};
    const struct name_says name = says(C, 0.8);
    float p[4];

    blend(&tree, sure, &name, p);
    cr_expect(publish(&tree, p).node == A);
    blend(&tree, unsure, &name, p);
    cr_expect(publish(&tree, p).node == C);
}

Test(blend, silence_has_no_name)
{
    const struct guess none[SOUND_TOP] = {{-1, 0}, {-1, 0}, {-1, 0}, {-1, 0}, {-1, 0}};
    const struct name_says name = says(A, 0.95);
    float p[4] = {7, 7, 7, 7};

    cr_expect(blend(&tree, none, &name, p) == 1);
    cr_expect(p[0] == 7 && p[3] == 7);
}

/* Random top guesses, in falling order, of any leaves. */
static void draw(struct rng *r, struct guess top[SOUND_TOP])
{
    double left = 1;

    for (int i = 0; i < SOUND_TOP; i++)
        top[i] = (struct guess){.node = -1};
    for (int i = 0; i < 1 + (int)rng_below(r, 4); i++) {
        const double p = left * (0.3 + 0.7 * rng_unit(r));

        top[i] = (struct guess){i, (float)p};
        left -= p;
    }
}

Test(blend, the_sum_is_one_and_more_reliable_names_move_it_further)
{
    struct rng r;

    rng_init(&r, 3);
    for (int round = 0; round < 2000; round++) {
        const int node = (int)rng_below(&r, 6);
        struct guess top[SOUND_TOP];
        double before = -1;

        draw(&r, top);
        for (int k = 0; k <= 20; k++) {
            struct name_says name = says(node, k / 20.0);
            bool in[4];
            float p[4];
            double now = 0;

            name.trust = (float)(0.5 + round % 6 / 10.0);
            name.weight = (float)(round % 5 / 4.0);
            cr_assert(blend(&tree, top, &name, p) == 0);
            cr_assert(fabs(sum(p) - 1) < 1e-5, "%g", sum(p));
            branch_leaves(&tree, node, in);
            for (int i = 0; i < 4; i++) {
                cr_assert(p[i] >= 0 && p[i] <= 1);
                now += in[i] ? (double)p[i] : 0;
            }
            cr_assert(now >= before - 1e-6, "%g after %g", now, before);
            before = now;
        }
    }
}

Test(blend, forms_are_weighed_alike)
{
    const float form[FORM_COUNT] = {0.75f, 0.25f};
    const struct name_says loop = says(FORM_LOOP, 0.9), nothing = says(-1, 0.9);
    float p[FORM_COUNT];

    blend_form(form, &loop, p);
    cr_expect(fabs((double)p[FORM_LOOP] - 0.25 * 1.8 / (0.25 * 1.8 + 0.75 * 0.2)) < 1e-6);
    blend_form(form, &nothing, p);
    cr_expect(memcmp(p, form, sizeof p) == 0);
}

static float loop_of(float net_p, float signal_p)
{
    const float form[FORM_COUNT] = {[FORM_ONESHOT] = 1 - net_p, [FORM_LOOP] = net_p};
    float p[FORM_COUNT];

    blend_signal(form, signal_p, p);
    cr_expect(fabsf(p[FORM_LOOP] + p[FORM_ONESHOT] - 1) < 1e-6f);
    return p[FORM_LOOP];
}

Test(blend, net_and_signal_are_surer_than_one_where_they_agree)
{
    cr_expect(loop_of(0.8f, 0.7f) > 0.9f && loop_of(0.2f, 0.3f) < 0.1f);
    cr_expect(fabsf(loop_of(0.9f, 0.5f) - 0.9f) < 1e-5f);
    cr_expect(fabsf(loop_of(0.9f, 0.1f) - 0.5f) < 1e-5f);
}

Test(blend, neither_net_nor_signal_silences_the_other)
{
    cr_expect(fabsf(loop_of(1, 0) - 0.5f) < 1e-3f);
    cr_expect(isfinite(loop_of(1, 1)) && isfinite(loop_of(0, 0)));
}

Test(blend, the_surest_leaf_is_published_else_the_narrowest_branch_else_nothing)
{
    const struct {
        float p[4];
        int node;
    } list[] = {{{0.6f, 0.2f, 0.1f, 0.1f}, A},
                {{0.5f, 0.35f, 0.1f, 0.05f}, AB},
                {{0.4f, 0.1f, 0.4f, 0.1f}, ALL},
                {{0.1f, 0.1f, 0.1f, 0.7f}, D}};
    struct branches none = tree;

    for (size_t i = 0; i < sizeof list / sizeof *list; i++)
        cr_expect(publish(&tree, list[i].p).node == list[i].node, "%zu", i);
    none.leaf_threshold = none.parent_threshold = 2;
    cr_expect(publish(&none, list[0].p).node == -1);
}
