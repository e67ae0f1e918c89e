/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sampledb eval: measure a model on labelled files. */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "cli/cmd.h"
#include "cli/features.h"
#include "cli/print.h"
#include "cli/score.h"
#include "learn/evaluate.h"
#include "learn/manifest.h"
#include "learn/namelist.h"
#include "learn/taxonomy.h"
#include "learn/trial.h"
#include "nn/model.h"
#include "util/fpu.h"

enum { NAMES_SEED = 1 }; /* which name lies for which file */

static int open_model(struct model **out, const char *name, struct err *e)
{
    const uint8_t *data;
    size_t n;

    if (strcmp(name, "base") != 0)
        return model_load(out, name, e);
    if (!model_embedded(&data, &n))
        return err_set(e, ERR_UNSUPPORTED, "this sampledb was built without a model");
    return model_parse(out, data, n, e) == 0 ? 0 : err_in(e, "built-in model");
}

static void print_answer(const struct model *m, const char *split,
                         const struct evaluation *v, bool json)
{
    json_t *out;

    if (!json) {
        score_evaluation(m, split, v);
        return;
    }
    out = evaluation_json(m, v, true);
    json_object_set_new(out, "id", json_string(m->id));
    json_object_set_new(out, "split", json_text(split));
    print_json(out);
}

/* The same files under names that say nothing, help and lie. */
static int try_names(const struct model *m, const char *split, const struct dataset *d,
                     bool json, struct err *e)
{
    struct metrics of[TRIALS] = {{0}};
    const struct metrics *x[TRIALS];
    struct lexicon *names = namelist_open(e);
    struct trial *t;
    json_t *out = json_object();

    if (!names) {
        json_decref(out);
        return -1;
    }
    t = trial_new(m, names, d, NAMES_SEED);
    for (int k = 0; k < TRIALS; k++) {
        trial_measure(t, (enum trial_names)k, &of[k]);
        x[k] = &of[k];
        json_object_set_new(out, trial_name[k], evaluate_json(m, &of[k], false));
    }
    json_object_set_new(out, "speaking",
                        json_integer((json_int_t)trial_spoke(t, TRIAL_HELPFUL)));
    if (json) {
        print_json(json_incref(out));
    } else {
        printf("split %s: of the files' own names %zu say a category\n", split,
               trial_spoke(t, TRIAL_HELPFUL));
        score_summary(trial_name, x, TRIALS);
    }
    json_decref(out);
    for (int k = 0; k < TRIALS; k++)
        metrics_clear(&of[k]);
    trial_free(t);
    lexicon_free(names);
    return 0;
}

static int measure(const struct model *m, const struct manifest *from, struct features *f,
                   const struct args *a, struct err *e)
{
    const char *split = opt_text(a, 'S') ? opt_text(a, 'S') : "dev";
    struct dataset d;
    struct evaluation v;
    int rc = 0;

    if (features_dataset(f, &d, from, split, e) != 0)
        return -1;
    fpu_flush_denormals();
    if (opt_given(a, 'N')) {
        rc = try_names(m, split, &d, opt_given(a, 'J'), e);
    } else {
        evaluate(&v, m, from, &d);
        print_answer(m, split, &v, opt_given(a, 'J'));
        evaluation_clear(&v);
    }
    dataset_clear(&d);
    return rc;
}

static int run(struct session *s, const struct args *a, struct err *e)
{
    struct features_options from;
    struct taxonomy t;
    struct manifest m = {0};
    struct features f = {0};
    struct model *model = NULL;
    int rc;

    (void)s;
    if (a->argc != 2)
        return err_set(e, ERR_USAGE, "eval wants a model (or base) and a manifest");
    if (features_options_of(&from, a, "eval", e) != 0)
        return -1;
    rc = open_model(&model, a->argv[0], e);
    if (rc == 0)
        rc = taxonomy_init(&t, model, e);
    if (rc == 0)
        rc = manifest_load(&m, a->argv[1], &t, e);
    if (rc == 0)
        rc = features_of(&f, &m, &from, e);
    if (rc == 0)
        rc = measure(model, &m, &f, a, e);
    features_close(&f);
    manifest_clear(&m);
    model_free(model);
    return rc;
}

static const struct opt options[] = {
    {'S', "split", "NAME", "rows to measure on (default: dev)"},
    {'N', "names", NULL, "measure what the files' names (column origin) are worth"},
    {'J', "json", NULL, "print all numbers as JSON"},
    {'j', "jobs", "N", "worker processes (default: one per core)"},
    {'q', "quiet", NULL, "no progress and no complaints"},
    {FEATURES_CACHE, "cache", "FILE", "library that keeps the features between runs"},
    {FEATURES_SKIP_MISSING, "skip-missing", NULL, "leave out files that cannot be read"},
    {0}};

const struct cmd cmd_eval = {
    .name = "eval",
    .args = "[options] MODEL|base MANIFEST",
    .summary = "measure a model on labelled files",
    .options = options,
    .needs = NEEDS_NOTHING,
    .run = run,
};
