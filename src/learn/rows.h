/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LEARN_ROWS_H
#define LEARN_ROWS_H

#include <stdbool.h>
#include <stddef.h>

#include "learn/dataset.h"
#include "nn/train.h"

/* Rows of a data set, as training takes them: those to learn from, those set aside. */
struct rows {
    struct train_row *learn, *aside; /* (learns), (asides) owned */
    size_t learns, asides;
};

/*
 * Learn from what is not set aside and tells nothing of what is, see dataset_known().
 * leaf_of: the model's leaf of each label.  aside (d->rows)
 */
void rows_make(struct rows *out, const struct dataset *d, const int *leaf_of,
               const bool *aside, enum dataset_bond bond);
void rows_clear(struct rows *r);

#endif
