/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sampledb train: learn a model from a list of labelled files. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cmd.h"
#include "cli/features.h"
#include "cli/further.h"
#include "cli/plots.h"
#include "cli/print.h"
#include "cli/score.h"
#include "cli/stop.h"
#include "cli/trial.h"
#include "learn/evaluate.h"
#include "learn/figures.h"
#include "learn/fit.h"
#include "learn/fixes.h"
#include "learn/manifest.h"
#include "learn/record.h"
#include "learn/taxonomy.h"
#include "nn/net.h"
#include "util/clock.h"
#include "util/mem.h"

enum { EPOCHS_MAX = 100000, WITH = FEATURES_OPTIONS };

/* The split that nothing is fitted to, if the manifest has it. */
static const char held_out[] = "dev";

static int options_of(const struct args *a, struct fit_options *o, struct err *e)
{
    const char *arch = opt_text(a, 'a') ? opt_text(a, 'a') : fit_defaults.arch;
    long epochs, seed;

    if (a->argc != 1)
        return err_set(e, ERR_USAGE, "train wants one manifest");
    if (!opt_text(a, 'o'))
        return err_set(e, ERR_USAGE, "train wants --out FILE for the model");
    if (!net_known(arch))
        return err_set(e, ERR_USAGE, "no architecture '%.40s'; there are: linear, cnn",
                       arch);
    *o = fit_defaults;
    o->arch = arch;
    o->train = *train_defaults(arch);
    epochs = o->train.epochs;
    seed = (long)o->train.seed;
    if (opt_number(a, 'n', 1, EPOCHS_MAX, &epochs, e) != 0 ||
        opt_number(a, 's', 0, INT32_MAX, &seed, e) != 0)
        return -1;
    o->train.epochs = epochs;
    o->train.seed = (uint64_t)seed;
    return 0;
}

/* What one run has in hand; everything owned. */
struct work {
    struct taxonomy taxonomy;
    struct manifest manifest;
    struct further further;
    struct features features;
    struct fit fit;
    struct train_epoch *epoch; /* (epochs) gone by */
    size_t epochs, room;
    bool bar;         /* show epochs as they go by */
    int64_t start_ms; /* of training */
    bool measured;    /* there is a held-out split, and these are its numbers */
    struct trial trial;
};

/* Seconds until the last epoch, should the rest be like those done. */
static long left_s(const struct work *w, const struct train_epoch *t)
{
    return (long)((clock_ms() - w->start_ms) * (t->epochs - t->epoch) / t->epoch / 1000);
}

static int show_epoch(void *arg, const struct train_epoch *t)
{
    struct work *w = arg;

    w->epoch = mem_more(w->epoch, w->epochs, &w->room, sizeof *w->epoch);
    w->epoch[w->epochs++] = *t;
    if (w->bar) {
        const long left = left_s(w, t);

        fprintf(stderr,
                "\r\033[Kepoch %ld/%ld  loss %.3f  validation: accuracy %.3f  "
                "macro-F1 %.3f  left %ld:%02ld%s",
                t->epoch, t->epochs, t->loss, t->accuracy, t->macro_f1, left / 60,
                left % 60, t->best ? "  best" : "");
    }
    return stop_asked;
}

static void work_clear(struct work *w)
{
    trial_clear(&w->trial);
    fit_clear(&w->fit);
    free(w->epoch);
    features_close(&w->features);
    manifest_clear(&w->manifest);
    further_clear(&w->further);
}

static int learn(struct work *w, const struct args *a, struct fit_options *o,
                 struct err *e)
{
    struct dataset d = {0};
    int rc = features_dataset(&w->features, &d, &w->manifest, "train", e);

    if (rc == 0)
        rc = further_add(&w->further, &w->features, &d, e);
    o->progress = show_epoch;
    o->arg = w;
    w->bar = !opt_given(a, 'q') && isatty(STDERR_FILENO);
    w->start_ms = clock_ms();
    if (rc == 0 && fit(&w->fit, &d, &w->taxonomy, o, e) != 0)
        rc = e->kind == ERR_FORMAT ? err_in(e, "%s", w->manifest.file) : -1;
    if (w->bar)
        fputs("\r\033[K", stderr);
    dataset_clear(&d);
    return rc;
}

/* Its answers to the held-out split. */
static int measure(struct work *w, struct err *e)
{
    if (manifest_count(&w->manifest, held_out) == 0)
        return 0;
    if (trial_run(&w->trial, w->fit.model, &w->features, e) != 0)
        return -1;
    fit_note(&w->fit, held_out, &w->trial.is);
    w->measured = true;
    return 0;
}

/* What it was made of and what it came to. */
static json_t *report_of(const struct work *w, const struct fit_options *o)
{
    const struct model *m = w->fit.model;
    json_t *options = record_options(o);
    json_t *out = json_pack("{s:s, s:s, s:I, s:s, s:o, s:o}", "id", m->id, "arch",
                            m->arch, "trained", (json_int_t)w->fit.trained, "warnings",
                            w->fit.warnings, "model", record_model(m), "validation",
                            evaluate_json(m, &w->fit.validation, true));

    json_object_set_new(options, "manifest", json_text(w->trial.manifest));
    json_object_set_new(options, "fixes", json_text_or_null(w->trial.fixes));
    json_object_set_new(options, "with", further_json(&w->further));
    json_object_set_new(out, "options", options);
    json_object_set_new(out, "splits", record_splits(&w->manifest));
    json_object_set_new(out, "learning", record_epochs(w->epoch, w->epochs));
    if (w->measured)
        json_object_set_new(out, held_out, trial_json(&w->trial, m));
    return out;
}

/* On the held-out split where there is one, else on the rows set aside. */
static int draw(const struct work *w, const char *dir, const json_t *numbers,
                struct err *e)
{
    struct figures r = {.dir = dir,
                        .model = w->fit.model,
                        .name = "validation",
                        .part = {&w->fit.validation},
                        .epoch = w->epoch,
                        .epochs = w->epochs};

    if (w->measured && w->trial.is.part[EVALUATE_ALL].n)
        figures_measured(&r, held_out, &w->trial.is);
    return plots_report(&r, numbers, "train", e);
}

static void print_text(const struct work *w)
{
    const char *const name = "validation";
    const struct metrics *const x = &w->fit.validation;

    fputs(w->fit.warnings, stdout);
    if (w->measured)
        trial_print(&w->trial, w->fit.model);
    else {
        score_classes(w->fit.model, x);
        score_confusion(w->fit.model, x);
    }
    putchar('\n');
    score_summary(&name, &x, 1);
    printf("\n%s: %zu files learned from\n", w->fit.model->id, w->fit.trained);
}

static int deliver(const struct work *w, const struct args *a,
                   const struct fit_options *o, struct err *e)
{
    const char *dir = opt_text(a, 'r');
    json_t *report = report_of(w, o);
    int rc = model_save(w->fit.model, opt_text(a, 'o'), e);

    if (rc == 0 && dir)
        rc = draw(w, dir, report, e);
    if (rc == 0 && opt_given(a, 'J'))
        print_json(json_incref(report));
    else if (rc == 0)
        print_text(w);
    json_decref(report);
    return rc;
}

static int run(struct session *s, const struct args *a, struct err *e)
{
    struct features_options from;
    struct fit_options o;
    struct work w = {0};
    int rc;

    (void)s;
    if (options_of(a, &o, e) != 0 || features_options_of(&from, a, "train", e) != 0 ||
        model_target(opt_text(a, 'o'), e) != 0 ||
        (opt_given(a, 'r') && figures_target(opt_text(a, 'r'), e) != 0))
        return -1;
    w.trial.manifest = a->argv[0];
    w.trial.fixes = opt_text(a, FEATURES_FIXES);
    w.trial.split = held_out;
    rc = further_options_of(&w.further, a, WITH, e);
    if (rc == 0)
        rc = taxonomy_init(&w.taxonomy, NULL, e);
    if (rc == 0)
        rc = manifest_load(&w.manifest, a->argv[0], &w.taxonomy, e);
    if (rc == 0 && w.trial.fixes)
        rc = fixes_load(&w.manifest, w.trial.fixes, &w.taxonomy, e);
    if (rc == 0)
        rc = features_of(&w.features, &w.manifest, &from, e);
    if (rc == 0)
        rc = further_load(&w.further, &w.features, &w.taxonomy, &from, e);
    if (rc == 0)
        rc = learn(&w, a, &o, e);
    if (rc == 0)
        rc = measure(&w, e);
    if (rc == 0)
        rc = deliver(&w, a, &o, e);
    work_clear(&w);
    return rc;
}

static const struct opt options[] = {
    {'o', "out", "FILE", "where the model goes"},
    {'a', "arch", "NAME", "architecture: linear (default) or cnn"},
    {'n', "epochs", "N", "epochs at most (default: 40; cnn: 30)"},
    {'s', "seed", "N", "of all randomness: the same seed, the same model (default: 1)"},
    {FEATURES_FIXES, "fixes", "FILE", "correct the labels by this list of errors"},
    {WITH, "with", "FILE:WEIGHT", "learn from a further manifest too; may be repeated"},
    {'r', "report", "DIR", "write all numbers and plots to a folder"},
    {'J', "json", NULL, "print all numbers as JSON"},
    {'j', "jobs", "N", "worker processes (default: one per core)"},
    {'q', "quiet", NULL, "no progress and no complaints"},
    {FEATURES_CACHE, "cache", "FILE", "library that keeps the features between runs"},
    {FEATURES_SKIP_MISSING, "skip-missing", NULL, "leave out files that cannot be read"},
    {0}};

const struct cmd cmd_train = {
    .name = "train",
    .args = "[options] --out FILE MANIFEST",
    .summary = "learn a model from labelled files",
    .options = options,
    .needs = NEEDS_NOTHING,
    .run = run,
};
