/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sampledb eval: measure a model on labelled files. */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "answer/json.h"
#include "cli/cmd.h"
#include "cli/features.h"
#include "cli/plots.h"
#include "cli/print.h"
#include "cli/score.h"
#include "cli/trial.h"
#include "learn/figures.h"
#include "learn/fixes.h"
#include "learn/guise.h"
#include "learn/manifest.h"
#include "learn/namelist.h"
#include "learn/record.h"
#include "learn/taxonomy.h"
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

static json_t *json_of(const struct trial *t, const struct model *m)
{
    json_t *out = trial_json(t, m);

    json_object_set_new(out, "id", json_string(m->id));
    json_object_set_new(out, "split", json_text(t->split));
    json_object_set_new(out, "manifest", json_text(t->manifest));
    json_object_set_new(out, "model", record_model(m));
    return out;
}

static int deliver(const struct trial *t, const struct model *m, const struct args *a,
                   struct err *e)
{
    json_t *numbers = json_of(t, m);
    struct figures r = {.dir = opt_text(a, 'r'), .model = m};
    int rc = 0;

    figures_measured(&r, t->split, &t->is);
    if (r.dir)
        rc = plots_report(&r, numbers, "eval", e);
    if (rc == 0 && opt_given(a, 'J'))
        print_json(json_incref(numbers));
    else if (rc == 0)
        trial_print(t, m);
    json_decref(numbers);
    return rc;
}

/* Have the manifest's files analysed; nothing is wrong with it then, nor with fixes. */
static int prepare(struct features *f, const struct trial *t, const struct model *m,
                   const struct features_options *from, struct err *e)
{
    struct taxonomy names;
    struct manifest all = {0};
    int rc = taxonomy_init(&names, m, e);

    if (rc == 0)
        rc = manifest_load(&all, t->manifest, &names, e);
    if (rc == 0)
        rc = t->fixes ? fixes_load(&all, t->fixes, &names, e) : 0;
    if (rc == 0)
        rc = features_of(f, &all, from, e);
    manifest_clear(&all);
    return rc;
}

static int answer(struct trial *t, const struct model *m, struct features *f,
                  const struct args *a, struct err *e)
{
    int rc = trial_run(t, m, f, e);

    if (rc == 0)
        rc = deliver(t, m, a, e);
    trial_clear(t);
    return rc;
}

/* The same files under names that say nothing, help and lie. */
static int compare_names(const struct model *m, const char *split,
                         const struct dataset *d, bool json, struct err *e)
{
    struct metrics of[GUISES] = {{0}};
    const struct metrics *x[GUISES];
    struct lexicon *names = namelist_open(e);
    struct guises *g;
    json_t *out;

    if (!names)
        return -1;
    g = guises_new(m, names, d, NAMES_SEED);
    out = json_pack("{s:I}", "speaking", (json_int_t)guises_spoke(g, GUISE_HELPFUL));
    for (int k = 0; k < GUISES; k++) {
        guises_measure(g, (enum guise)k, &of[k]);
        x[k] = &of[k];
        json_object_set_new(out, guise_name[k], evaluate_json(m, &of[k], false));
    }
    if (json) {
        print_json(json_incref(out));
    } else {
        printf("split %s: of the files' own names %zu say a category\n", split,
               guises_spoke(g, GUISE_HELPFUL));
        score_summary(guise_name, x, GUISES);
    }
    json_decref(out);
    for (int k = 0; k < GUISES; k++)
        metrics_clear(&of[k]);
    guises_free(g);
    lexicon_free(names);
    return 0;
}

/* Instead of deliver(), on the same rows. */
static int deliver_names(const struct trial *t, const struct model *m, struct features *f,
                         bool json, struct err *e)
{
    struct taxonomy labels;
    struct manifest all = {0};
    struct dataset d = {0};
    int rc = taxonomy_init(&labels, m, e);

    if (rc == 0)
        rc = manifest_load(&all, t->manifest, &labels, e);
    if (rc == 0)
        rc = t->fixes ? fixes_load(&all, t->fixes, &labels, e) : 0;
    if (rc == 0)
        rc = features_dataset(f, &d, &all, t->split, e);
    fpu_flush_denormals();
    if (rc == 0)
        rc = compare_names(m, t->split, &d, json, e);
    dataset_clear(&d);
    manifest_clear(&all);
    return rc;
}

static int run(struct session *s, const struct args *a, struct err *e)
{
    struct features_options from;
    struct features f = {0};
    struct model *model = NULL;
    struct trial t = {0};
    int rc;

    (void)s;
    if (a->argc != 2)
        return err_set(e, ERR_USAGE, "eval wants a model (or base) and a manifest");
    if (features_options_of(&from, a, "eval", e) != 0 ||
        (opt_given(a, 'r') && figures_target(opt_text(a, 'r'), e) != 0))
        return -1;
    t.manifest = a->argv[1];
    t.fixes = opt_text(a, FEATURES_FIXES);
    t.split = opt_text(a, 'S') ? opt_text(a, 'S') : "dev";
    rc = open_model(&model, a->argv[0], e);
    if (rc == 0)
        rc = prepare(&f, &t, model, &from, e);
    if (rc == 0)
        rc = opt_given(a, 'N') ? deliver_names(&t, model, &f, opt_given(a, 'J'), e)
                               : answer(&t, model, &f, a, e);
    features_close(&f);
    model_free(model);
    return rc;
}

static const struct opt options[] = {
    {'N', "names", NULL, "measure what the files' names (column origin) are worth"},
    {'r', "report", "DIR", "write all numbers and plots to a folder"},
    {'S', "split", "NAME", "rows to measure on (default: dev)"},
    {'J', "json", NULL, "print all numbers as JSON"},
    {'j', "jobs", "N", "worker processes (default: one per core)"},
    {'q', "quiet", NULL, "no progress and no complaints"},
    {FEATURES_FIXES, "fixes", "FILE", "correct the labels by this list of errors"},
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
