/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nn/classify: what a model says of a patch. */
#include "near.h"
#include "whole_model.h"

#include "nn/classify.h"

Test(classify, silence_is_unsure_of_everything)
{
    struct model *m = whole_model("linear");
    struct classifier *c = classifier_new(m);
    struct patch p = {.attack_cols = 1, .hops = 1};
    struct verdict v;

    m->leaf_threshold = m->parent_threshold = m->form_threshold = 0;
    classify(c, &p, &v);
    cr_expect(v.has_model && v.category.node == -1 && v.form == -1);
    cr_expect(v.top[0].node == -1 && v.form_p[0] == 0.5f && v.form_p[1] == 0.5f);
    p.attack[0][5] = 255;
    classify(c, &p, &v);
    cr_expect(v.category.node >= 0 && v.form >= 0, "one band is a sound");
    near(v.form_p[0] + v.form_p[1], 1.0, 1e-6);
    near(v.top[0].p + v.top[1].p, 1.0, 1e-6);
    cr_expect(v.top[0].p >= v.top[1].p && v.top[2].node == -1);
    cr_expect(v.category.node == v.top[0].node);
    classifier_free(c);
    model_free(m);
}

static void check_same_bits(const char *arch)
{
    struct model *m = whole_model(arch);
    struct classifier *c = classifier_new(m), *d = classifier_new(m);
    float mel[10 * PATCH_BANDS];
    struct verdict a = {0}, b = {0};
    struct patch p;

    for (size_t i = 0; i < sizeof mel / sizeof *mel; i++)
        mel[i] = -(float)(i * 37 % 100);
    patch_make(&p, mel, 10, 0.1);
    classify(c, &p, &a);
    classify(c, &p, &b);
    classify(d, &p, &b);
    cr_expect(a.category.node == b.category.node && a.category.p == b.category.p);
    cr_expect(a.form_p[0] == b.form_p[0] && a.top[1].p == b.top[1].p, "%s", arch);
    near(a.top[0].p + a.top[1].p, 1.0, 1e-6);
    classifier_free(c);
    classifier_free(d);
    model_free(m);
}

Test(classify, the_same_patch_gives_the_same_bits)
{
    check_same_bits("linear");
    check_same_bits("cnn");
    check_same_bits("crnn");
    check_same_bits("attention");
}
