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
    const char *source; /* "model", "file", "name", "model+name" */
    double confidence;
    int rank;                  /* 1 = its first choice */
    const char *words, *place; /* of a name: what spoke, and where; else NULL */
    bool first; /* the sample is new: nobody has said anything of it before */
};
int claim_note(struct store *s, const struct claim *c, struct err *e); /* as evidence */
int claim_believe(struct store *s, const struct claim *c, struct err *e); /* as a tag */

/* One published answer; name NULL = unsure. */
struct label {
    const char *name; /* "drums.kick", "loop"; borrowed */
    double p;
    const char *source; /* "model" or "model+name" */
    int64_t tag;        /* its row, where it is known; 0 = to be looked up */
};

/* What a sample is to be called, and what it would be called by ear alone. */
struct labels {
    struct label category, form;
    struct label heard_category, heard_form;
    int64_t model; /* that has heard it; 0 = none */
};

/* What a model says, published as it stands. Names borrow from the model. */
struct labels labels_heard(const struct verdict *v, const struct model_ref *model);

/* Replace what a model said of a sample, as evidence: five best leaves and the form. */
int labels_note(struct store *s, int64_t sample, const struct verdict *v,
                const struct model_ref *model, struct err *e);

/* The verdict with its probabilities as labels_note() keeps them: what follows from it is
 * then the same as what follows from its evidence. */
struct verdict labels_rounded(const struct verdict *v);
float labels_part(int64_t millionths); /* one of them, read back */

/*
 * Replace what a model, alone or with names, has published: category and form as tags
 * and in the sample's own row. Verdicts of a user stay.
 */
int labels_publish(struct store *s, int64_t sample, bool first, const struct labels *say,
                   struct err *e);

#endif
