/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NN_METRICS_H
#define NN_METRICS_H

#include <stdbool.h>
#include <stddef.h>

#include "nn/model.h"

enum { METRICS_BINS = 15 }; /* equal steps of confidence for the calibration error */

struct metrics_class {
    size_t n, answered, right; /* rows of the class, rows called it, both */
    double precision, recall, f1;
};

/* How often something was published, and how often that was right. */
struct metrics_published {
    size_t n, right;
};

/* Rows whose answer has a confidence from b / METRICS_BINS up to the next step. */
struct metrics_bin {
    size_t n, right;
    double confidence; /* their sum */
};

/* An answer: how sure it is, and whether it is right. */
struct metrics_answer {
    float confidence;
    int right;
};

/*
 * What a model is worth on N rows. Shares and scores are 0 to 1, and 0 where there is
 * nothing to divide by. Zero it before its first use; metrics_clear() when done.
 */
struct metrics {
    size_t n, classes, forms;  /* rows, leaves, rows whose form is known */
    double accuracy, macro_f1; /* of the likeliest leaf; mean over leaves with rows */
    double root_accuracy;      /* the likeliest leaf has the right first level */
    double form_accuracy;
    double ece;      /* |confidence - accuracy|, weighted over METRICS_BINS */
    double coverage; /* largest share of surest rows right 9 times in 10 */
    struct metrics_published leaf, parent, form; /* by the model's own thresholds */
    struct metrics_class of[SOUND_MAX_NODES];    /* (classes) */
    size_t *confusion; /* (classes, classes) truth by answer; owned */
    size_t form_confusion[FORM_COUNT][FORM_COUNT]; /* likewise */
    struct metrics_bin bin[METRICS_BINS];
    struct metrics_answer *answer; /* (n) surest first; of equals the wrong; owned */
};

/*
 * p (N, leaves) and form_p (N, FORM_COUNT) calibrated; truth (N) a leaf, form (N) a form
 * or -1.
 */
void metrics_of(struct metrics *out, const struct model *m, size_t N, const float *p,
                const int *truth, const float *form_p, const int *form);
void metrics_clear(struct metrics *m);

/* Macro-F1 and accuracy of the largest of each row of z (N, C), nothing else. */
double metrics_macro_f1(size_t N, size_t C, const float *z, const int *truth,
                        double *accuracy);

/* Is the leaf, or none as -1, the node or below it? */
bool metrics_within(const struct model *m, int leaf, int node);

size_t metrics_largest(size_t C, const float *z); /* its place; the first of equals */

#endif
