/* SPDX-License-Identifier: GPL-2.0-or-later */
/* learn/: the points of curves, the tables of a report, domains told apart. */
#include "near.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/csv.h"
#include "learn/figures.h"
#include "learn/points.h"
#include "nn/metrics.h"

/* Leaves drums.a, drums.b and tone.c; drums and tone above them. */
static void three_leaves(struct model *m)
{
    static const char *const tag[] = {"drums.b", "tone.c", "drums.a", "drums", "tone"};
    static const char *const label[] = {"b", "c", "a", "", ""};
    struct err e = {0};

    *m = (struct model){.nodes = 5, .leaves = 3, .leaf_threshold = 0.78f};
    m->parent_threshold = m->form_threshold = MODEL_NEVER;
    for (size_t i = 0; i < 5; i++) {
        strcpy(m->node[i].tag, tag[i]);
        strcpy(m->node[i].label, label[i]);
    }
    strcpy(m->id, "0123456789abcdef0123456789abcdef");
    cr_assert(model_link(m, &e) == 0, "%s", e.text);
}

/* Ten answers "b", from 0.95 sure down in steps of 0.05: the first six are right, then
 * two are "a", two "c". */
static void ten_answers(struct metrics *x, const struct model *m)
{
    static const int truth[10] = {0, 0, 0, 0, 0, 0, 2, 2, 1, 1};
    float p[30], form_p[20];
    int form[10];

    for (int i = 0; i < 10; i++) {
        p[3 * i] = 0.95f - 0.05f * (float)i;
        p[3 * i + 1] = p[3 * i + 2] = (1.0f - p[3 * i]) / 2;
        form_p[2 * i] = 0.75f;
        form_p[2 * i + 1] = 0.25f;
        form[i] = i < 4 ? FORM_ONESHOT : i < 6 ? FORM_LOOP : -1;
    }
    *x = (struct metrics){0};
    metrics_of(x, m, 10, p, truth, form_p, form);
}

Test(points, coverage_begins_with_the_surest_and_ends_with_accuracy)
{
    struct model m;
    struct metrics x;
    struct points_coverage p;

    three_leaves(&m);
    ten_answers(&x, &m);
    p = points_coverage(&x, 1);
    near(p.coverage, 0.1, 1e-9); /* there is no less than one answer */
    near(p.precision, 1.0, 1e-9);
    near(p.confidence, 0.95, 1e-6);
    p = points_coverage(&x, POINTS_COVERAGE * 8 / 10);
    near(p.coverage, 0.8, 1e-9);
    near(p.precision, 6.0 / 8, 1e-9);
    near(p.confidence, 0.60, 1e-6);
    p = points_coverage(&x, POINTS_COVERAGE);
    near(p.coverage, 1.0, 1e-9);
    near(p.precision, x.accuracy, 1e-9);
    metrics_clear(&x);
}

Test(points, reliability_holds_every_answer_and_adds_up_to_the_calibration_error)
{
    struct model m;
    struct metrics x;
    double error = 0.0;
    size_t n = 0;

    three_leaves(&m);
    ten_answers(&x, &m);
    for (int b = 0; b < METRICS_BINS; b++) {
        const struct points_bin p = points_bin(&x, b);

        n += p.n;
        cr_expect(p.from < p.to && isnan(p.accuracy) == (p.n == 0));
        if (!p.n)
            continue;
        cr_expect(p.confidence >= p.from - 1e-6 && p.confidence <= p.to + 1e-6);
        error += (double)p.n * fabs(p.confidence - p.accuracy) / 10;
    }
    cr_expect_eq(n, 10);
    near(error, x.ece, 1e-6);
    metrics_clear(&x);
}

Test(points, branches_are_neighbours_and_the_best_comes_first)
{
    struct model m;
    struct metrics x;
    size_t order[SOUND_MAX_NODES];

    three_leaves(&m);
    ten_answers(&x, &m);
    points_tree(&m, order);
    cr_expect(order[0] == 2 && order[1] == 0 && order[2] == 1, "a, b, c");
    cr_expect_eq(points_classes(&x, order), 3);
    cr_expect_eq(order[0], 0, "b is the only one that is ever right");
    metrics_clear(&x);
}

Test(points, first_levels_add_up_their_leaves)
{
    struct model m;
    struct metrics x;
    struct metrics_class of[SOUND_MAX_NODES];

    three_leaves(&m);
    ten_answers(&x, &m);
    points_roots(&m, &x, of);
    cr_expect(of[3].n == 8 && of[3].answered == 10 && of[3].right == 8);
    near(of[3].precision, x.root_accuracy, 1e-9);
    cr_expect(of[4].n == 2 && of[4].answered == 0 && of[4].f1 == 0.0);
    cr_expect(of[0].n == 0, "a leaf is no first level here");
    metrics_clear(&x);
}

Test(metrics, forms_are_told_apart_in_a_matrix_of_their_own)
{
    struct model m;
    struct metrics x;

    three_leaves(&m);
    ten_answers(&x, &m);
    cr_expect(x.form_confusion[FORM_ONESHOT][FORM_ONESHOT] == 4);
    cr_expect(x.form_confusion[FORM_LOOP][FORM_ONESHOT] == 2);
    cr_expect(x.form_confusion[FORM_LOOP][FORM_LOOP] == 0);
    metrics_clear(&x);
}

/* A folder that is gone at the end of the test with what figures_write() puts there. */
static char folder[64];

static void make_folder(void)
{
    snprintf(folder, sizeof folder, "/tmp/report-test-XXXXXX");
    cr_assert_not_null(mkdtemp(folder));
}

static void remove_folder(void)
{
    static const char *const name[] = {"classes.tsv",     "confusion.tsv", "coverage.tsv",
                                       "learning.tsv",    "metrics.json",  "plots.gp",
                                       "reliability.tsv", "none"};

    for (size_t i = 0; i < sizeof name / sizeof *name; i++) {
        char *path = figures_path(folder, name[i]);

        unlink(path);
        free(path);
    }
    cr_expect_eq(rmdir(folder), 0, "something else is left in %s", folder);
}

/* The text of a file of the folder; the caller frees. */
static char *text_of(const char *name)
{
    char *path = figures_path(folder, name);
    struct buf b = {0};
    struct err e = {0};

    cr_assert(csv_load(&b, path, 1 << 20, &e) == 0, "%s", e.text);
    buf_u8(&b, 0);
    free(path);
    return (char *)b.data;
}

static void expect_text(const char *name, const char *want)
{
    char *text = text_of(name);

    cr_expect_str_eq(text, want);
    free(text);
}

Test(figures, tables_say_what_was_measured, .init = make_folder, .fini = remove_folder)
{
    const struct train_epoch epoch[3] = {
        {.epoch = 1, .loss = 2.5, .accuracy = 0.25, .macro_f1 = 0.125, .best = true},
        {.epoch = 2, .loss = 1.5, .accuracy = 0.5, .macro_f1 = 0.25, .best = true},
        {.epoch = 3, .loss = (double)NAN, .accuracy = 0.5, .macro_f1 = 0.125}};
    struct model m;
    struct metrics x;
    struct figures r = {.dir = folder, .model = &m, .name = "dev", .part = {&x}};
    struct err e = {0};
    char *text;

    three_leaves(&m);
    ten_answers(&x, &m);
    r.epoch = epoch;
    r.epochs = 3;
    cr_assert(figures_write(&r, "{}", &e) == 0, "%s", e.text);
    expect_text("metrics.json", "{}");
    expect_text("learning.tsv", "epoch\tloss\taccuracy\tmacro_f1\tbest\ttrain_accuracy\n"
                                "1\t2.500000\t0.250000\t0.125000\t0\t0.000000\n"
                                "2\t1.500000\t0.500000\t0.250000\t1\t0.000000\n"
                                "3\tnan\t0.500000\t0.125000\t0\t0.000000\n");
    expect_text("classes.tsv", "label\tcategory\tfiles\tanswers\tprecision\trecall\tf1\n"
                               "b\tdrums.b\t6\t10\t0.600000\t1.000000\t0.750000\n"
                               "c\ttone.c\t2\t0\tnan\t0.000000\t0.000000\n"
                               "a\tdrums.a\t2\t0\tnan\t0.000000\t0.000000\n");
    expect_text("confusion.tsv", "truth\ta\tb\tc\n"
                                 "a\t0.000000\t1.000000\t0.000000\n"
                                 "b\t0.000000\t1.000000\t0.000000\n"
                                 "c\t0.000000\t1.000000\t0.000000\n");
    text = text_of("coverage.tsv");
    cr_expect(strstr(text, "\n1.000000\t0.600000\t0.500000\tnan\tnan\tnan\tnan\n"), "%s",
              text);
    free(text);
    text = text_of("plots.gp");
    cr_expect(strstr(text, "borders = \" 2\"\n") && strstr(text, "best_epoch = 2\n"));
    cr_expect(strstr(text, "all_share = 0.400000\nall_precision = 1.000000\n"), "%s",
              "four answers are at 0.8 or above, and right");
    free(text);
    r.epochs = 0;
    cr_assert(figures_write(&r, "{}", &e) == 0, "%s", e.text);
    text = figures_path(folder, "learning.tsv");
    cr_expect(access(text, F_OK) != 0, "the learning curve is that of another report");
    free(text);
    metrics_clear(&x);
}

Test(figures, a_name_is_written_into_the_script_only_if_it_is_a_word, .init = make_folder,
     .fini = remove_folder)
{
    static const char *const name[] = {"dev", "test-2_b", "a b", "\"; system \"x",
                                       "`x`", "\n",       "",    "{/=9 x}"};
    struct model m;
    struct metrics x;

    three_leaves(&m);
    ten_answers(&x, &m);
    for (size_t i = 0; i < sizeof name / sizeof *name; i++) {
        struct figures r = {.dir = folder, .model = &m, .name = name[i], .part = {&x}};
        struct err e = {0};
        char want[80], *text;

        cr_assert(figures_write(&r, "{}", &e) == 0, "%s", e.text);
        snprintf(want, sizeof want, "\nmeasured_on = \"%s\"\n", i < 2 ? name[i] : "");
        text = text_of("plots.gp");
        cr_expect(strstr(text, want), "%s", name[i]);
        free(text);
    }
    metrics_clear(&x);
}

Test(figures, a_file_is_no_folder, .init = make_folder, .fini = remove_folder)
{
    char *path = figures_path(folder, "none"), *below = figures_path(folder, "none/x");
    struct err e = {0};

    cr_expect(figures_target(folder, &e) == 0);
    fclose(fopen(path, "w"));
    cr_expect(figures_target(path, &e) == -1 && e.kind == ERR_IO);
    cr_expect(strstr(e.text, "none: is a file; a report is a folder"), "%s", e.text);
    cr_expect(figures_target(below, &e) == -1 && strstr(e.text, "Not a directory"));
    free(path);
    free(below);
}
