/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LEARN_JUDGED_H
#define LEARN_JUDGED_H

#include <stdbool.h>
#include <stddef.h>

#include "nn/metrics.h"
#include "nn/model.h"
#include "nn/net.h"
#include "nn/train.h"
#include "util/err.h"

/* What nets say of rows that they have not learned from, beside the truth. */
struct judged {
    size_t n, leaves;
    float *leaf, *form;      /* logits (n, leaves), (n, FORM_COUNT); owned, as the rest */
    int *truth, *form_truth; /* (n) form -1 = not known */
    int *source;             /* (n) */
};

/* Add n rows and what the net says of them, by `threads` at once. 0, or -1 ERR_IO. */
int judged_add(struct judged *j, struct net *net, const struct train_row *rows, size_t n,
               size_t threads, struct err *e);

/*
 * Calibrate m by them, see nn/calibrate.h, and measure it on them. by_source: rows of one
 * source are right or wrong together, and the next source is none of these: many count
 * for hardly more than a few.
 */
void judged_calibrate(const struct judged *j, struct model *m, bool by_source,
                      struct metrics *out);

void judged_clear(struct judged *j);

#endif
