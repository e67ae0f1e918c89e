/* SPDX-License-Identifier: GPL-2.0-or-later */
/* learn/retrain and what it is made of: what a person says is learned, and what the model
 * knew stays. */
#include "near.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "learn/grow.h"
#include "learn/refit.h"
#include "learn/retrain.h"
#include "learner.h"
#include "nn/classify.h"
#include "util/mem.h"

enum { KICK, SNARE, BELL, PAD, ODD, OTHER }; /* directions; the last two no leaf has */

/* n sounds of a direction, in folders of four. */
static struct retrain_example *examples(size_t n, size_t from, const char *tag,
                                        uint64_t seed)
{
    struct retrain_example *x = mem_new(n, sizeof *x);
    struct rng r;

    rng_init(&r, seed);
    for (size_t i = 0; i < n; i++)
        x[i] = (struct retrain_example){.known = learner_sound(&r, from, KICK, 0.2),
                                        .tag = tag,
                                        .form = -1,
                                        .folder = 100 * seed + i / 4};
    return x;
}

/* The share of the node's leaves in what m says of a sound of a direction. */
static float heard(const struct model *m, size_t from, const char *tag, uint64_t seed)
{
    struct rng r;
    struct embedding k;
    float x[EMBEDDING_MAX], p[SOUND_MAX_NODES], sum = 0.0f;

    rng_init(&r, seed);
    k = learner_sound(&r, from, KICK, 0.2);
    embedding_numbers(&k, x);
    school_ask(m, 1, x, p);
    for (size_t c = 0; c < m->leaves; c++)
        if (strncmp(m->node[c].tag, tag, strlen(tag)) == 0)
            sum += p[c];
    return sum;
}

static struct retrain taught(const struct model *base, const struct retrain_example *x,
                             size_t n)
{
    struct retrain out;
    struct err e = {0};

    cr_assert(retrain(&out, base, x, n, &retrain_defaults, &e) == 0, "%s", e.text);
    return out;
}

Test(retrain, a_confirmed_sound_is_known_by_others_like_it)
{
    struct model *base = learner_new();
    struct retrain_example *x = examples(8, ODD, "tonal.bell", 1);
    struct retrain r = taught(base, x, 8);

    cr_expect(heard(base, ODD, "tonal.bell", 99) < 0.3f);
    cr_expect(heard(r.model, ODD, "tonal.bell", 99) > 0.6f);
    cr_expect(r.examples == 8 && r.folders == 2 && r.by_folder && !r.refused, "%s",
              r.why);
    cr_expect(r.before.right < r.after.right && r.after.n == 8);
    retrain_clear(&r);
    free(x);
    model_free(base);
}

Test(retrain, what_sounds_otherwise_is_heard_as_before)
{
    static const char *const tag[] = {"drums.kick", "drums.snare", "tonal.bell",
                                      "tonal.pad"};
    struct model *base = learner_new();
    struct retrain_example *x = examples(8, ODD, "tonal.bell", 1);
    struct retrain r = taught(base, x, 8);

    for (size_t c = 0; c < LEARNER_LEAVES; c++) {
        const float was = heard(base, c, tag[c], 98), is = heard(r.model, c, tag[c], 98);

        cr_expect(fabsf(was - is) < 0.05f, "%s: %g, %g before", tag[c], (double)is,
                  (double)was);
    }
    cr_expect(memcmp(base->trunk, r.model->trunk, SOUND_TRUNK) == 0);
    retrain_clear(&r);
    free(x);
    model_free(base);
}

Test(retrain, a_parent_moves_the_sum_of_its_leaves)
{
    struct model *base = learner_new();
    struct retrain_example *x = examples(8, ODD, "tonal", 1);
    struct retrain r = taught(base, x, 8);

    cr_expect(heard(r.model, ODD, "tonal", 99) > heard(base, ODD, "tonal", 99) + 0.2f);
    cr_expect(r.grown == 0);
    retrain_clear(&r);
    free(x);
    model_free(base);
}

Test(retrain, a_rejected_leaf_is_less_likely_for_what_sounds_alike)
{
    static const char *const not_kick[] = {"drums.kick"};
    struct model *base = learner_new();
    struct retrain_example *x = examples(8, ODD, NULL, 1);
    struct retrain r;

    for (size_t i = 0; i < 8; i++) {
        x[i].rejected = not_kick;
        x[i].rejections = 1;
    }
    r = taught(base, x, 8);
    cr_expect(heard(r.model, ODD, "drums.kick", 99) <
              0.5f * heard(base, ODD, "drums.kick", 99));
    retrain_clear(&r);
    free(x);
    model_free(base);
}

Test(retrain, five_examples_make_a_new_leaf_and_four_do_not)
{
    struct model *base = learner_new();
    struct retrain_example *x = examples(5, ODD, "drums.gong", 1);
    struct retrain few = taught(base, x, 4), r = taught(base, x, 5);

    cr_expect(few.grown == 0 && grow_node(few.model, "drums.gong") < 0);
    cr_expect(strstr(few.warnings, "drums.gong: 4 of the 5"), "%s", few.warnings);
    cr_expect(r.grown == 1 && grow_node(r.model, "drums.gong") == LEARNER_LEAVES);
    cr_expect(heard(r.model, ODD, "drums.gong", 99) > 0.5f);
    cr_expect(heard(r.model, SNARE, "drums.gong", 99) < 0.1f);
    cr_expect(heard(few.model, ODD, "drums", 99) > heard(base, ODD, "drums", 99));
    retrain_clear(&few);
    retrain_clear(&r);
    free(x);
    model_free(base);
}

Test(retrain, one_seed_gives_one_model)
{
    struct model *base = learner_new();
    struct retrain_example *x = examples(9, ODD, "tonal.bell", 1);
    struct retrain a = taught(base, x, 9), b = taught(base, x, 9);

    cr_expect_str_eq(a.model->id, b.model->id);
    cr_expect(a.after.cost == b.after.cost);
    retrain_clear(&a);
    retrain_clear(&b);
    free(x);
    model_free(base);
}

/* What comes of 60 sounds like snares that are said to be pads, by so many people that no
 * cap holds them. */
static struct retrain snares_to_pads(const struct lesson_weights *w)
{
    struct model *base = learner_new();
    struct retrain_example *x = examples(60, SNARE, "tonal.pad", 1);
    struct retrain_options o = retrain_defaults;
    struct retrain r;
    struct err e = {0};

    o.weights = *w;
    for (size_t i = 0; i < 60; i++)
        x[i].folder = i;
    cr_assert(retrain(&r, base, x, 60, &o, &e) == 0, "%s", e.text);
    free(x);
    model_free(base);
    return r;
}

Test(retrain, is_refused_where_it_takes_away_what_the_model_knew)
{
    struct retrain r = snares_to_pads(&(struct lesson_weights){5.0f, 5.0f, 1e3f, 1e3f});

    cr_expect(r.refused && r.model);
    cr_expect(strstr(r.why, "drums.snare"), "%s", r.why);
    retrain_clear(&r);
}

Test(retrain, is_refused_where_what_was_said_has_nothing_to_do_with_the_sounds)
{
    enum { EACH = 7 };
    static const size_t kind[] = {SNARE, KICK, BELL};
    struct model *base = learner_new();
    struct retrain_example x[3 * EACH];
    struct retrain r;
    struct err e = {0};

    for (size_t k = 0; k < 3; k++) {
        struct retrain_example *of = examples(EACH, kind[k], "tonal.pad", 1);

        memcpy(x + k * EACH, of, EACH * sizeof *x);
        free(of);
    }
    for (size_t i = 0; i < 3 * EACH; i++)
        x[i].folder = i;
    cr_assert(retrain(&r, base, x, 3 * EACH, &retrain_defaults, &e) == 0, "%s", e.text);
    cr_expect(r.refused && strstr(r.why, "nothing to do"), "%s", r.why);
    retrain_clear(&r);
    model_free(base);
}

Test(retrain, wants_something_to_learn_from_and_a_rehearsal)
{
    struct model *base = learner_new();
    struct retrain_example *x = examples(1, ODD, NULL, 1);
    struct retrain r;
    struct err e;

    cr_expect(retrain(&r, base, x, 0, &retrain_defaults, &e) != 0 && e.kind == ERR_USAGE);
    cr_expect(retrain(&r, base, x, 1, &retrain_defaults, &e) != 0 && e.kind == ERR_USAGE);
    x->tag = "tonal.bell";
    x->known.n = 3;
    cr_expect(retrain(&r, base, x, 1, &retrain_defaults, &e) != 0 && e.kind == ERR_USAGE);
    model_drop(base, "rehearsal.embedding");
    cr_expect(retrain(&r, base, x, 1, &retrain_defaults, &e) != 0 &&
              e.kind == ERR_UNSUPPORTED);
    free(x);
    model_free(base);
}

Test(retrain, a_single_example_and_a_single_class_are_enough)
{
    struct model *base = learner_new();
    struct retrain_example *x = examples(1, KICK, "drums.kick", 1);
    struct retrain r = taught(base, x, 1);

    cr_expect(!r.by_folder && r.examples == 1);
    cr_expect(heard(r.model, KICK, "drums.kick", 99) > 0.5f);
    retrain_clear(&r);
    free(x);
    model_free(base);
}

Test(retrain, a_form_is_learned_beside_the_category)
{
    struct model *base = learner_new();
    struct retrain_example *x = examples(8, ODD, NULL, 1);
    struct retrain r;
    struct classifier *c;
    float leaf[SOUND_MAX_NODES], form[FORM_COUNT], known[EMBEDDING_MAX];

    for (size_t i = 0; i < 8; i++)
        x[i].form = FORM_LOOP;
    r = taught(base, x, 8);
    c = classifier_new(r.model);
    embedding_numbers(&x[0].known, known);
    classify_known(c, known, leaf, form);
    cr_expect(form[FORM_LOOP] > 0.8f, "%g", (double)form[FORM_LOOP]);
    near(form[FORM_LOOP] + form[FORM_ONESHOT], 1.0, 1e-5);
    classifier_free(c);
    retrain_clear(&r);
    free(x);
    model_free(base);
}

Test(grow, adds_a_leaf_behind_the_others_and_under_its_parent)
{
    struct model *m = learner_new(), *back = NULL;
    struct buf b = {0};
    struct err e = {0};

    cr_assert(grow(m, "tonal.harp", &e) == 0, "%s", e.text);
    cr_expect(m->leaves == LEARNER_LEAVES + 1 && m->nodes == 7);
    cr_expect_str_eq(m->node[LEARNER_LEAVES].tag, "tonal.harp");
    cr_expect_str_eq(m->node[LEARNER_LEAVES].label, "harp");
    cr_expect_str_eq(m->node[m->node[LEARNER_LEAVES].parent].tag, "tonal");
    model_seal(m);
    model_write(m, &b);
    cr_expect(model_parse(&back, b.data, b.len, &e) == 0, "%s", e.text);
    model_free(back);
    buf_clear(&b);
    model_free(m);
}

Test(grow, refuses_what_cannot_be_a_new_leaf)
{
    static const char *const bad[] = {
        "drums.kick", "drums", "drums.kick.sub", "fx.laser", "drums.", ".kick", "laser",
        "drums.Ä",    "",      "drums..x",       "drums.x y"};
    struct model *m = learner_new();
    struct err e;

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        cr_expect(grow(m, bad[i], &e) != 0, "%s", bad[i]);
        cr_expect(m->leaves == LEARNER_LEAVES && m->nodes == 6, "%s", bad[i]);
    }
    model_free(m);
}

Test(grow, knows_the_longest_known_part_of_a_tag)
{
    struct model *m = learner_new();

    cr_expect(grow_above(m, "drums.kick.sub") == grow_node(m, "drums.kick"));
    cr_expect(grow_above(m, "drums.gong") == grow_node(m, "drums"));
    cr_expect(grow_above(m, "fx.laser") == -1);
    cr_expect(grow_above(m, "drumsticks") == -1);
    model_free(m);
}

Test(refit, among_keeps_proportions_and_needs_none)
{
    float p[4] = {0.5f, 0.3f, 0.2f, 0.0f}, q[3] = {1.0f, 0.0f, 0.0f};

    refit_among(4, (float[]){0, 1, 1, 1}, p);
    near(p[0], 0.0, 1e-6);
    near(p[1], 0.6, 1e-6);
    near(p[2], 0.4, 1e-6);
    refit_among(3, (float[]){0, 1, 1}, q);
    near(q[1], 0.5, 1e-6);
}

Test(refit, without_rows_that_count_nothing_moves)
{
    float W[6] = {1, 2, 3, 4, 5, 6}, b[2] = {1, -1};
    const float x[3] = {1, 1, 1}, aim[2] = {1, 0}, weight[1] = {0};
    const bool choice[1] = {true};
    const struct refit_head h = {3, 2, W, b, 1.0f, 0};

    refit(&h, &(struct refit_rows){1, x, aim, choice, weight},
          &(struct refit_options){.hold = 0.1f, .rate = 0.1f, .steps = 20});
    near(W[0], 1.0, 1e-6);
    near(W[5], 6.0, 1e-6);
    near(b[1], -1.0, 1e-6);
}

Test(refit, what_is_held_moves_less)
{
    float free_W[4] = {0}, free_b[2] = {0}, held_W[4] = {0}, held_b[2] = {0}, p[2], q[2];
    const float x[2] = {1, 0}, aim[2] = {0, 1}, weight[1] = {1};
    const bool choice[1] = {true};
    const struct refit_rows rows = {1, x, aim, choice, weight};
    const struct refit_head a = {2, 2, free_W, free_b, 1.0f, 0},
                            h = {2, 2, held_W, held_b, 1.0f, 0};

    refit(&a, &rows, &(struct refit_options){.hold = 0.01f, .rate = 0.1f, .steps = 60});
    refit(&h, &rows, &(struct refit_options){.hold = 10.0f, .rate = 0.1f, .steps = 60});
    refit_tell(&a, 1, x, p);
    refit_tell(&h, 1, x, q);
    cr_expect(p[1] > 0.9f && q[1] > 0.5f && q[1] < 0.6f, "%g %g", (double)p[1],
              (double)q[1]);
}
