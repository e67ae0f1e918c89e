/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Training as a whole: split, fit, calibrate, measure, make the model. */
#include "learn/fit.h"

#include <assert.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "learn/rehearse.h"
#include "nn/calibrate.h"
#include "nn/loss.h"
#include "nn/net.h"
#include "util/blob.h"
#include "util/mem.h"

const struct fit_options fit_defaults = {
    .arch = "linear",
    .validation = 0.15,
};

enum { FEW = 10 }; /* examples of a class below which its score is chance */

static void warn(struct fit *f, const char *label, const char *what)
{
    const size_t len = strlen(f->warnings);

    snprintf(f->warnings + len, sizeof f->warnings - len, "%s %s\n", label, what);
}

/* Rows of the data set, as training takes them: those to learn from, those set aside. */
struct rows {
    struct train_row *learn, *aside; /* owned */
    size_t learns, asides;
};

static void rows_make(struct rows *r, const struct dataset *d, const int *leaf_of,
                      double share, uint64_t seed)
{
    bool *aside = mem_new(d->rows, sizeof *aside);
    bool *known = mem_new(d->rows, sizeof *known);
    int *source = mem_new(d->rows, sizeof *source);

    dataset_sources(d, source);
    r->asides = share > 0.0 ? dataset_split(d, share, seed, aside) : 0;
    r->learns = d->rows - r->asides - dataset_known(d, aside, known);
    r->learn = mem_new(r->learns, sizeof *r->learn);
    r->aside = mem_new(r->asides, sizeof *r->aside);
    for (size_t i = 0, l = 0, a = 0; i < d->rows; i++) {
        const struct manifest_row *from = d->row[i].from;
        const struct train_row row = {&d->row[i].patch, leaf_of[from->label], from->form,
                                      source[i], d->row[i].weight};

        if (aside[i])
            r->aside[a++] = row;
        else if (!known[i])
            r->learn[l++] = row;
    }
    free(source);
    free(known);
    free(aside);
}

static void rows_clear(struct rows *r)
{
    free(r->learn);
    free(r->aside);
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

/* Calibrate on the rows set aside, and say in the model what it is worth on them. */
static int measure(struct fit *f, struct net *net, const struct rows *r, size_t threads,
                   struct err *e)
{
    struct model *m = f->model;
    const size_t N = r->asides;
    float *leaf = mem_new(N * m->leaves, sizeof *leaf);
    float *form = mem_new(N * FORM_COUNT, sizeof *form);
    int *truth = mem_new(N, sizeof *truth), *form_truth = mem_new(N, sizeof *form_truth);
    int rc;

    for (size_t i = 0; i < N; i++) {
        truth[i] = r->aside[i].leaf;
        form_truth[i] = r->aside[i].form;
    }
    rc = train_answers(net, r->aside, N, threads, leaf, form, e);
    calibrate(m, N, leaf, truth, form, form_truth);
    softmax(N, m->leaves, leaf, m->temperature, leaf);
    softmax(N, FORM_COUNT, form, m->form_temperature, form);
    metrics_of(&f->validation, m, N, leaf, truth, form, form_truth);
    free(leaf);
    free(form);
    free(truth);
    free(form_truth);
    return rc;
}

/* What `from` measured holds for m, which has seen more of the same. */
static json_t *take_over(struct model *m, const struct model *from)
{
    json_t *was = json_loads(from->metrics, 0, NULL),
           *is = json_pack("{s:s}", "calibrated_as", from->id);

    m->temperature = from->temperature;
    m->form_temperature = from->form_temperature;
    m->leaf_threshold = from->leaf_threshold;
    m->parent_threshold = from->parent_threshold;
    m->form_threshold = from->form_threshold;
    if (json_object_get(was, "validation"))
        json_object_set(is, "validation", json_object_get(was, "validation"));
    json_decref(was);
    return is;
}

static int finish(struct fit *f, struct net *net, const struct rows *r,
                  const struct fit_options *o, struct err *e)
{
    struct model *m = f->model;
    json_t *json;

    if (!o->refit && measure(f, net, r, o->train.threads, e) != 0)
        return -1;
    json = o->refit ? take_over(m, o->refit)
                    : json_pack("{s:o}", "validation",
                                evaluate_json(m, &f->validation, false));
    json_object_set_new(json, "trained", json_integer((json_int_t)r->learns));
    m->metrics = json_dumps(json, JSON_COMPACT);
    json_decref(json);
    net_store(net, m);
    net_settle(net);
    rehearse(m, net, r->learn, r->learns, o->train.seed);
    model_seal(m);
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

/* Whether a model that helps knows what is to be learned. */
static int check_labels(const struct model *helper, const struct model *m, struct err *e)
{
    bool alike = helper->leaves == m->leaves;

    for (size_t c = 0; alike && c < m->leaves; c++)
        alike = strcmp(helper->node[c].label, m->node[c].label) == 0;
    return alike ? 0
                 : err_set(e, ERR_USAGE, "model %s knows other labels than the manifest",
                           helper->id);
}

/* A model as a net that can be asked beside n. */
static struct net *teacher_of(const struct model *t, const struct model *m,
                              const struct net *n, struct err *e)
{
    struct net *net;

    if (check_labels(t, m, e) != 0)
        return NULL;
    net = net_new(t->arch, t->leaves);
    if (net->inputs == n->inputs && net_load(net, t, e) == 0)
        return net;
    if (net->inputs != n->inputs)
        err_set(e, ERR_USAGE, "teacher %s: architecture %s cannot teach %s", t->id,
                t->arch, m->arch);
    net_free(net);
    return NULL;
}

static int learn(struct fit *f, struct net *net, const struct rows *r,
                 const struct fit_options *o, bool weighted, struct err *e)
{
    struct train_options how = o->train;
    struct watch w = {.o = o, .f = f};
    struct net *teacher[FIT_MAX_TEACHERS] = {0};
    int rc = 0;

    assert(o->teachers <= FIT_MAX_TEACHERS);
    for (size_t i = 0; rc == 0 && i < o->teachers; i++)
        rc = (teacher[i] = teacher_of(o->teacher[i], f->model, net, e)) ? 0 : -1;
    how.drawn |= weighted; /* weights say how often a row is drawn */
    how.stop = asked_to_stop;
    how.teacher = teacher;
    how.teachers = o->teachers;
    if (rc == 0)
        rc =
            train(net, r->learn, r->learns, r->aside, r->asides, &how, note_epoch, &w, e);
    for (size_t i = 0; i < o->teachers; i++)
        net_free(teacher[i]);
    return rc;
}

static int check_refit(const struct model *was, const struct model *m, struct err *e)
{
    if (strcmp(was->arch, m->arch) != 0)
        return err_set(e, ERR_USAGE, "model %s is a %s: it cannot be refitted as %s",
                       was->id, was->arch, m->arch);
    return check_labels(was, m, e);
}

int fit(struct fit *out, const struct dataset *d, const struct taxonomy *t,
        const struct fit_options *o, struct err *e)
{
    struct fit f = {.model = mem_new(1, sizeof *f.model)};
    struct rows r = {0};
    struct net *net = NULL;
    int leaf_of[SOUND_MAX_NODES], rc = 0;

    rc = net_named(o->arch, e);
    if (rc == 0)
        rc = name_nodes(&f, d, t, leaf_of, e);
    if (rc != 0)
        goto out;
    snprintf(f.model->arch, sizeof f.model->arch, "%s", o->arch);
    f.model->feature_version = BLOB_MEL_VERSION;
    if (o->refit && check_refit(o->refit, f.model, e) != 0) {
        rc = -1;
        goto out;
    }
    rows_make(&r, d, leaf_of, o->refit ? 0.0 : o->validation, o->train.seed);
    f.trained = r.learns;
    net = net_new(o->arch, f.model->leaves);
    rc = learn(&f, net, &r, o, d->added > 0, e);
    if (rc == 0)
        rc = finish(&f, net, &r, o, e);
    if (rc == 0) {
        if (!o->refit)
            warn_unmeasured(&f);
        *out = f;
        f = (struct fit){0};
    }
out:
    net_free(net);
    rows_clear(&r);
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
