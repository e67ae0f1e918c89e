/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Training as a whole: split, fit, calibrate, measure, make the model. */
#include "learn/fit.h"

#include <assert.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "learn/helper.h"
#include "learn/judged.h"
#include "learn/record.h"
#include "learn/rehearse.h"
#include "learn/rows.h"
#include "nn/net.h"
#include "util/blob.h"
#include "util/mem.h"

const struct fit_options fit_defaults = {
    .arch = "linear",
    .validation = 0.15,
};

/* What is measured on. */
static const char validation[] = "validation", left_out[] = "left_out";

enum { FEW = 10 }; /* examples of a class below which its score is chance */

static void warn(struct fit *f, const char *label, const char *what)
{
    const size_t len = strlen(f->warnings);

    snprintf(f->warnings + len, sizeof f->warnings - len, "%s %s\n", label, what);
}

/* The model's categories, and a word on those with too few examples to trust. */
static int name_nodes(struct fit *f, const struct dataset *d, const struct taxonomy *t,
                      int *leaf_of, struct err *e)
{
    size_t uses[SOUND_MAX_NODES] = {0};

    for (size_t i = 0; i < d->rows; i++)
        uses[d->row[i].from->label]++;
    for (size_t l = 0; l < t->n; l++)
        if (uses[l] == 1)
            warn(f, t->leaf[l].label, "has a single example");
        else if (uses[l] && uses[l] < FEW)
            warn(f, t->leaf[l].label, "has only a few examples");
    if (taxonomy_nodes(f->model, t, uses, leaf_of, e) != 0)
        return -1;
    if (f->model->leaves < 2)
        return err_set(e, ERR_FORMAT, "%s: training needs examples of two labels or more",
                       d->file);
    return 0;
}

static void warn_unmeasured(struct fit *f)
{
    for (size_t c = 0; c < f->model->leaves; c++)
        if (f->validation.of[c].n == 0)
            warn(f, f->model->node[c].label,
                 "lies in one group: validation does not measure it");
}

/* Labels of the sources left out that nothing is learned of: they count as errors. */
static void warn_unlearned(struct fit *f, const struct rows *r)
{
    size_t learns[SOUND_MAX_NODES] = {0}, asides[SOUND_MAX_NODES] = {0};

    for (size_t i = 0; i < r->learns; i++)
        learns[r->learn[i].leaf]++;
    for (size_t i = 0; i < r->asides; i++)
        asides[r->aside[i].leaf]++;
    for (size_t c = 0; c < f->model->leaves; c++) {
        char what[80];

        snprintf(what, sizeof what, "lies in left-out sources alone: %zu sure errors",
                 asides[c]);
        if (asides[c] && !learns[c])
            warn(f, f->model->node[c].label, what);
    }
}

/* One run: what it learns from, and what it is calibrated by. */
struct run {
    const struct fit_options *o;
    struct rows rows;
    struct judged judged; /* no rows where the calibration of a model is taken over */
    struct net *net;
};

static bool from_folds(const struct fit_options *o)
{
    return o->refits > 1 || (o->refits == 1 && folds_of(o->refit[0]).parts > 0);
}

/* What `from` measured holds for m, which has seen more of the same. */
static void take_over(struct model *m, const struct model *from, json_t *is)
{
    json_t *was = json_loads(from->metrics, 0, NULL);

    m->temperature = from->temperature;
    m->form_temperature = from->form_temperature;
    m->leaf_threshold = from->leaf_threshold;
    m->parent_threshold = from->parent_threshold;
    m->form_threshold = from->form_threshold;
    json_object_set_new(is, "calibrated_as", json_string(from->id));
    if (json_object_get(was, validation))
        json_object_set(is, validation, json_object_get(was, validation));
    json_decref(was);
}

/* Calibrate on what is not learned from, and say what the model is worth there. */
static void measure(struct fit *f, const struct run *r, json_t *is)
{
    const struct fit_options *o = r->o;

    judged_calibrate(&r->judged, f->model, strcmp(f->measured, left_out) == 0,
                     &f->validation);
    if (o->refits)
        json_object_set_new(is, "calibrated_as", record_ids(o->refit, o->refits));
    if (o->fold.parts)
        json_object_set_new(is, "fold", folds_note(o->fold, &r->rows));
    json_object_set_new(is, f->measured, evaluate_json(f->model, &f->validation, false));
}

static int finish(struct fit *f, struct run *r, struct err *e)
{
    struct model *m = f->model;
    json_t *is;

    if (!r->o->refits && judged_add(&r->judged, r->net, r->rows.aside, r->rows.asides,
                                    r->o->train.threads, e) != 0)
        return -1;
    is = json_object();
    if (r->o->refits && !from_folds(r->o))
        take_over(m, r->o->refit[0], is);
    else
        measure(f, r, is);
    json_object_set_new(is, "trained", json_integer((json_int_t)f->trained));
    m->metrics = json_dumps(is, JSON_COMPACT);
    json_decref(is);
    net_store(r->net, m);
    net_settle(r->net);
    rehearse(m, r->net, r->rows.learn, r->rows.learns, r->o->train.seed);
    model_seal(m);
    if (r->o->fold.parts)
        warn_unlearned(f, &r->rows);
    else if (!r->o->refits)
        warn_unmeasured(f);
    return 0;
}

/* Whom to tell of an epoch, and where to note it. */
struct watch {
    const struct fit_options *o;
    struct fit *f;
    size_t room; /* in f->curve */
};

static int note_epoch(void *arg, const struct train_epoch *t)
{
    struct watch *w = arg;
    struct fit *f = w->f;

    f->curve = mem_more(f->curve, f->epochs, &w->room, sizeof *f->curve);
    f->curve[f->epochs++] = *t;
    return w->o->progress ? w->o->progress(w->o->arg, t) : 0;
}

static bool asked_to_stop(void *arg)
{
    const struct watch *w = arg;

    return w->o->train.stop && w->o->train.stop(w->o->arg);
}

static int learn(struct fit *f, const struct run *r, bool weighted, struct err *e)
{
    const struct fit_options *o = r->o;
    const size_t valid = o->fold.parts ? 0 : r->rows.asides; /* that choose the epoch */
    struct train_options how = o->train;
    struct watch w = {.o = o, .f = f};
    struct net *teacher[FIT_MAX_TEACHERS] = {0};
    int rc = 0;

    assert(o->teachers <= FIT_MAX_TEACHERS);
    for (size_t i = 0; rc == 0 && i < o->teachers; i++) {
        teacher[i] = helper_teacher(o->teacher[i], f->model, r->net, e);
        rc = teacher[i] ? 0 : -1;
    }
    how.drawn |= weighted; /* weights say how often a row is drawn */
    how.stop = asked_to_stop;
    how.teacher = teacher;
    how.teachers = o->teachers;
    if (rc == 0)
        rc = train(r->net, r->rows.learn, r->rows.learns, r->rows.aside, valid, &how,
                   note_epoch, &w, e);
    for (size_t i = 0; i < o->teachers; i++)
        net_free(teacher[i]);
    return rc;
}

/* Which rows are learned from, and which are not. */
static int set_aside(struct run *r, const struct dataset *d, const int *leaf_of,
                     struct err *e)
{
    const struct fit_options *o = r->o;
    bool *aside = mem_new(d->rows, sizeof *aside);
    int rc = 0;

    if (o->fold.parts)
        rc = folds_aside(d, o->fold, aside, e);
    else if (o->refits == 0 && o->validation > 0.0)
        (void)dataset_split(d, o->validation, o->train.seed, aside);
    if (rc == 0)
        rows_make(&r->rows, d, leaf_of, aside,
                  o->fold.parts ? DATASET_SOURCE : DATASET_GROUP);
    free(aside);
    if (rc == 0 && r->rows.learns == 0)
        rc = err_set(e, ERR_FORMAT, "%s: nothing is left to learn from", d->file);
    return rc;
}

/* All that can be wrong is found before hours of work. */
static int prepare(struct fit *f, struct run *r, const struct dataset *d,
                   const struct taxonomy *t, struct err *e)
{
    const struct fit_options *o = r->o;
    int leaf_of[SOUND_MAX_NODES];

    if (net_named(o->arch, e) != 0 || name_nodes(f, d, t, leaf_of, e) != 0)
        return -1;
    snprintf(f->model->arch, sizeof f->model->arch, "%s", o->arch);
    f->model->feature_version = BLOB_MEL_VERSION;
    f->measured = o->fold.parts || from_folds(o) ? left_out : validation;
    if (from_folds(o)) {
        if (folds_judge(&r->judged, o->refit, o->refits, f->model, d, leaf_of,
                        o->train.threads, e) != 0)
            return -1;
    } else if (o->refits && helper_twin(o->refit[0], f->model, e) != 0)
        return -1;
    if (set_aside(r, d, leaf_of, e) != 0)
        return -1;
    f->trained = r->rows.learns;
    r->net = net_new(o->arch, f->model->leaves);
    return 0;
}

int fit(struct fit *out, const struct dataset *d, const struct taxonomy *t,
        const struct fit_options *o, struct err *e)
{
    struct fit f = {.model = mem_new(1, sizeof *f.model)};
    struct run r = {.o = o};
    int rc = prepare(&f, &r, d, t, e);

    if (rc == 0)
        rc = learn(&f, &r, d->added > 0, e);
    if (rc == 0)
        rc = finish(&f, &r, e);
    if (rc == 0) {
        *out = f;
        f = (struct fit){0};
    }
    net_free(r.net);
    judged_clear(&r.judged);
    rows_clear(&r.rows);
    fit_clear(&f);
    return rc;
}

void fit_note(struct fit *f, const char *name, const struct evaluation *v)
{
    json_t *json = json_loads(f->model->metrics, 0, NULL);

    json_object_set_new(json, name, evaluation_json(f->model, v, false));
    free(f->model->metrics);
    f->model->metrics = json_dumps(json, JSON_COMPACT);
    json_decref(json);
}

void fit_clear(struct fit *f)
{
    model_free(f->model);
    metrics_clear(&f->validation);
    free(f->curve);
    *f = (struct fit){0};
}
