/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Measure a model on labelled files. */
#include "learn/evaluate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "nn/classify.h"
#include "util/mem.h"

const char *const evaluate_part_name[EVALUATE_PARTS] = {
    [EVALUATE_ALL] = "all",
    [EVALUATE_PACK] = "pack",
    [EVALUATE_FRESH] = "new_source",
};

/* Answers to the rows of one part, one behind the other; owned. */
struct answers {
    size_t n;
    float *leaf, *form;
    int *truth, *form_truth;
};

static void answers_init(struct answers *a, size_t rows, size_t leaves)
{
    *a = (struct answers){.leaf = mem_new(rows * leaves, sizeof *a->leaf),
                          .form = mem_new(rows * FORM_COUNT, sizeof *a->form),
                          .truth = mem_new(rows, sizeof *a->truth),
                          .form_truth = mem_new(rows, sizeof *a->form_truth)};
}

static void answers_clear(struct answers *a)
{
    free(a->leaf);
    free(a->form);
    free(a->truth);
    free(a->form_truth);
}

static void answers_add(struct answers *to, size_t leaves, const float *leaf,
                        const float *form, const struct manifest_row *row)
{
    memcpy(to->leaf + to->n * leaves, leaf, leaves * sizeof *leaf);
    memcpy(to->form + to->n * FORM_COUNT, form, FORM_COUNT * sizeof *form);
    to->truth[to->n] = row->label;
    to->form_truth[to->n] = row->form;
    to->n++;
}

void evaluate(struct evaluation *out, const struct model *m, const struct manifest *from,
              const struct dataset *d)
{
    struct classifier *c = classifier_new(m);
    struct answers a[EVALUATE_PARTS];
    bool *fresh = mem_new(from->rows, sizeof *fresh);
    float *leaf = mem_new(m->leaves, sizeof *leaf), form[FORM_COUNT];

    *out = (struct evaluation){0};
    manifest_fresh(from, "train", fresh);
    for (int k = 0; k < EVALUATE_PARTS; k++)
        answers_init(&a[k], d->rows, m->leaves);
    for (size_t i = 0; i < d->rows; i++) {
        const struct manifest_row *row = d->row[i].from;
        const bool in[EVALUATE_PARTS] = {true, strcmp(row->domain, "pack") == 0,
                                         from->has_source && fresh[d->row[i].at]};

        if (row->label >= (int)m->leaves) {
            out->unknown++;
            continue;
        }
        classify_probabilities(c, &d->row[i].patch, leaf, form);
        for (int k = 0; k < EVALUATE_PARTS; k++)
            if (in[k])
                answers_add(&a[k], m->leaves, leaf, form, row);
    }
    for (int k = 0; k < EVALUATE_PARTS; k++) {
        metrics_of(&out->part[k], m, a[k].n, a[k].leaf, a[k].truth, a[k].form,
                   a[k].form_truth);
        answers_clear(&a[k]);
    }
    free(leaf);
    free(fresh);
    classifier_free(c);
}

void evaluation_clear(struct evaluation *v)
{
    for (int k = 0; k < EVALUATE_PARTS; k++)
        metrics_clear(&v->part[k]);
}

/* A share, to six places: enough to compare, the same text on every machine. */
static json_t *number(double x) { return json_real(round(x * 1e6) / 1e6); }

static json_t *published_json(const struct metrics_published *p, size_t n)
{
    const double share = n ? (double)p->n / (double)n : 0.0;
    const double precision = p->n ? (double)p->right / (double)p->n : 0.0;

    return json_pack("{s:o, s:o}", "share", number(share), "precision",
                     number(precision));
}

static json_t *classes_json(const struct model *m, const struct metrics *x)
{
    json_t *list = json_array();

    for (size_t c = 0; c < x->classes; c++)
        json_array_append_new(
            list,
            json_pack("{s:s, s:I, s:o, s:o, s:o}", "label", m->node[c].label, "n",
                      (json_int_t)x->of[c].n, "precision", number(x->of[c].precision),
                      "recall", number(x->of[c].recall), "f1", number(x->of[c].f1)));
    return list;
}

static json_t *confusion_json(const struct metrics *x)
{
    json_t *rows = json_array();

    for (size_t t = 0; t < x->classes; t++) {
        json_t *row = json_array();

        for (size_t a = 0; a < x->classes; a++)
            json_array_append_new(
                row, json_integer((json_int_t)x->confusion[t * x->classes + a]));
        json_array_append_new(rows, row);
    }
    return rows;
}

json_t *evaluate_json(const struct model *m, const struct metrics *x, bool detailed)
{
    json_t *out = json_pack(
        "{s:I, s:o, s:o, s:o, s:o, s:o, s:o, s:{s:o, s:o, s:o}}", "n", (json_int_t)x->n,
        "accuracy", number(x->accuracy), "macro_f1", number(x->macro_f1), "root_accuracy",
        number(x->root_accuracy), "form_accuracy", number(x->form_accuracy), "ece",
        number(x->ece), "coverage", number(x->coverage), "published", "leaf",
        published_json(&x->leaf, x->n), "parent", published_json(&x->parent, x->n),
        "form", published_json(&x->form, x->forms));

    if (detailed) {
        json_object_set_new(out, "classes", classes_json(m, x));
        json_object_set_new(out, "confusion", confusion_json(x));
    }
    return out;
}

json_t *evaluation_json(const struct model *m, const struct evaluation *v, bool detailed)
{
    json_t *out = json_object();

    for (int k = 0; k < EVALUATE_PARTS; k++)
        if (v->part[k].n)
            json_object_set_new(out, evaluate_part_name[k],
                                evaluate_json(m, &v->part[k], detailed));
    json_object_set_new(out, "unknown", json_integer((json_int_t)v->unknown));
    return out;
}
