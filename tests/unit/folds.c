/* SPDX-License-Identifier: GPL-2.0-or-later */
/* learn/: sources in parts, and a model calibrated by those that have not heard them. */
#include "near.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "learn/dataset.h"
#include "learn/fit.h"
#include "learn/folds.h"
#include "learn/manifest.h"
#include "learn/taxonomy.h"
#include "util/rng.h"

/* Noise by the number in the name, with a bump where its first letter has it. */
static int by_name(void *arg, const char *path, struct patch *out, struct err *e)
{
    const int bump = path[0] == 'k' ? 0 : path[0] == 'b' ? 1 : 2;
    float mel[30 * PATCH_BANDS];
    struct rng r;

    (void)arg;
    (void)e;
    rng_init(&r, strtoull(path + 1, NULL, 10) * 256 + (uint8_t)path[0]);
    for (int i = 0; i < 30 * PATCH_BANDS; i++)
        mel[i] =
            (float)(-80 + 30 * rng_unit(&r) + (i % PATCH_BANDS / 16 == bump ? 25 : 0));
    patch_make(out, mel, 30, 0.2);
    return 0;
}

struct set {
    struct taxonomy taxonomy;
    struct manifest manifest, more;
    struct dataset d;
};

static void parse(struct set *s, struct manifest *m, const char *file, const char *text)
{
    struct err e = {0};

    cr_assert(manifest_parse(m, file, text, strlen(text), &s->taxonomy, &e) == 0, "%s",
              e.text);
}

/* So many rows of each source; every third is a kick, a bass, a voice. */
static void set_up(struct set *s, const char *const *source, const char *const *domain,
                   const int *rows, int n)
{
    static char text[20000];
    char *to = text;
    struct err e = {0};

    *s = (struct set){0};
    cr_assert(taxonomy_init(&s->taxonomy, NULL, &e) == 0);
    to += sprintf(to, "path,label,split,group,source,domain\n");
    for (int k = 0, i = 0; k < n; k++)
        for (int j = 0; j < rows[k]; j++, i++)
            to += sprintf(to, "%c%d.wav,%s,train,%s%d,%s,%s\n", "kbs"[i % 3], i,
                          i % 3 == 0   ? "kick"
                          : i % 3 == 1 ? "bass"
                                       : "speech",
                          *source[k] ? source[k] : "lone", *source[k] ? j : 0, source[k],
                          domain[k]);
    parse(s, &s->manifest, "m.csv", text);
    cr_assert(dataset_build(&s->d, &s->manifest, "train", false, by_name, NULL, &e) == 0);
}

static void tear_down(struct set *s)
{
    dataset_clear(&s->d);
    manifest_clear(&s->manifest);
    manifest_clear(&s->more);
}

static const char *const source[] = {"a", "b", "c", "d", "e", ""};
static const char *const domain[] = {"pack", "pack", "game", "game", "pack", ""};
static const int rows[] = {30, 24, 12, 12, 9, 6};

Test(folds, every_row_is_in_one_part_and_no_source_is_torn)
{
    struct set s;
    struct err e = {0};
    bool aside[93];
    size_t part[93] = {0}, of[4] = {0};

    set_up(&s, source, domain, rows, 6);
    cr_assert(s.d.rows == 93);
    for (size_t k = 1; k <= 3; k++) {
        cr_assert(folds_aside(&s.d, (struct fold){k, 3}, aside, &e) == 0, "%s", e.text);
        for (size_t i = 0; i < 93; i++) {
            cr_expect(!aside[i] || part[i] == 0, "row %zu is in two parts", i);
            part[i] = aside[i] ? k : part[i];
        }
    }
    for (size_t i = 0; i < 93; i++) {
        cr_expect(part[i] > 0, "row %zu is in none", i);
        of[part[i]]++;
        for (size_t k = 0; k < i; k++)
            if (strcmp(s.d.row[i].from->source, s.d.row[k].from->source) == 0)
                cr_expect(part[i] == part[k], "rows %zu and %zu", k, i);
    }
    for (size_t k = 1; k <= 3; k++)
        cr_expect(of[k] >= 24 && of[k] <= 38, "part %zu: %zu rows", k, of[k]);
    tear_down(&s);
}

Test(folds, a_domain_is_spread_over_the_parts)
{
    static const int even[] = {10, 10, 10, 10};
    static const char *const of[] = {"game", "game", "pack", "pack"};
    struct set s;
    struct err e = {0};
    bool aside[40];
    int games = 0;

    set_up(&s, source, of, even, 4);
    cr_assert(folds_aside(&s.d, (struct fold){1, 2}, aside, &e) == 0);
    for (size_t i = 0; i < 40; i++)
        games += aside[i] && strcmp(s.d.row[i].from->domain, "game") == 0;
    cr_expect(games == 10, "%d of 20", games);
    tear_down(&s);
}

Test(folds, few_sources_make_few_parts)
{
    struct set s;
    struct err e = {0};
    bool aside[93];

    set_up(&s, source, domain, rows, 6);
    cr_expect(folds_aside(&s.d, (struct fold){1, 7}, aside, &e) == -1 &&
              e.kind == ERR_FORMAT);
    cr_expect_str_eq(e.text, "m.csv: files of 6 sources cannot make 7 parts");
    tear_down(&s);
}

Test(folds, added_rows_of_a_left_out_source_or_group_are_not_learned)
{
    struct set s;
    struct err e = {0};
    bool aside[96], known[96];
    size_t a;

    set_up(&s, source, domain, rows, 6);
    parse(&s, &s.more, "more.csv",
          "path,label,split,group,source\nk900,kick,train,new,a\n"
          "k901,kick,train,new,other\nk902,kick,train,a3,other\n");
    cr_assert(dataset_add(&s.d, &s.more, 1.0f, false, by_name, NULL, &e) == 0);
    for (a = 1; a <= 3; a++) {
        cr_assert(folds_aside(&s.d, (struct fold){a, 3}, aside, &e) == 0);
        cr_expect(!aside[93] && !aside[94] && !aside[95], "they stay");
        if (aside[0])
            break;
    }
    cr_expect(dataset_known(&s.d, aside, DATASET_SOURCE, known) == 2);
    cr_expect(known[93] && !known[94] && known[95]);
    cr_expect(dataset_known(&s.d, aside, DATASET_GROUP, known) == 1 && known[95]);
    tear_down(&s);
}

static struct fit_options small_options(struct fold fold)
{
    struct fit_options o = fit_defaults;

    o.train = *train_defaults("linear");
    o.train.epochs = 4;
    o.train.patience = 1;
    o.train.batch = 8;
    o.train.rate = 0.01f;
    o.fold = fold;
    return o;
}

static void fit_fold(struct fit *f, const struct set *s, size_t part, size_t parts)
{
    const struct fit_options o = small_options((struct fold){part, parts});
    struct err e = {0};

    cr_assert(fit(f, &s->d, &s->taxonomy, &o, &e) == 0, "%s", e.text);
}

Test(folds, a_model_of_a_part_says_so_and_keeps_its_last_epoch)
{
    struct set s;
    struct fit f;

    set_up(&s, source, domain, rows, 6);
    fit_fold(&f, &s, 2, 3);
    cr_expect(folds_of(f.model).part == 2 && folds_of(f.model).parts == 3);
    cr_expect(f.trained + f.validation.n == 93);
    cr_expect_str_eq(f.measured, "left_out");
    cr_expect(f.epochs == 4 && f.curve[3].best, "none is chosen, no patience is lost");
    fit_clear(&f);
    tear_down(&s);
}

Test(folds, a_label_of_left_out_sources_alone_is_warned_of)
{
    static char text[] = "path,label,split,source\nk1,kick,train,a\nb2,bass,train,a\n"
                         "k3,kick,train,a\nb4,bass,train,b\ns5,speech,train,b\n";
    struct set s = {0};
    struct fit f;
    struct err e = {0};

    cr_assert(taxonomy_init(&s.taxonomy, NULL, &e) == 0);
    parse(&s, &s.manifest, "m.csv", text);
    cr_assert(dataset_build(&s.d, &s.manifest, "train", false, by_name, NULL, &e) == 0);
    fit_fold(&f, &s, 2, 2);
    cr_expect(f.model->leaves == 3 && f.trained == 3);
    cr_expect(
        strstr(f.warnings, "speech lies in left-out sources alone: 1 sure errors\n"),
        "%s", f.warnings);
    fit_clear(&f);
    tear_down(&s);
}

Test(folds, all_parts_together_calibrate_a_model_of_all_rows)
{
    struct fit_options o = small_options((struct fold){0});
    struct set s;
    struct fit part[3], whole;
    const struct model *model[3];
    struct err e = {0};
    double right = 0.0;

    set_up(&s, source, domain, rows, 6);
    for (size_t k = 0; k < 3; k++) {
        fit_fold(&part[k], &s, k + 1, 3);
        model[(k + 1) % 3] = part[k].model; /* in whatever order */
        right += part[k].validation.accuracy * (double)part[k].validation.n;
    }
    o.refit = model;
    o.refits = 3;
    cr_assert(fit(&whole, &s.d, &s.taxonomy, &o, &e) == 0, "%s", e.text);
    cr_expect(whole.trained == 93 && whole.validation.n == 93);
    near(whole.validation.accuracy, right / 93.0, 1e-6);
    cr_expect_str_eq(whole.measured, "left_out");
    cr_expect(folds_of(whole.model).parts == 0);
    for (size_t k = 0; k < 3; k++)
        cr_expect(strstr(whole.model->metrics, model[k]->id), "%s", whole.model->metrics);
    fit_clear(&whole);
    for (size_t k = 0; k < 3; k++)
        fit_clear(&part[k]);
    tear_down(&s);
}

Test(folds, they_must_be_of_the_same_rows_and_complete)
{
    struct fit_options o = small_options((struct fold){0});
    struct set s;
    struct fit one, two, whole;
    const struct model *model[2];
    struct err e = {0};

    set_up(&s, source, domain, rows, 6);
    fit_fold(&one, &s, 1, 2);
    fit_fold(&two, &s, 2, 3);
    o.refit = model;
    model[0] = model[1] = one.model;
    o.refits = 1;
    cr_expect(fit(&whole, &s.d, &s.taxonomy, &o, &e) == -1 && e.kind == ERR_USAGE);
    cr_expect_str_eq(e.text, "fold 2/2 is missing");
    o.refits = 2;
    cr_expect(fit(&whole, &s.d, &s.taxonomy, &o, &e) == -1 && e.kind == ERR_USAGE);
    cr_expect_str_eq(e.text, "fold 1/2 is given twice");
    model[1] = two.model;
    cr_expect(fit(&whole, &s.d, &s.taxonomy, &o, &e) == -1 && e.kind == ERR_USAGE);
    cr_expect(strstr(e.text, "is of fold 2/3, another of 1/2"), "%s", e.text);
    fit_clear(&two);
    fit_fold(&two, &s, 2, 2);
    model[1] = two.model;
    s.manifest.row[0].form = 1 - s.manifest.row[0].form;
    cr_expect(fit(&whole, &s.d, &s.taxonomy, &o, &e) == -1 && e.kind == ERR_USAGE);
    cr_expect(strstr(e.text, "was of other files"), "%s", e.text);
    fit_clear(&one);
    fit_clear(&two);
    tear_down(&s);
}

Test(folds, a_large_source_does_not_decide_alone)
{
    enum { LARGE = 900, SOURCES = 10, SMALL = 30, N = LARGE + SOURCES * SMALL };
    static float leaf[N * 2], form[N * FORM_COUNT];
    static int truth[N], form_truth[N], from[N];
    const struct judged j = {N, 2, leaf, form, truth, form_truth, from};
    struct model m = {.leaves = 2, .nodes = 2, .node = {{.parent = -1}, {.parent = -1}}};
    struct metrics x = {0};
    float plain;

    for (size_t i = 0; i < N; i++) {
        const bool large = i < LARGE;
        const size_t at = large ? i : i - LARGE;

        from[i] = large ? 0 : 1 + (int)(at / SMALL);
        leaf[i * 2] = 4.0f; /* right half the time there, 9 times in 10 here */
        truth[i] = large ? (int)(at % 2) : at % 10 == 0;
        form_truth[i] = -1;
    }
    judged_calibrate(&j, &m, false, &x);
    plain = m.temperature;
    judged_calibrate(&j, &m, true, &x);
    cr_expect(m.temperature < plain / 2.0f, "%g, of rows alike %g", (double)m.temperature,
              (double)plain);
    cr_expect(x.n == N, "it is measured on each row alike");
    metrics_clear(&x);
}
