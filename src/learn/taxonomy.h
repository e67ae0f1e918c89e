/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LEARN_TAXONOMY_H
#define LEARN_TAXONOMY_H

#include <stddef.h>

#include "nn/model.h"
#include "util/err.h"

/* The categories a manifest may name, and what each is called. */
struct taxonomy_leaf {
    char tag[MODEL_NAME], label[MODEL_NAME]; /* "drums.hat.closed", "hat-closed" */
    int form; /* what a file of it is where the manifest does not say; -1 = unknown */
};

struct taxonomy {
    size_t n;
    struct taxonomy_leaf leaf[SOUND_MAX_NODES];
};

/* models/taxonomy.csv, as built in. The model's leaves, if given, come before it. */
int taxonomy_init(struct taxonomy *t, const struct model *m, struct err *e);

/* By short label or dotted tag; -1 = none. */
int taxonomy_find(const struct taxonomy *t, const char *name);

/*
 * Fill m's nodes: leaves with uses[i] > 0 in the order of t, then their ancestors.
 * leaf_of[i] becomes the model's leaf of taxonomy leaf i, or -1.
 */
int taxonomy_nodes(struct model *m, const struct taxonomy *t, const size_t *uses,
                   int *leaf_of, struct err *e);

#endif
