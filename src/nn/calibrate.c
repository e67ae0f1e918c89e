/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Confidences that mean what they say: temperatures and thresholds. */
#include "nn/calibrate.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "nn/classify.h"
#include "nn/loss.h"
#include "nn/metrics.h"
#include "util/mem.h"

static const double leaf_precision = 0.90, parent_precision = 0.93, form_precision = 0.98;

enum {
    STEPS = 200, /* thresholds tried between 0 and 1 */
    ENOUGH = 50  /* weighed rows that a share is taken from */
};

static double weight_of(const double *weight, size_t i)
{
    return weight ? weight[i] : 1.0;
}

/*
 * The least precision that a share p of right ones in n rows leaves likely, 19 times in
 * 20: few rows prove little. Source: Wilson, Probable Inference, the Law of Succession,
 * and Statistical Inference, JASA 1927 (the score interval, one-sided).
 */
static double least_precision(double p, double n)
{
    const double z = 1.645;

    return (p + z * z / (2 * n) - z * sqrt((p * (1 - p) + z * z / (4 * n)) / n)) /
           (1 + z * z / n);
}

/* What a temperature is chosen on. */
struct sample {
    size_t N, C;
    const float *z;
    const int *truth;
    const double *weight;
    float *work; /* (C) */
};

/* Sum of -log p(truth) at a temperature; rows of unknown truth cost nothing. */
static double cost(const struct sample *s, double t)
{
    double sum = 0.0;

    for (size_t i = 0; i < s->N; i++) {
        for (size_t c = 0; c < s->C; c++)
            s->work[c] = s->z[i * s->C + c] / (float)t;
        sum += weight_of(s->weight, i) *
               loss_cross_entropy(1, s->C, s->work, s->truth + i, NULL, 0.0f, 1.0f, NULL);
    }
    return sum;
}

float calibrate_temperature(size_t N, size_t C, const float *z, const int *truth,
                            const double *weight)
{
    const double golden = 0.6180339887498949;
    double a = log(0.05), b = log(20.0), left, right, at_left, at_right;
    const struct sample s = {N, C, z, truth, weight, mem_new(C, sizeof *s.work)};

    left = b - golden * (b - a);
    right = a + golden * (b - a);
    at_left = cost(&s, exp(left));
    at_right = cost(&s, exp(right));
    for (int i = 0; i < 40 && N > 0; i++) /* the cost has one valley: golden section */
        if (at_left < at_right) {
            b = right;
            right = left;
            at_right = at_left;
            left = b - golden * (b - a);
            at_left = cost(&s, exp(left));
        } else {
            a = left;
            left = right;
            at_left = at_right;
            right = a + golden * (b - a);
            at_right = cost(&s, exp(right));
        }
    a = N > 0 ? exp((a + b) / 2.0) : 1.0;
    if (N > 0 && cost(&s, 1.0) < cost(&s, a))
        a = 1.0;
    free(s.work);
    return (float)a;
}

/* The rows that thresholds are chosen on, as metrics_of() takes them. */
struct rows {
    size_t N;
    const float *p, *form_p;
    const int *truth, *form;
    const double *weight;
};

enum head { LEAF, PARENT, FORM };

/* What is published: how many rows, their weight, and that of the right ones. */
struct published {
    double rows, weight, right;
};

/* Whether row i's answer is published, and whether it is right. */
static bool publishes(const struct model *m, const struct rows *r, size_t i,
                      enum head which, bool *right)
{
    const float *form_p = r->form_p + i * FORM_COUNT;
    const int form = (int)metrics_largest(FORM_COUNT, form_p);
    struct guess g;

    if (which == FORM) {
        *right = form == r->form[i];
        return r->form[i] >= 0 && form_p[form] >= m->form_threshold;
    }
    g = classify_publish(m, r->p + i * m->leaves);
    *right = g.node >= 0 && metrics_within(m, r->truth[i], g.node);
    return g.node >= 0 && (g.node < (int)m->leaves) == (which == LEAF);
}

static struct published measure(const struct model *m, const struct rows *r,
                                enum head which)
{
    struct published out = {0};

    for (size_t i = 0; i < r->N; i++) {
        const double weight = weight_of(r->weight, i);
        bool right;

        if (!publishes(m, r, i, which, &right))
            continue;
        out.rows++;
        out.weight += weight;
        out.right += right ? weight : 0.0;
    }
    return out;
}

/*
 * The precision that can be counted on. Weighed rows are of sources left out, judged by
 * nets that know less than the one that is calibrated: that is caution enough.
 */
static double precision_of(const struct published *got, bool weighed)
{
    const double share = got->weight > 0.0 ? got->right / got->weight : 0.0;

    if (weighed)
        return got->rows < ENOUGH ? 0.0 : share;
    return got->rows > 0.0 ? least_precision(share, got->rows) : 0.0;
}

/* Set *threshold, a field of *m, to the lowest value that reaches the precision. */
static void choose(struct model *m, float *threshold, enum head which, double precision,
                   const struct rows *r)
{
    float best = MODEL_NEVER;

    for (int i = STEPS; i > 0; i--) {
        struct published got;

        *threshold = (float)i / (float)STEPS;
        got = measure(m, r, which);
        if (precision_of(&got, r->weight != NULL) >= precision)
            best = *threshold;
    }
    *threshold = best;
}

void calibrate(struct model *m, size_t N, const float *leaf, const int *truth,
               const float *form, const int *form_truth, const double *weight)
{
    float *p = mem_new(N * m->leaves, sizeof *p);
    float *form_p = mem_new(N * FORM_COUNT, sizeof *form_p);
    const struct rows r = {N, p, form_p, truth, form_truth, weight};

    m->temperature = calibrate_temperature(N, m->leaves, leaf, truth, weight);
    m->form_temperature = calibrate_temperature(N, FORM_COUNT, form, form_truth, weight);
    softmax(N, m->leaves, leaf, m->temperature, p);
    softmax(N, FORM_COUNT, form, m->form_temperature, form_p);
    m->leaf_threshold = m->parent_threshold = m->form_threshold = MODEL_NEVER;
    choose(m, &m->leaf_threshold, LEAF, leaf_precision, &r);
    choose(m, &m->parent_threshold, PARENT, parent_precision, &r);
    choose(m, &m->form_threshold, FORM, form_precision, &r);
    free(p);
    free(form_p);
}
