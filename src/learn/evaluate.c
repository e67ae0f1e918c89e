/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Measure a model on labelled files. */
#include "learn/evaluate.h"

#include <stdlib.h>
#include <string.h>

#include "nn/classify.h"
#include "util/mem.h"

const char *const evaluate_part_name[EVALUATE_PARTS] = {
    [EVALUATE_ALL] = "all",
    [EVALUATE_PACK] = "pack",
    [EVALUATE_FRESH] = "new_source",
};

/* Answers to rows, one behind the other; owned. */
struct answers {
    size_t n, leaves;
    float *leaf, *form;
    int *truth, *form_truth;
    const struct manifest_row **row;
    bool *fresh;
};

static void answers_init(struct answers *a, size_t rows, size_t leaves)
{
    *a = (struct answers){.leaves = leaves,
                          .leaf = mem_new(rows * leaves, sizeof *a->leaf),
                          .form = mem_new(rows * FORM_COUNT, sizeof *a->form),
                          .truth = mem_new(rows, sizeof *a->truth),
                          .form_truth = mem_new(rows, sizeof *a->form_truth),
                          .row = mem_new(rows, sizeof *a->row),
                          .fresh = mem_new(rows, sizeof *a->fresh)};
}

static void answers_clear(struct answers *a)
{
    free(a->leaf);
    free(a->form);
    free(a->truth);
    free(a->form_truth);
    free(a->row);
    free(a->fresh);
}

/* Room for an answer to one more row, which is filled in. */
static size_t answers_add(struct answers *to, const struct manifest_row *row, bool fresh)
{
    to->truth[to->n] = row->label;
    to->form_truth[to->n] = row->form;
    to->row[to->n] = row;
    to->fresh[to->n] = fresh;
    return to->n++;
}

static void answer(struct evaluation *out, struct answers *to, const struct model *m,
                   const struct manifest *from, const struct dataset *d)
{
    struct classifier *c = classifier_new(m);
    bool *fresh = mem_new(from->rows, sizeof *fresh);

    manifest_fresh(from, "train", fresh);
    answers_init(to, d->rows, m->leaves);
    for (size_t i = 0; i < d->rows; i++) {
        const struct dataset_row *row = &d->row[i];
        size_t at;

        if (row->from->label >= (int)m->leaves) {
            out->unknown++;
            continue;
        }
        at = answers_add(to, row->from, from->has_source && fresh[row->at]);
        classify_probabilities(c, &row->patch, to->leaf + at * m->leaves,
                               to->form + at * FORM_COUNT);
    }
    free(fresh);
    classifier_free(c);
}

static bool is_in(const struct answers *a, size_t i, enum evaluate_part part)
{
    return part == EVALUATE_ALL ||
           (part == EVALUATE_PACK && strcmp(a->row[i]->domain, "pack") == 0) ||
           (part == EVALUATE_FRESH && a->fresh[i]);
}

/* Measure the answers to some rows. */
static void measure(struct metrics *out, const struct model *m, const struct answers *a,
                    const bool *in)
{
    const size_t C = a->leaves;
    struct answers some;

    answers_init(&some, a->n, C);
    for (size_t i = 0; i < a->n; i++) {
        size_t at;

        if (!in[i])
            continue;
        at = answers_add(&some, a->row[i], a->fresh[i]);
        memcpy(some.leaf + at * C, a->leaf + i * C, C * sizeof *a->leaf);
        memcpy(some.form + at * FORM_COUNT, a->form + i * FORM_COUNT,
               FORM_COUNT * sizeof *a->form);
    }
    metrics_of(out, m, some.n, some.leaf, some.truth, some.form, some.form_truth);
    answers_clear(&some);
}

static int by_text(const void *a, const void *b)
{
    const char *const *x = a, *const *y = b;

    return strcmp(*x, *y);
}

/* Each domain once, in the order of its name; none where there are too many to be any. */
static void find_domains(struct evaluation *out, const struct answers *a)
{
    const char **name = mem_new(a->n, sizeof *name);
    size_t n = 0, named = 0;

    for (size_t i = 0; i < a->n; i++)
        if (a->row[i]->domain[0])
            name[named++] = a->row[i]->domain;
    qsort(name, named, sizeof *name, by_text);
    for (size_t i = 0; i < named; i++)
        if (i == 0 || strcmp(name[i], name[i - 1]) != 0)
            name[n++] = name[i];
    if (n <= EVALUATE_MAX_DOMAINS) {
        out->domain = mem_new(n, sizeof *out->domain);
        for (; out->domains < n; out->domains++)
            out->domain[out->domains].name =
                mem_text(name[out->domains], strlen(name[out->domains]));
    }
    free(name);
}

void evaluate(struct evaluation *out, const struct model *m, const struct manifest *from,
              const struct dataset *d)
{
    struct answers a;
    bool *in = mem_new(d->rows, sizeof *in);

    *out = (struct evaluation){0};
    answer(out, &a, m, from, d);
    for (int k = 0; k < EVALUATE_PARTS; k++) {
        for (size_t i = 0; i < a.n; i++)
            in[i] = is_in(&a, i, (enum evaluate_part)k);
        measure(&out->part[k], m, &a, in);
    }
    find_domains(out, &a);
    for (size_t k = 0; k < out->domains; k++) {
        for (size_t i = 0; i < a.n; i++)
            in[i] = strcmp(a.row[i]->domain, out->domain[k].name) == 0;
        measure(&out->domain[k].metrics, m, &a, in);
    }
    free(in);
    answers_clear(&a);
}

void evaluation_clear(struct evaluation *v)
{
    for (int k = 0; k < EVALUATE_PARTS; k++)
        metrics_clear(&v->part[k]);
    for (size_t k = 0; k < v->domains; k++) {
        free(v->domain[k].name);
        metrics_clear(&v->domain[k].metrics);
    }
    free(v->domain);
    *v = (struct evaluation){0};
}
