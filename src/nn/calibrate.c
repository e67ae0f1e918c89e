/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Confidences that mean what they say: temperatures and thresholds. */
#include "nn/calibrate.h"

#include <math.h>
#include <stdlib.h>

#include "nn/classify.h"
#include "nn/loss.h"
#include "nn/metrics.h"
#include "util/mem.h"

static const double leaf_precision = 0.90, parent_precision = 0.93, form_precision = 0.98;

enum { STEPS = 200 }; /* thresholds tried between 0 and 1 */

/*
 * The least precision that `right` of n rows leave likely, 19 times in 20: few rows prove
 * little. Source: Wilson, Probable Inference, the Law of Succession, and Statistical
 * Inference, JASA 1927 (the score interval, one-sided).
 */
static double least_precision(double right, double n)
{
    const double z = 1.645, p = right / n;

    return (p + z * z / (2 * n) - z * sqrt((p * (1 - p) + z * z / (4 * n)) / n)) /
           (1 + z * z / n);
}

/* Mean of -log p(truth) at a temperature; rows of unknown truth cost nothing. */
static double cost(size_t N, size_t C, const float *z, const int *truth, double t,
                   float *work)
{
    for (size_t i = 0; i < N * C; i++)
        work[i] = z[i] / (float)t;
    return loss_cross_entropy(N, C, work, truth, NULL, 0.0f, 1.0f, NULL);
}

float calibrate_temperature(size_t N, size_t C, const float *z, const int *truth)
{
    const double golden = 0.6180339887498949;
    double a = log(0.05), b = log(20.0), left, right, at_left, at_right;
    float *work = mem_new(N * C, sizeof *work);

    left = b - golden * (b - a);
    right = a + golden * (b - a);
    at_left = cost(N, C, z, truth, exp(left), work);
    at_right = cost(N, C, z, truth, exp(right), work);
    for (int i = 0; i < 40 && N > 0; i++) /* the cost has one valley: golden section */
        if (at_left < at_right) {
            b = right;
            right = left;
            at_right = at_left;
            left = b - golden * (b - a);
            at_left = cost(N, C, z, truth, exp(left), work);
        } else {
            a = left;
            left = right;
            at_left = at_right;
            right = a + golden * (b - a);
            at_right = cost(N, C, z, truth, exp(right), work);
        }
    a = N > 0 ? exp((a + b) / 2.0) : 1.0;
    if (N > 0 && cost(N, C, z, truth, 1.0, work) < cost(N, C, z, truth, a, work))
        a = 1.0;
    free(work);
    return (float)a;
}

/* The rows that thresholds are chosen on, as metrics_of() takes them. */
struct rows {
    size_t N;
    const float *p, *form_p;
    const int *truth, *form;
};

static struct metrics_published measure(const struct model *m, const struct rows *r,
                                        size_t which)
{
    struct metrics all = {0};
    struct metrics_published out;

    metrics_of(&all, m, r->N, r->p, r->truth, r->form_p, r->form);
    out = which == 0 ? all.leaf : which == 1 ? all.parent : all.form;
    metrics_clear(&all);
    return out;
}

/* Set *threshold, a field of *m, to the lowest value that surely reaches the precision.
 */
static void choose(struct model *m, float *threshold, size_t which, double precision,
                   const struct rows *r)
{
    float best = MODEL_NEVER;

    for (int i = STEPS; i > 0; i--) {
        struct metrics_published got;

        *threshold = (float)i / (float)STEPS;
        got = measure(m, r, which);
        if (got.n > 0 && least_precision((double)got.right, (double)got.n) >= precision)
            best = *threshold;
    }
    *threshold = best;
}

void calibrate(struct model *m, size_t N, const float *leaf, const int *truth,
               const float *form, const int *form_truth)
{
    float *p = mem_new(N * m->leaves, sizeof *p);
    float *form_p = mem_new(N * FORM_COUNT, sizeof *form_p);
    const struct rows r = {N, p, form_p, truth, form_truth};

    m->temperature = calibrate_temperature(N, m->leaves, leaf, truth);
    m->form_temperature = calibrate_temperature(N, FORM_COUNT, form, form_truth);
    softmax(N, m->leaves, leaf, m->temperature, p);
    softmax(N, FORM_COUNT, form, m->form_temperature, form_p);
    m->leaf_threshold = m->parent_threshold = m->form_threshold = MODEL_NEVER;
    choose(m, &m->leaf_threshold, 0, leaf_precision, &r);
    choose(m, &m->parent_threshold, 1, parent_precision, &r);
    choose(m, &m->form_threshold, 2, form_precision, &r);
    free(p);
    free(form_p);
}
