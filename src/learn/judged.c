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
    for (size_t i = 0; i < n; i++) {
        j->truth[before + i] = rows[i].leaf;
        j->form_truth[before + i] = rows[i].form;
    }
    j->n = all;
    return train_answers(net, rows, n, threads, j->leaf + before * j->leaves,
                         j->form + before * FORM_COUNT, e);
}

void judged_calibrate(const struct judged *j, struct model *m, struct metrics *out)
{
    float *leaf = mem_new(j->n * j->leaves, sizeof *leaf);
    float *form = mem_new(j->n * FORM_COUNT, sizeof *form);

    calibrate(m, j->n, j->leaf, j->truth, j->form, j->form_truth);
    softmax(j->n, j->leaves, j->leaf, m->temperature, leaf);
    softmax(j->n, FORM_COUNT, j->form, m->form_temperature, form);
    metrics_of(out, m, j->n, leaf, j->truth, form, j->form_truth);
    free(leaf);
    free(form);
}

void judged_clear(struct judged *j)
{
    free(j->leaf);
    free(j->form);
    free(j->truth);
    free(j->form_truth);
    *j = (struct judged){0};
}
