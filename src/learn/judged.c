/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rows that nets have not learned from, and what these say of them. */
#include "learn/judged.h"

#include <stdlib.h>
#include <string.h>

#include "nn/calibrate.h"
#include "nn/loss.h"
#include "util/mem.h"

int judged_add(struct judged *j, struct net *net, const struct train_row *rows, size_t n,
               size_t threads, struct err *e)
{
    const size_t before = j->n, all = before + n;

    j->leaves = net->leaves;
    j->leaf = mem_grow(j->leaf, all * j->leaves, sizeof *j->leaf);
    j->form = mem_grow(j->form, all * FORM_COUNT, sizeof *j->form);
    j->truth = mem_grow(j->truth, all, sizeof *j->truth);
    j->form_truth = mem_grow(j->form_truth, all, sizeof *j->form_truth);
    j->source = mem_grow(j->source, all, sizeof *j->source);
    for (size_t i = 0; i < n; i++) {
        j->source[before + i] = rows[i].source;
        j->truth[before + i] = rows[i].leaf;
        j->form_truth[before + i] = rows[i].form;
    }
    j->n = all;
    return train_answers(net, rows, n, threads, j->leaf + before * j->leaves,
                         j->form + before * FORM_COUNT, e);
}

/*
 * Rows that each row counts for: n of one source are worth n / (1 + (n - 1) rho) that are
 * drawn one by one, rho being how much their errors go together: 0.07 to 0.10 of linear
 * and cnn on the corpus of models/README.md, 0.14 to 0.23 where these are sure.
 * Source: Kish, Survey Sampling, 1965 (design effect of clusters).
 */
static double *weights(const struct judged *j)
{
    const double rho = 0.1;
    double *weight = mem_new(j->n, sizeof *weight);
    size_t *count;
    int sources = 0;

    for (size_t i = 0; i < j->n; i++)
        if (sources <= j->source[i])
            sources = j->source[i] + 1;
    count = mem_new((size_t)sources, sizeof *count);
    for (size_t i = 0; i < j->n; i++)
        count[j->source[i]]++;
    for (size_t i = 0; i < j->n; i++)
        weight[i] = 1.0 / (1.0 + rho * (double)(count[j->source[i]] - 1));
    free(count);
    return weight;
}

void judged_calibrate(const struct judged *j, struct model *m, bool by_source,
                      struct metrics *out)
{
    float *leaf = mem_new(j->n * j->leaves, sizeof *leaf);
    float *form = mem_new(j->n * FORM_COUNT, sizeof *form);
    double *weight = by_source ? weights(j) : NULL;

    calibrate(m, j->n, j->leaf, j->truth, j->form, j->form_truth, weight);
    softmax(j->n, j->leaves, j->leaf, m->temperature, leaf);
    softmax(j->n, FORM_COUNT, j->form, m->form_temperature, form);
    metrics_of(out, m, j->n, leaf, j->truth, form, j->form_truth);
    free(weight);
    free(leaf);
    free(form);
}

void judged_clear(struct judged *j)
{
    free(j->leaf);
    free(j->form);
    free(j->truth);
    free(j->form_truth);
    free(j->source);
    *j = (struct judged){0};
}
