/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STORE_LABELS_H
#define STORE_LABELS_H

#include <stdbool.h>
#include <stdint.h>

#include "store/models.h"
#include "store/store.h"
#include "util/sound.h"

/* What a source says of a sample. confidence < 0: NULL. model 0: none. */
struct claim {
    int64_t sample, tag, model;
    const char *source; /* "model", "file" */
    double confidence;
    int rank;   /* 1 = its first choice */
    bool first; /* the sample is new: nobody has said anything of it before */
};
int claim_note(struct store *s, const struct claim *c, struct err *e); /* as evidence */
int claim_believe(struct store *s, const struct claim *c, struct err *e); /* as a tag */

/*
 * Replace what a model said of a sample: five best leaves and both forms as
 * evidence; the published category and form as tags. Verdicts of a user stay.
 * first: the sample is new, and there is nothing to replace or to keep.
 */
int labels_put(struct store *s, int64_t sample, bool first, const struct verdict *v,
               const struct model_ref *model, struct err *e);

#endif
