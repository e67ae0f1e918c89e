/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nn/neighbours: judged sounds vote for what is like them. */
#include "near.h"

#include <math.h>
#include <string.h>

#include "learner.h"
#include "nn/classify.h"
#include "nn/neighbours.h"
#include "util/mem.h"

enum { OUTPUTS = LEARNER_LEAVES + FORM_COUNT };

/* A model in which one sound, of a direction that no leaf has, was said to be a pad. */
static struct model *voting(struct embedding *k)
{
    static const float shift[OUTPUTS] = {-0.25f, -0.25f, -0.25f, 0.75f, 0.0f, 0.0f};
    struct model *m = learner_new();
    struct rng r;

    rng_init(&r, 5);
    *k = learner_sound(&r, 5, 5, 0.0);
    neighbours_put(m, &(struct neighbours){1, k->n, OUTPUTS, k->byte,
                                           (float[]){k->low, k->step}, shift, 0.05f, 0.1f,
                                           0.1f});
    model_seal(m);
    return m;
}

static void tell(const struct model *m, const struct embedding *k, float *leaf)
{
    struct classifier *c = classifier_new(m);
    float x[EMBEDDING_MAX], form[FORM_COUNT];

    embedding_numbers(k, x);
    classify_known(c, x, leaf, form);
    classifier_free(c);
}

Test(neighbours, the_judged_sound_itself_gets_nearly_all_of_its_shift)
{
    struct embedding k;
    struct model *base = learner_new(), *m = voting(&k);
    float was[LEARNER_LEAVES], is[LEARNER_LEAVES], sum = 0.0f;

    tell(base, &k, was);
    tell(m, &k, is);
    near(is[3] - was[3], 0.75 / 1.1, 1e-3);
    for (size_t c = 0; c < LEARNER_LEAVES; c++) {
        sum += is[c];
        cr_expect(is[c] >= 0.0f);
    }
    near(sum, 1.0, 1e-5);
    model_free(base);
    model_free(m);
}

Test(neighbours, say_nothing_of_what_is_far)
{
    struct embedding k, far;
    struct model *base = learner_new(), *m = voting(&k);
    float was[LEARNER_LEAVES], is[LEARNER_LEAVES];
    struct rng r;

    rng_init(&r, 6);
    far = learner_sound(&r, 1, 1, 0.0);
    tell(base, &far, was);
    tell(m, &far, is);
    cr_expect(memcmp(was, is, sizeof was) == 0);
    model_free(base);
    model_free(m);
}

Test(neighbours, come_through_a_file_bit_for_bit_and_leave_the_trunk_alone)
{
    struct embedding k;
    struct model *base = learner_new(), *m = voting(&k), *back = NULL;
    float is[LEARNER_LEAVES], again[LEARNER_LEAVES];
    struct buf b = {0};
    struct err e = {0};

    model_write(m, &b);
    cr_assert(model_parse(&back, b.data, b.len, &e) == 0, "%s", e.text);
    tell(m, &k, is);
    tell(back, &k, again);
    cr_expect(memcmp(is, again, sizeof is) == 0);
    cr_expect(memcmp(back->trunk, base->trunk, SOUND_TRUNK) == 0);
    cr_expect(strcmp(back->id, base->id) != 0);
    buf_clear(&b);
    model_free(back);
    model_free(base);
    model_free(m);
}

Test(neighbours, that_cannot_be_are_refused)
{
    for (int kind = 0; kind < 7; kind++) {
        struct embedding k;
        struct model *m = voting(&k), *back = NULL;
        struct buf b = {0};
        struct err e = {0};

        if (kind == 0)
            model_find(m, "neighbours.rule")->data[0] = 0.0f;
        if (kind == 1)
            model_find(m, "neighbours.rule")->data[2] = 0.0f;
        if (kind == 2)
            model_find(m, "neighbours.shift")->data[0] = 1.5f;
        if (kind == 3)
            model_find(m, "neighbours.range")->data[1] = -1.0f;
        if (kind == 4)
            model_drop(m, "neighbours.shift");
        if (kind == 5)
            model_put(m, "neighbours.shift", false, 2, (size_t[]){1, OUTPUTS + 1});
        if (kind == 6)
            model_put(m, "neighbours.embedding", true, 2, (size_t[]){2, k.n});
        model_seal(m);
        model_write(m, &b);
        cr_expect(model_parse(&back, b.data, b.len, &e) != 0, "%d", kind);
        model_free(back);
        buf_clear(&b);
        model_free(m);
    }
}

Test(neighbours, silence_has_no_direction_and_is_like_nothing)
{
    float x[8] = {0, 0, 0, 0, 3, 0, 4, 0};

    neighbours_directions(2, 4, x);
    near(x[4], 0.6, 1e-6);
    near(x[6], 0.8, 1e-6);
    cr_expect(x[0] == 0.0f && x[3] == 0.0f);
    near(neighbours_alike(4, x + 4, x + 4, 0.05f), 1.0, 1e-5);
    cr_expect(neighbours_alike(4, x, x + 4, 0.05f) == 0.0f);
}
