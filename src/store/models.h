/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STORE_MODELS_H
#define STORE_MODELS_H

#include <stddef.h>
#include <stdint.h>

#include "store/store.h"
#include "util/lexicon.h"
#include "util/publish.h"

/* What the library must know of a model to name its answers. Borrowed. */
struct model_facts {
    const char *key;  /* 32 hex digits; two models never share one */
    const char *arch; /* its name, as in nn/net.h */
    unsigned feature_version;
    const char *metrics; /* a JSON object */
    size_t nodes;
    const char *const *tag; /* (nodes) dotted category of each node */
    size_t leaves;          /* they come first; 0 = unknown: names are not heard */
    float leaf_threshold, parent_threshold, form_threshold; /* publish at or above */
};

/* The current model as rows refer to it. {0} = none: everything is unsure. */
struct model_ref {
    int64_t id;
    size_t nodes;
    int64_t *tag_id; /* (nodes); owned, model_ref_clear() */
    char **tag;      /* (nodes); owned */
    struct branches branches;
    float form_threshold;
    const struct lexicon *names; /* borrowed; NULL = names are not heard */
};
void model_ref_clear(struct model_ref *m);

/* Make m the current model, adding its rows if they are new. Call in a transaction. */
int model_use(struct store *s, const struct model_facts *m, struct model_ref *out,
              struct err *e);

/* m where it is the current model already, and nothing changed: 1; 0: it is not, *out is
 * {0}; -1. */
int model_known(struct store *s, const struct model_facts *m, struct model_ref *out,
                struct err *e);

#endif
