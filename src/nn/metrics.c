/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How good answers are: accuracy, F1, confusion, calibration. */
#include "nn/metrics.h"

#include <math.h>
#include <stdlib.h>

#include "nn/classify.h"
#include "util/mem.h"

static const double leaf_precision = 0.90; /* that coverage is stated for */

size_t metrics_largest(size_t C, const float *z)
{
    size_t best = 0;

    for (size_t c = 1; c < C; c++)
        if (z[c] > z[best])
            best = c;
    return best;
}

static double share(double a, double b) { return b > 0 ? a / b : 0.0; }

/* Precision, recall and F1 from the counts; the mean F1 over classes that have rows. */
static double score(size_t C, struct metrics_class *of)
{
    double sum = 0.0, seen = 0.0;

    for (size_t c = 0; c < C; c++) {
        const double right = (double)of[c].right;

        of[c].precision = share(right, (double)of[c].answered);
        of[c].recall = share(right, (double)of[c].n);
        of[c].f1 = share(2.0 * right, (double)(of[c].n + of[c].answered));
        sum += of[c].n ? of[c].f1 : 0.0;
        seen += of[c].n ? 1.0 : 0.0;
    }
    return share(sum, seen);
}

static void count(struct metrics_class *of, size_t truth, size_t answer)
{
    of[truth].n++;
    of[answer].answered++;
    of[truth].right += truth == answer;
}

double metrics_macro_f1(size_t N, size_t C, const float *z, const int *truth,
                        double *accuracy)
{
    struct metrics_class *of = mem_new(C, sizeof *of);
    double right = 0.0, f1;

    for (size_t n = 0; n < N; n++) {
        const size_t answer = metrics_largest(C, z + n * C);

        count(of, (size_t)truth[n], answer);
        right += answer == (size_t)truth[n] ? 1.0 : 0.0;
    }
    f1 = score(C, of);
    free(of);
    *accuracy = share(right, (double)N);
    return f1;
}

/* Surest first; of equals the wrong one first, so that ties are no luck. */
static int surer(const void *a, const void *b)
{
    const struct metrics_answer *x = a, *y = b;

    if (x->confidence != y->confidence)
        return x->confidence > y->confidence ? -1 : 1;
    return x->right - y->right;
}

/* Largest share of the surest of N rows of which `precision` are right. */
static double coverage(size_t N, const struct metrics_answer *surest, double precision)
{
    size_t good = 0, best = 0;

    for (size_t n = 0; n < N; n++) {
        good += surest[n].right != 0;
        if ((double)good >= precision * (double)(n + 1))
            best = n + 1;
    }
    return share((double)best, (double)N);
}

static double calibration_error(size_t N, const struct metrics_answer *answer,
                                struct metrics_bin bin[METRICS_BINS])
{
    double error = 0.0;

    for (size_t n = 0; n < N; n++) {
        const int at = (int)(answer[n].confidence * (float)METRICS_BINS);
        struct metrics_bin *b = &bin[at < METRICS_BINS ? at : METRICS_BINS - 1];

        b->n++;
        b->right += answer[n].right != 0;
        b->confidence += (double)answer[n].confidence;
    }
    for (int b = 0; b < METRICS_BINS; b++)
        error += fabs(bin[b].confidence - (double)bin[b].right);
    return share(error, (double)N);
}

bool metrics_within(const struct model *m, int leaf, int node)
{
    while (leaf >= 0 && leaf != node)
        leaf = m->node[leaf].parent;
    return leaf >= 0;
}

static int root_of(const struct model *m, int node)
{
    while (m->node[node].parent >= 0)
        node = m->node[node].parent;
    return node;
}

static void count_published(struct metrics *out, const struct model *m, const float *p,
                            int truth)
{
    const struct guess g = classify_publish(m, p);
    struct metrics_published *to =
        g.node >= 0 && g.node < (int)m->leaves ? &out->leaf : &out->parent;

    if (g.node < 0)
        return;
    to->n++;
    to->right += metrics_within(m, truth, g.node);
}

static void count_forms(struct metrics *out, const struct model *m, size_t N,
                        const float *form_p, const int *form)
{
    size_t right = 0;

    for (size_t n = 0; n < N; n++) {
        const float *p = form_p + n * FORM_COUNT;
        const int answer = (int)metrics_largest(FORM_COUNT, p);

        if (form[n] < 0)
            continue;
        out->forms++;
        out->form_confusion[form[n]][answer]++;
        right += answer == form[n];
        if (p[answer] < m->form_threshold)
            continue;
        out->form.n++;
        out->form.right += answer == form[n];
    }
    out->form_accuracy = share((double)right, (double)out->forms);
}

void metrics_of(struct metrics *out, const struct model *m, size_t N, const float *p,
                const int *truth, const float *form_p, const int *form)
{
    const size_t C = m->leaves;
    size_t good = 0, near = 0;

    metrics_clear(out);
    out->n = N;
    out->classes = C;
    out->confusion = mem_new(C * C, sizeof *out->confusion);
    out->answer = mem_new(N, sizeof *out->answer);
    for (size_t n = 0; n < N; n++) {
        const size_t answer = metrics_largest(C, p + n * C);

        count(out->of, (size_t)truth[n], answer);
        out->confusion[(size_t)truth[n] * C + answer]++;
        out->answer[n] =
            (struct metrics_answer){p[n * C + answer], (int)answer == truth[n]};
        good += (int)answer == truth[n];
        near += root_of(m, (int)answer) == root_of(m, truth[n]);
        count_published(out, m, p + n * C, truth[n]);
    }
    out->accuracy = share((double)good, (double)N);
    out->root_accuracy = share((double)near, (double)N);
    out->macro_f1 = score(C, out->of);
    out->ece = calibration_error(N, out->answer, out->bin);
    qsort(out->answer, N, sizeof *out->answer, surer);
    out->coverage = coverage(N, out->answer, leaf_precision);
    count_forms(out, m, N, form_p, form);
}

void metrics_clear(struct metrics *m)
{
    free(m->confusion);
    free(m->answer);
    *m = (struct metrics){0};
}
