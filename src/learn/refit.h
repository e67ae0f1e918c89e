/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LEARN_REFIT_H
#define LEARN_REFIT_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Fit one head, a dense layer and a softmax, to embeddings from the solution that it has:
 * the cost of the rows, plus hold / 2 times the squared distance from that solution.
 */
struct refit_rows {
    size_t n;
    const float *x;      /* (n, width) */
    const float *aim;    /* (n, outputs) */
    const bool *choice;  /* (n) the aim is 1 for each answer that would be right, and the
                          * cost -log of their sum; else the aim is a distribution, and
                          * the cost is cross-entropy against it */
    const float *weight; /* (n) */
};

struct refit_head {
    size_t width, outputs;
    float *W, *b;      /* (outputs, width), (outputs): changed in place */
    float temperature; /* probabilities are softmax(logits / temperature) */
    size_t fresh;      /* of the outputs, the last that have no solution yet: held less */
};

struct refit_options {
    float hold, hold_fresh;
    float rate; /* of Adam, at its highest */
    long steps;
};

void refit(const struct refit_head *h, const struct refit_rows *r,
           const struct refit_options *o);

/* p (n, outputs) of the head. */
void refit_tell(const struct refit_head *h, size_t n, const float *x, float *p);

/* In place: what is left of p (n) where only the answers marked 1 are possible; all of
 * them alike where p has none of them. */
void refit_among(size_t n, const float *possible, float *p);

#endif
