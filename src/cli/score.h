/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_SCORE_H
#define CLI_SCORE_H

#include "learn/evaluate.h"
#include "nn/metrics.h"
#include "nn/model.h"

/* How train and eval print what a model is worth, on stdout. */
void score_classes(const struct model *m, const struct metrics *x);
void score_confusion(const struct model *m, const struct metrics *x);

/* One column a part; name[i] heads x[i]. */
void score_summary(const char *const *name, const struct metrics *const *x, size_t n);

/* The summary of all parts that have rows. */
void score_parts(const struct evaluation *v);

/* All parts that have rows, classes and confusion of the first. */
void score_evaluation(const struct model *m, const char *split,
                      const struct evaluation *v);

#endif
