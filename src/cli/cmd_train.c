/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sampledb train: learn a model from a list of labelled files. */
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "answer/json.h"
#include "cli/cmd.h"
#include "cli/features.h"
#include "cli/further.h"
#include "cli/pitched.h"
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
#include "util/mem.h"

enum { EPOCHS_MAX = 100000, THREADS_MAX = 256 };

/* Options without a letter. */
enum { WITH = FEATURES_OPTIONS, THREADS, RESUME, REFIT, TEACHER, FOLD, NOTES, NET };

/* The split that nothing is fitted to, if the manifest has it. */
static const char held_out[] = "dev";

static bool stop_wanted(void *arg)
{
    (void)arg;
    return stop_asked;
}

/* I/K, as in 2/5. */
static int fold_of(const struct args *a, struct fold *out, struct err *e)
{
    const char *text = opt_text(a, FOLD);
    unsigned long part, parts;
    char *end;

    if (!text)
        return 0;
    part = strtoul(text, &end, 10);
    parts = *end == '/' ? strtoul(end + 1, &end, 10) : 0;
    if (*end || strspn(text, "0123456789/") != strlen(text) || parts < 2 ||
        parts > FOLDS_MAX || part < 1 || part > parts)
        return err_set(e, ERR_USAGE,
                       "--fold wants I/K, K from 2 to %d and I from 1 to K, not '%.40s'",
                       FOLDS_MAX, text);
    if (opt_given(a, REFIT))
        return err_set(e, ERR_USAGE,
                       "--fold sets files aside, --refit none: give one of them");
    *out = (struct fold){part, parts};
    return 0;
}

static int options_of(const struct args *a, struct fit_options *o, struct err *e)
{
    const char *arch = opt_text(a, 'a') ? opt_text(a, 'a') : fit_defaults.arch;
    long epochs, seed, threads = 0;

    if (a->argc != 1)
        return err_set(e, ERR_USAGE, "train wants one manifest");
    if (!opt_text(a, 'o'))
        return err_set(e, ERR_USAGE, "train wants --out FILE for the model");
    if (net_named(arch, e) != 0)
        return -1;
    *o = fit_defaults;
    o->arch = arch;
    o->train = *train_defaults(arch);
    epochs = o->train.epochs;
    seed = (long)o->train.seed;
    if (opt_number(a, 'n', 1, EPOCHS_MAX, &epochs, e) != 0 ||
        opt_number(a, 's', 0, INT32_MAX, &seed, e) != 0 ||
        opt_number(a, THREADS, 1, THREADS_MAX, &threads, e) != 0 ||
        fold_of(a, &o->fold, e) != 0)
        return -1;
    o->train.epochs = epochs;
    o->train.seed = (uint64_t)seed;
    o->train.threads = (size_t)threads;
    o->train.stop = stop_wanted;
    o->train.resume = opt_given(a, RESUME);
    return 0;
}

/* What one run has in hand; everything owned. */
struct work {
    struct taxonomy taxonomy;
    struct manifest manifest;
    struct further further;
    struct model *refit[FOLDS_MAX], *teacher[FIT_MAX_TEACHERS];
    struct features features;
    struct fit fit;
    char *checkpoint; /* file to go on from */
    bool quiet;
    double seconds; /* of training so far */
    bool measured;  /* there is a held-out split, and these are its numbers */
    struct trial trial;
};

/* One line for good: it is read on terminals, and in logs. */
static int show_epoch(void *arg, const struct train_epoch *t)
{
    struct work *w = arg;
    const bool tried = isfinite(t->accuracy);
    long left;

    w->seconds += t->seconds;
    left = (long)(w->seconds * (double)(t->epochs - t->epoch) / (double)t->epoch);
    if (w->quiet || t->past)
        return 0;
    fprintf(stderr, "epoch %*ld/%ld  loss %.3f  accuracy %.3f", t->epochs < 100 ? 2 : 3,
            t->epoch, t->epochs, t->loss, t->train_accuracy);
    if (tried)
        fprintf(stderr, "  validation: accuracy %.3f  macro-F1 %.3f", t->accuracy,
                t->macro_f1);
    fprintf(stderr, "  %.1f s  left %ld:%02ld%s\n", t->seconds, left / 60, left % 60,
            tried && t->best ? "  best" : "");
    return 0;
}

static void show_pace(const struct work *w)
{
    const struct fit *f = &w->fit;
    double busy = 0.0, gemm = 0.0;

    for (size_t i = 0; i < f->epochs; i++) {
        busy += f->curve[i].busy_s;
        gemm += f->curve[i].gemm_s;
    }
    if (!w->quiet && busy > 0.0)
        fprintf(stderr, "%zu epochs of %.1f s, %.0f %% of the work in matrix products\n",
                f->epochs, w->seconds / (double)f->epochs, 100.0 * gemm / busy);
}

static void work_clear(struct work *w)
{
    trial_clear(&w->trial);
    fit_clear(&w->fit);
    features_close(&w->features);
    manifest_clear(&w->manifest);
    further_clear(&w->further);
    for (size_t i = 0; i < FOLDS_MAX; i++)
        model_free(w->refit[i]);
    for (size_t i = 0; i < FIT_MAX_TEACHERS; i++)
        model_free(w->teacher[i]);
    free(w->checkpoint);
}

static int learn(struct work *w, struct fit_options *o, struct err *e)
{
    struct dataset d = {0};
    int rc = features_dataset(&w->features, &d, &w->manifest, "train", e);

    if (rc == 0)
        rc = further_add(&w->further, &w->features, &d, e);
    o->progress = show_epoch;
    o->arg = w;
    if (rc == 0)
        rc = fit(&w->fit, &d, &w->taxonomy, o, e);
    if (rc == 0)
        show_pace(w);
    else if (e->kind == ERR_STOPPED)
        err_set(e, ERR_STOPPED,
                "stopped; the same command with --resume goes on from here");
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

/* Where a run is put away: beside its model. None is lost by accident. */
static int checkpoint_of(struct work *w, const struct args *a, struct fit_options *o,
                         struct err *e)
{
    static const char end[] = ".checkpoint";
    const char *out = opt_text(a, 'o');

    w->checkpoint = mem_new(strlen(out) + sizeof end, 1);
    sprintf(w->checkpoint, "%s%s", out, end);
    o->train.checkpoint = w->checkpoint;
    if (!o->train.resume && access(w->checkpoint, F_OK) == 0)
        return err_set(e, ERR_IO,
                       "%s: is of a run that was stopped; go on with it by --resume, or "
                       "delete it",
                       w->checkpoint);
    if (o->train.resume && access(w->checkpoint, R_OK) != 0)
        return err_sys(e, "%s", w->checkpoint);
    return 0;
}

/* The models that an option names, each time that it is given. */
static int load_models(struct model **out, size_t *n, size_t most, const struct args *a,
                       int letter, const char *name, struct err *e)
{
    const char *file;

    for (*n = 0; (file = opt_nth(a, letter, (int)*n)); ++*n) {
        if (*n == most)
            return err_set(e, ERR_USAGE, "--%s is given more than %zu times", name, most);
        if (model_load(&out[*n], file, e) != 0)
            return -1;
    }
    return 0;
}

/* The models that help with this one. */
static int load_helpers(struct work *w, const struct args *a, struct fit_options *o,
                        struct err *e)
{
    o->refit = (const struct model *const *)w->refit;
    o->teacher = (const struct model *const *)w->teacher;
    return load_models(w->refit, &o->refits, FOLDS_MAX, a, REFIT, "refit", e) == 0
               ? load_models(w->teacher, &o->teachers, FIT_MAX_TEACHERS, a, TEACHER,
                             "teacher", e)
               : -1;
}

/* What it was made of and what it came to. */
static json_t *report_of(const struct work *w, const struct fit_options *o)
{
    const struct model *m = w->fit.model;
    json_t *options = record_options(o);
    json_t *out = json_pack("{s:s, s:s, s:I, s:s, s:o, s:o}", "id", m->id, "arch",
                            m->arch, "trained", (json_int_t)w->fit.trained, "warnings",
                            w->fit.warnings, "model", record_model(m), w->fit.measured,
                            evaluate_json(m, &w->fit.validation, true));

    json_object_set_new(options, "manifest", json_text(w->trial.manifest));
    json_object_set_new(options, "fixes", json_text_or_null(w->trial.fixes));
    json_object_set_new(options, "with", further_json(&w->further));
    json_object_set_new(out, "options", options);
    json_object_set_new(out, "splits", record_splits(&w->manifest));
    json_object_set_new(out, "learning", record_epochs(w->fit.curve, w->fit.epochs));
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
                        .name = w->fit.measured,
                        .part = {&w->fit.validation},
                        .epoch = w->fit.curve,
                        .epochs = w->fit.epochs};

    if (w->measured && w->trial.is.part[EVALUATE_ALL].n)
        figures_measured(&r, held_out, &w->trial.is);
    return plots_report(&r, numbers, "train", e);
}

static void print_text(const struct work *w)
{
    const char *const name = w->fit.measured;
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

static int learn_labels(struct work *w, const struct args *a, struct fit_options *o,
                        struct err *e)
{
    return learn(w, o, e) == 0 && measure(w, e) == 0 ? deliver(w, a, o, e) : -1;
}

static int learn_notes(struct work *w, const struct args *a, const struct fit_options *o,
                       struct err *e)
{
    const struct pitched p = {.notes = opt_text(a, NOTES),
                              .net = opt_text(a, NET),
                              .out = opt_text(a, 'o'),
                              .seed = o->train.seed,
                              .quiet = w->quiet,
                              .json = opt_given(a, 'J')};

    return pitched_learn(&p, &w->features, &w->manifest, &w->further, held_out, e);
}

static int run(struct session *s, const struct args *a, struct err *e)
{
    struct features_options from;
    struct fit_options o = fit_defaults;
    struct work w = {0};
    int rc;

    (void)s;
    if (options_of(a, &o, e) != 0 || features_options_of(&from, a, "train", e) != 0 ||
        model_target(opt_text(a, 'o'), e) != 0 ||
        (opt_given(a, 'r') && figures_target(opt_text(a, 'r'), e) != 0))
        return -1;
    w.quiet = opt_given(a, 'q');
    w.trial.manifest = a->argv[0];
    w.trial.fixes = opt_text(a, FEATURES_FIXES);
    w.trial.split = held_out;
    rc = further_options_of(&w.further, a, WITH, e);
    if (rc == 0 && opt_given(a, NOTES) != opt_given(a, NET))
        rc = err_set(e, ERR_USAGE, "--notes and --net want each other");
    if (rc == 0)
        rc = checkpoint_of(&w, a, &o, e);
    if (rc == 0)
        rc = load_helpers(&w, a, &o, e);
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
        rc = opt_given(a, NOTES) ? learn_notes(&w, a, &o, e) : learn_labels(&w, a, &o, e);
    if (rc == 0)
        (void)unlink(w.checkpoint);
    work_clear(&w);
    return rc;
}

static const struct opt options[] = {
    {'o', "out", "FILE", "where the model goes"},
    {'a', "arch", "NAME", "linear (default), cnn, cnn-texture, crnn or attention"},
    {'n', "epochs", "N", "epochs at most (default: 50; linear: 40)"},
    {'s', "seed", "N", "of all randomness: the same seed, the same model (default: 1)"},
    {FEATURES_FIXES, "fixes", "FILE", "correct the labels by this list of errors"},
    {WITH, "with", "FILE:WEIGHT", "learn from a further manifest too; may be repeated"},
    {NOTES, "notes", "FILE", "teach a model (--net) which notes these files are"},
    {NET, "net", "MODEL", "the model that learns notes, and stays as it is otherwise"},
    {'r', "report", "DIR", "write all numbers and plots to a folder"},
    {'J', "json", NULL, "print all numbers as JSON"},
    {'j', "jobs", "N", "processes that read files (default: one per core)"},
    {FOLD, "fold", "I/K", "set the I-th of K parts of the sources aside"},
    {REFIT, "refit", "MODEL",
     "learn from all files, calibrated as this model, or by those of all folds"},
    {RESUME, "resume", NULL, "go on with a run that was stopped"},
    {TEACHER, "teacher", "MODEL", "learn from a model's answers too; may be repeated"},
    {THREADS, "threads", "N", "processes that train (default: one per core)"},
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
