/* SPDX-License-Identifier: GPL-2.0-or-later */
/* learn/: rows and their features, validation parts, training as a whole. */
#include "near.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "learn/dataset.h"
#include "learn/evaluate.h"
#include "learn/fit.h"
#include "learn/manifest.h"
#include "learn/taxonomy.h"
#include "util/rng.h"

static struct taxonomy built_in(void)
{
    struct taxonomy t;
    struct err e = {0};

    cr_assert(taxonomy_init(&t, NULL, &e) == 0, "%s", e.text);
    return t;
}

static int parse(struct manifest *m, const char *file, const char *text, struct err *e)
{
    const struct taxonomy t = built_in();

    return manifest_parse(m, file, text, strlen(text), &t, e);
}

/* Features from the name: "k12.wav" is noise 12 with a bump where a k has it. */
static int by_name(void *arg, const char *path, struct patch *out, struct err *e)
{
    const int seed = (int)strtol(path + 1, NULL, 10);
    const int bump = path[0] == 'k' ? 0 : path[0] == 'b' ? 1 : 2;
    float mel[30 * PATCH_BANDS];
    struct rng r;

    (void)arg;
    if (path[0] == 'x')
        return err_set(e, ERR_IO, "no such file"), 1;
    rng_init(&r, (uint64_t)seed * 256 + (uint8_t)path[0]);
    for (int i = 0; i < 30 * PATCH_BANDS; i++)
        mel[i] =
            (float)(-80 + 30 * rng_unit(&r) + (i % PATCH_BANDS / 16 == bump ? 25 : 0));
    patch_make(out, mel, 30, 0.2);
    return 0;
}

/* 40 rows in groups of 2 of each of k(ick), b(ass), s(peech); the last 10 are dev. */
static void small_manifest(struct manifest *m)
{
    static const char *const label[] = {"kick", "bass", "speech"};
    char text[8000] = "path,label,split,group,form,domain,source\n";
    struct err e = {0};

    for (int k = 0; k < 3; k++)
        for (int i = 0; i < 40; i++)
            sprintf(text + strlen(text), "%c%d.wav,%s,%s,%c%d,oneshot,%s,s%d\n",
                    label[k][0], i, label[k], i < 30 ? "train" : "dev", label[k][0],
                    i / 2, i % 3 ? "pack" : "game", i / 20);
    cr_assert(parse(m, "m.csv", text, &e) == 0, "%s", e.text);
}

Test(dataset, keeps_order_and_names_what_is_missing)
{
    struct manifest m;
    struct dataset d;
    struct err e = {0};

    cr_assert(parse(&m, "m.csv",
                    "path,label,split\nk1,kick,train\nx2,kick,train\nk3,bass,train\n",
                    &e) == 0);
    cr_expect(dataset_build(&d, &m, "train", false, by_name, NULL, &e) == -1);
    cr_expect_str_eq(e.text, "m.csv:3: x2: no such file");
    e = (struct err){0};
    cr_assert(dataset_build(&d, &m, "train", true, by_name, NULL, &e) == 0);
    cr_expect(e.kind == ERR_NONE, "what is passed over is no error: %s", e.text);
    cr_expect(d.rows == 2 && d.missing == 1 && d.row[1].at == 2);
    cr_expect_str_eq(d.first_missing, "m.csv:3: x2: no such file");
    dataset_clear(&d);
    cr_expect(dataset_build(&d, &m, "dev", true, by_name, NULL, &e) == -1);
    cr_expect_str_eq(e.text, "m.csv: split 'dev' is empty; there are: train");
    manifest_clear(&m);
}

Test(dataset, split_keeps_groups_whole_and_every_label_on_both_sides)
{
    struct manifest m;
    struct dataset d;
    struct err e = {0};
    bool aside[90], again[90];

    small_manifest(&m);
    cr_assert(dataset_build(&d, &m, "train", false, by_name, NULL, &e) == 0);
    for (uint64_t seed = 0; seed < 5; seed++) {
        const size_t n = dataset_split(&d, 0.15, seed, aside);
        int of[SOUND_MAX_NODES] = {0};

        cr_expect(n >= 12 && n <= 18, "%zu of 90", n);
        for (size_t i = 0; i < 90; i++) {
            of[d.row[i].from->label] += aside[i];
            for (size_t k = 0; k < i; k++)
                if (strcmp(d.row[i].from->group, d.row[k].from->group) == 0)
                    cr_expect(aside[i] == aside[k], "a group is cut");
        }
        for (size_t i = 0; i < 90; i++)
            cr_expect(of[d.row[i].from->label] > 0);
        dataset_split(&d, 0.15, seed, again);
        cr_expect(memcmp(aside, again, sizeof aside) == 0);
    }
    dataset_clear(&d);
    manifest_clear(&m);
}

Test(dataset, the_only_group_of_a_label_is_not_set_aside)
{
    struct manifest m;
    struct dataset d;
    struct err e = {0};
    bool aside[3];

    cr_assert(parse(&m, "m.csv",
                    "path,label,split,group\nk1,kick,train,a\nk2,kick,train,a\n"
                    "b1,bass,train,b\n",
                    &e) == 0);
    cr_assert(dataset_build(&d, &m, "train", false, by_name, NULL, &e) == 0);
    cr_expect(dataset_split(&d, 0.5, 1, aside) == 0);
    dataset_clear(&d);
    manifest_clear(&m);
}

Test(dataset, added_rows_learn_at_their_weight_and_never_validate)
{
    struct manifest m, more;
    struct dataset d, alone;
    struct err e = {0};
    bool aside[100], before[90], known[100];
    size_t n;

    small_manifest(&m);
    cr_assert(parse(&more, "more.csv",
                    "path,label,split,group\nk90,kick,train,new\nb91,bass,train,new\n"
                    "k92,kick,dev,new\nk93,kick,train,k0\n",
                    &e) == 0);
    cr_assert(dataset_build(&alone, &m, "train", false, by_name, NULL, &e) == 0);
    cr_assert(dataset_build(&d, &m, "train", false, by_name, NULL, &e) == 0);
    cr_assert(dataset_add(&d, &more, 0.25f, false, by_name, NULL, &e) == 0);
    cr_expect(d.rows == 93 && d.added == 3, "its dev row is not there to learn from");
    cr_expect(d.row[89].weight == 1.0f && d.row[90].weight == 0.25f);
    n = dataset_split(&d, 0.15, 3, aside);
    cr_expect(n == dataset_split(&alone, 0.15, 3, before));
    cr_expect(memcmp(aside, before, sizeof before) == 0, "the same rows as without them");
    cr_expect(!aside[90] && !aside[91] && !aside[92]);
    aside[0] = aside[1] = true; /* group k0 */
    cr_expect(dataset_known(&d, aside, DATASET_GROUP, known) == 1 && known[92] &&
              !known[90]);
    aside[0] = aside[1] = false;
    cr_expect(dataset_known(&d, aside, DATASET_GROUP, known) == 0);
    dataset_clear(&d);
    dataset_clear(&alone);
    manifest_clear(&more);
    manifest_clear(&m);
}

Test(dataset, all_rows_are_added_of_a_manifest_without_train_rows)
{
    struct manifest m, more, none;
    struct dataset d;
    struct err e = {0};

    small_manifest(&m);
    cr_assert(parse(&more, "more.csv", "path,label,split\nk90,kick,all\nb91,bass,dev\n",
                    &e) == 0);
    cr_assert(parse(&none, "none.csv", "path,label,split\n", &e) == 0);
    cr_assert(dataset_build(&d, &m, "train", false, by_name, NULL, &e) == 0);
    cr_assert(dataset_add(&d, &more, 2.0f, false, by_name, NULL, &e) == 0);
    cr_expect(d.rows == 92 && d.added == 2);
    cr_expect(dataset_add(&d, &none, 1.0f, false, by_name, NULL, &e) == -1);
    cr_expect_str_eq(e.text, "none.csv: no rows to learn from");
    cr_expect(d.rows == 92 && d.added == 2);
    dataset_clear(&d);
    manifest_clear(&none);
    manifest_clear(&more);
    manifest_clear(&m);
}

static struct fit_options small_options(uint64_t seed)
{
    struct fit_options o = fit_defaults;

    o.train = *train_defaults("linear");
    o.train.epochs = 4;
    o.train.batch = 8;
    o.train.rate = 0.01f;
    o.train.seed = seed;
    return o;
}

static void fit_small(struct fit *f, const struct manifest *m, uint64_t seed)
{
    const struct taxonomy t = built_in();
    const struct fit_options o = small_options(seed);
    struct dataset d;
    struct err e = {0};

    cr_assert(dataset_build(&d, m, "train", false, by_name, NULL, &e) == 0);
    cr_assert(fit(f, &d, &t, &o, &e) == 0, "%s", e.text);
    dataset_clear(&d);
}

Test(fit, makes_the_same_file_from_the_same_seed)
{
    struct manifest m;
    struct buf file[3] = {0};

    small_manifest(&m);
    for (int k = 0; k < 3; k++) {
        struct fit f;

        fit_small(&f, &m, k == 2 ? 9 : 1);
        model_write(f.model, &file[k]);
        fit_clear(&f);
    }
    cr_expect(file[0].len == file[1].len &&
              memcmp(file[0].data, file[1].data, file[0].len) == 0);
    cr_expect(file[0].len != file[2].len ||
              memcmp(file[0].data, file[2].data, file[0].len) != 0);
    for (int k = 0; k < 3; k++)
        buf_clear(&file[k]);
    manifest_clear(&m);
}

Test(fit, gives_a_model_that_holds_on_other_groups)
{
    struct manifest m;
    struct fit f;
    struct dataset d;
    struct evaluation v;
    struct err e = {0};

    small_manifest(&m);
    fit_small(&f, &m, 1);
    cr_expect(f.model->leaves == 3 && strstr(f.model->metrics, "macro_f1"));
    manifest_clear(&m);
    small_manifest(&m); /* labels of built_in(): bass is not the model's leaf 1 */
    for (size_t i = 0; i < m.rows; i++)
        m.row[i].label = m.row[i].path[0] == 'k' ? 0 : m.row[i].path[0] == 'b' ? 1 : 2;
    cr_assert(dataset_build(&d, &m, "dev", false, by_name, NULL, &e) == 0);
    evaluate(&v, f.model, &m, &d);
    cr_expect(v.part[EVALUATE_ALL].n == 30 && v.unknown == 0);
    cr_expect(v.part[EVALUATE_ALL].accuracy > 0.95);
    cr_expect(v.part[EVALUATE_PACK].n == 18, "%zu", v.part[EVALUATE_PACK].n);
    cr_expect(v.part[EVALUATE_FRESH].n == 0, "every source has train rows");
    cr_expect(v.domains == 2);
    cr_expect_str_eq(v.domain[0].name, "game");
    cr_expect_str_eq(v.domain[1].name, "pack");
    cr_expect(v.domain[0].metrics.n == 12 && v.domain[1].metrics.n == 18);
    near(v.domain[1].metrics.ece, v.part[EVALUATE_PACK].ece, 1e-9);
    evaluation_clear(&v);
    dataset_clear(&d);
    fit_clear(&f);
    manifest_clear(&m);
}

Test(fit, warns_of_a_class_with_a_single_example)
{
    const struct taxonomy t = built_in();
    struct fit_options o = fit_defaults;
    struct manifest m;
    struct dataset d;
    struct fit f;
    struct err e = {0};

    o.train = *train_defaults("linear");
    o.train.epochs = 1;
    cr_assert(parse(&m, "m.csv",
                    "path,label,split\nk1,kick,train\nk2,kick,train\nb1,bass,train\n",
                    &e) == 0);
    cr_assert(dataset_build(&d, &m, "train", false, by_name, NULL, &e) == 0);
    cr_assert(fit(&f, &d, &t, &o, &e) == 0, "%s", e.text);
    cr_expect(strstr(f.warnings, "bass has a single example"), "%s", f.warnings);
    fit_clear(&f);
    o.arch = "oracle";
    cr_expect(fit(&f, &d, &t, &o, &e) == -1 && e.kind == ERR_USAGE);
    d.rows = 2;
    o.arch = "linear";
    cr_expect(fit(&f, &d, &t, &o, &e) == -1, "one label cannot be told from another");
    dataset_clear(&d);
    manifest_clear(&m);
}

Test(fit, again_from_all_rows_takes_the_calibration_over)
{
    const struct taxonomy t = built_in();
    struct fit_options o = small_options(1);
    const struct model *from;
    struct manifest m;
    struct dataset d;
    struct fit part, whole, other;
    struct err e = {0};

    small_manifest(&m);
    fit_small(&part, &m, 1);
    cr_assert(dataset_build(&d, &m, "train", false, by_name, NULL, &e) == 0);
    from = part.model;
    o.refit = &from;
    o.refits = 1;
    cr_assert(fit(&whole, &d, &t, &o, &e) == 0, "%s", e.text);
    cr_expect(part.trained < d.rows && whole.trained == d.rows);
    cr_expect_str_neq(part.model->id, whole.model->id);
    near(whole.model->temperature, part.model->temperature, 0.0);
    near(whole.model->form_temperature, part.model->form_temperature, 0.0);
    near(whole.model->leaf_threshold, part.model->leaf_threshold, 0.0);
    near(whole.model->parent_threshold, part.model->parent_threshold, 0.0);
    near(whole.model->form_threshold, part.model->form_threshold, 0.0);
    cr_expect(strstr(whole.model->metrics, part.model->id), "%s", whole.model->metrics);
    cr_expect(strstr(whole.model->metrics, "macro_f1"),
              "that of the part, marked as such");
    o.arch = "cnn";
    o.train = *train_defaults("cnn");
    cr_expect(fit(&other, &d, &t, &o, &e) == -1 && e.kind == ERR_USAGE);
    cr_expect(strstr(e.text, "is a linear: it cannot be refitted as cnn"), "%s", e.text);
    fit_clear(&whole);
    fit_clear(&part);
    dataset_clear(&d);
    manifest_clear(&m);
}

Test(fit, a_teacher_must_know_the_labels_and_read_the_same)
{
    const struct taxonomy t = built_in();
    struct fit_options o = small_options(1);
    const struct model *teacher;
    struct manifest m;
    struct dataset d;
    struct fit known, f;
    struct err e = {0};

    small_manifest(&m);
    fit_small(&known, &m, 1);
    teacher = known.model;
    o.teacher = &teacher;
    o.teachers = 1;
    cr_assert(dataset_build(&d, &m, "train", false, by_name, NULL, &e) == 0);
    cr_assert(fit(&f, &d, &t, &o, &e) == 0, "%s", e.text);
    fit_clear(&f);
    o.arch = "cnn";
    o.train = *train_defaults("cnn");
    cr_expect(fit(&f, &d, &t, &o, &e) == -1 && e.kind == ERR_USAGE);
    cr_expect(strstr(e.text, "architecture linear cannot teach cnn"), "%s", e.text);
    o.arch = "linear";
    strcpy(known.model->node[0].label, "klong");
    cr_expect(fit(&f, &d, &t, &o, &e) == -1 && e.kind == ERR_USAGE);
    cr_expect(strstr(e.text, "knows other labels than the manifest"), "%s", e.text);
    fit_clear(&known);
    dataset_clear(&d);
    manifest_clear(&m);
}
