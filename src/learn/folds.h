/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LEARN_FOLDS_H
#define LEARN_FOLDS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "learn/dataset.h"
#include "learn/judged.h"
#include "learn/rows.h"
#include "nn/model.h"
#include "util/err.h"

/*
 * The sources of a data set in K parts: a model of each learns from what is not of its
 * part. So each row is judged once by a net that knows nothing of its source, as users'
 * sounds are.
 */
enum { FOLDS_MAX = 32 };

struct fold {
    size_t part, parts; /* part from 1; parts 0: none */
};

/*
 * Set the rows of a part aside. Whole sources, or of rows without one whole groups; the
 * parts have about as many rows of each domain. Added rows stay. The same rows, the same
 * parts.   aside (d->rows). 0, or -1 ERR_FORMAT: fewer sources than parts.
 */
int folds_aside(const struct dataset *d, struct fold f, bool *aside, struct err *e);

/* What the metrics of a model of a part say of it: which, and of what files. */
json_t *folds_note(struct fold f, const struct rows *r);

/* Which part a model is of, by that note; parts 0: of none. */
struct fold folds_of(const struct model *m);

/*
 * Have each of n models judge the rows of its part, all of which must be there. like:
 * whose labels and architecture they must have; leaf_of: its leaf of each label. 0, or
 * -1: ERR_USAGE (a part is missing or there twice, of another K, of other files), ERR_IO.
 */
int folds_judge(struct judged *out, const struct model *const *model, size_t n,
                const struct model *like, const struct dataset *d, const int *leaf_of,
                size_t threads, struct err *e);

#endif
