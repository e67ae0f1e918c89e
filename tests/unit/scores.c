/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nn/: answers, their scores and their calibration, against answers known by hand. */
#include "near.h"

#include <string.h>

#include "nn/calibrate.h"
#include "nn/classify.h"
#include "nn/loss.h"
#include "nn/metrics.h"
#include "util/rng.h"

/* Two drums and a voice: leaves 0-2, parents 3 (drums) and 4 (vocal). */
static void small_tree(struct model *m)
{
    static const char *const tag[] = {"drums.kick", "drums.snare", "vocal.voice", "drums",
                                      "vocal"};
    struct err e;

    *m = (struct model){.arch = "linear",
                        .nodes = 5,
                        .leaves = 3,
                        .temperature = 1,
                        .form_temperature = 1,
                        .leaf_threshold = 0.8f,
                        .parent_threshold = 0.7f,
                        .form_threshold = 0.6f};
    for (size_t i = 0; i < 5; i++)
        strcpy(m->node[i].tag, tag[i]);
    cr_assert(model_link(m, &e) == 0, "%s", e.text);
}

Test(classify, backs_off_from_leaf_to_parent_to_unsure)
{
    static const struct {
        float p[3], want_p;
        int want;
    } cases[] = {
        {{0.85f, 0.10f, 0.05f}, 0.85f, 0},  /* sure of the leaf */
        {{0.50f, 0.40f, 0.10f}, 0.90f, 3},  /* a drum, whichever */
        {{0.10f, 0.15f, 0.75f}, 0.75f, 4},  /* a leaf by its parent's threshold */
        {{0.40f, 0.25f, 0.35f}, 0.00f, -1}, /* anything */
    };
    struct model m;

    small_tree(&m);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct guess g = classify_publish(&m, cases[i].p);

        cr_expect(g.node == cases[i].want, "case %zu: node %d", i, g.node);
        near(g.p, cases[i].want_p, 1e-6);
    }
}

Test(classify, prefers_the_narrowest_parent)
{
    static const char *const tag[] = {"d.hat.open", "d.hat.shut", "d.kick", "d.hat", "d"};
    const float p[3] = {0.5f, 0.35f, 0.15f};
    struct model m;
    struct err e;

    small_tree(&m);
    for (size_t i = 0; i < 5; i++)
        strcpy(m.node[i].tag, tag[i]);
    cr_assert(model_link(&m, &e) == 0);
    cr_expect(classify_publish(&m, p).node == 3, "d.hat at 0.85, not d at 1");
    m.parent_threshold = 0.9f;
    cr_expect(classify_publish(&m, p).node == 4);
}

Test(metrics, of_a_confusion_known_by_hand)
{
    /* truth 0: answers 0 0 1; truth 1: 1; truth 2: 0. Form: right, wrong, not known. */
    const float p[15] = {.6f, .3f, .1f, .9f, .1f, 0,   .2f, .7f,
                         .1f, .1f, .8f, .1f, .5f, .2f, .3f};
    const int truth[5] = {0, 0, 0, 1, 2}, form[5] = {0, 1, -1, -1, -1};
    const float form_p[10] = {.9f, .1f, .7f, .3f, .5f, .5f, .5f, .5f, .5f, .5f};
    struct metrics x = {0};
    struct model m;

    small_tree(&m);
    metrics_of(&x, &m, 5, p, truth, form_p, form);
    near(x.accuracy, 3.0 / 5, 1e-9);
    near(x.of[0].precision, 2.0 / 3, 1e-9);
    near(x.of[0].recall, 2.0 / 3, 1e-9);
    near(x.of[1].precision, 1.0 / 2, 1e-9);
    near(x.of[1].f1, 2.0 / 3, 1e-9);
    cr_expect(x.of[2].f1 == 0);
    near(x.macro_f1, (2.0 / 3 + 2.0 / 3 + 0) / 3, 1e-9);
    near(x.root_accuracy, 4.0 / 5, 1e-9); /* all drums called drums */
    cr_expect(x.forms == 2);
    near(x.form_accuracy, 0.5, 1e-9);
    cr_expect(x.confusion[0 * 3 + 1] == 1 && x.confusion[2 * 3 + 0] == 1);
    near(x.coverage, 2.0 / 5, 1e-9); /* .9 and .8 are right, .7 is not */
    cr_expect(x.leaf.n == 2 && x.leaf.right == 2);
    cr_expect(x.parent.n == 3 && x.parent.right == 2, "%zu %zu", x.parent.n,
              x.parent.right);
    metrics_clear(&x);
}

Test(metrics, calibration_error_is_the_gap_between_saying_and_being_right)
{
    enum { ROWS = 10 };
    float p[ROWS * 3], form_p[ROWS * FORM_COUNT] = {0};
    int truth[ROWS], form[ROWS];
    struct metrics x = {0};
    struct model m;

    small_tree(&m);
    for (int i = 0; i < ROWS; i++) {
        p[3 * i] = 0.9f;
        p[3 * i + 1] = p[3 * i + 2] = 0.05f;
        truth[i] = i < 6 ? 0 : 1; /* says 0.9, is right 6 times in 10 */
        form[i] = -1;
    }
    metrics_of(&x, &m, ROWS, p, truth, form_p, form);
    near(x.ece, 0.3, 1e-6);
    metrics_clear(&x);
}

/* Rows whose largest logit is right as often as softmax(z / t) says. */
static void honest_rows(float *z, int *truth, size_t n, size_t C, float t, uint64_t seed)
{
    struct rng r;
    float p[8];

    rng_init(&r, seed);
    for (size_t i = 0; i < n; i++) {
        double u = rng_unit(&r);

        for (size_t c = 0; c < C; c++)
            z[i * C + c] = (float)(3 * rng_normal(&r));
        softmax(1, C, z + i * C, t, p);
        for (truth[i] = 0; truth[i] + 1 < (int)C && u >= (double)p[truth[i]]; truth[i]++)
            u -= (double)p[truth[i]];
    }
}

enum { MANY = 4000 };

Test(calibrate, temperature_is_found_and_never_costs)
{
    static float z[MANY * 3], scaled[MANY * 3];
    static int truth[MANY];
    float t;

    honest_rows(z, truth, MANY, 3, 2.5f, 21);
    t = calibrate_temperature(MANY, 3, z, truth, NULL);
    near(t, 2.5, 0.05);
    for (size_t i = 0; i < MANY * 3; i++)
        scaled[i] = z[i] / t;
    cr_expect(loss_cross_entropy(MANY, 3, scaled, truth, NULL, 0, 1, NULL) <=
              loss_cross_entropy(MANY, 3, z, truth, NULL, 0, 1, NULL));
    for (size_t i = 0; i < MANY; i++)
        cr_expect(metrics_largest(3, z + i * 3) == metrics_largest(3, scaled + i * 3));
    near(calibrate_temperature(0, 3, z, truth, NULL), 1.0, 1e-9);
}

Test(calibrate, thresholds_reach_the_stated_precision)
{
    static float z[MANY * 3], f[MANY * FORM_COUNT], p[MANY * 3], fp[MANY * FORM_COUNT];
    static int truth[MANY], form[MANY];
    struct metrics x = {0};
    struct model m;

    small_tree(&m);
    honest_rows(z, truth, MANY, 3, 1.5f, 22);
    honest_rows(f, form, MANY, FORM_COUNT, 1.5f, 23);
    calibrate(&m, MANY, z, truth, f, form, NULL);
    softmax(MANY, 3, z, m.temperature, p);
    softmax(MANY, FORM_COUNT, f, m.form_temperature, fp);
    metrics_of(&x, &m, MANY, p, truth, fp, form);
    cr_expect(x.leaf.n > MANY / 4 && x.parent.n > MANY / 20 && x.form.n > MANY / 5,
              "%zu leaves, %zu parents, %zu forms of %d", x.leaf.n, x.parent.n, x.form.n,
              MANY);
    cr_expect((double)x.leaf.right >= 0.90 * (double)x.leaf.n);
    cr_expect((double)x.parent.right >= 0.93 * (double)x.parent.n);
    cr_expect((double)x.form.right >= 0.98 * (double)x.form.n);
    cr_expect(x.ece < 0.03, "ece %g", x.ece);
    metrics_clear(&x);
}

/* n rows of three classes, all told right and with the same confidence. */
static float threshold_after(size_t n)
{
    static float z[MANY * 3], f[MANY * FORM_COUNT];
    static int truth[MANY], form[MANY];
    struct model m;

    small_tree(&m);
    for (size_t i = 0; i < n; i++) {
        truth[i] = (int)(i % 3);
        form[i] = -1;
        for (size_t c = 0; c < 3; c++)
            z[i * 3 + c] = c == i % 3 ? 4.0f : 0.0f;
    }
    calibrate(&m, n, z, truth, f, form, NULL);
    return m.leaf_threshold;
}

Test(calibrate, a_handful_of_right_answers_proves_nothing)
{
    cr_expect(threshold_after(20) == MODEL_NEVER);
    cr_expect(threshold_after(60) < 1.0f);
}

Test(calibrate, hopeless_answers_are_never_published)
{
    static float z[300 * 3], f[300 * FORM_COUNT];
    static int truth[300], form[300];
    struct model m;
    struct rng r;

    small_tree(&m);
    rng_init(&r, 31);
    for (size_t i = 0; i < 900; i++)
        z[i] = (float)rng_normal(&r);
    for (int i = 0; i < 300; i++) {
        truth[i] =
            (int)(metrics_largest(3, z + (size_t)i * 3) + 1) % 3; /* always wrong */
        form[i] = -1;
    }
    calibrate(&m, 300, z, truth, f, form, NULL);
    cr_expect(m.leaf_threshold == MODEL_NEVER && m.form_threshold == MODEL_NEVER);
}

Test(model, the_built_in_one_is_whole_or_absent)
{
    const uint8_t *data = NULL;
    struct model *m = NULL;
    size_t n = 0;
    struct err e = {0};

    if (model_embedded(&data, &n))
        cr_expect(model_parse(&m, data, n, &e) == 0, "%s", e.text);
    model_free(m);
}
