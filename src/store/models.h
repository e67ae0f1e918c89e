/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STORE_MODELS_H
#define STORE_MODELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/store.h"
#include "util/buf.h"
#include "util/lexicon.h"
#include "util/publish.h"
#include "util/sound.h"

/* What the library must know of a model to name its answers. Borrowed. */
struct model_facts {
    const char *key;  /* 32 hex digits; two models never share one */
    const char *arch; /* its name, as in nn/net.h */
    unsigned feature_version;
    const uint8_t *trunk; /* (SOUND_TRUNK) what makes its embeddings; NULL = has none */
    const char *metrics;  /* a JSON object */
    size_t nodes;
    const char *const *tag; /* (nodes) dotted category of each node */
    size_t leaves;          /* they come first; 0 = unknown: names are not heard */
    float leaf_threshold, parent_threshold, form_threshold; /* publish at or above */
};

/* Where a model comes from. */
enum model_maker { MODEL_BASE, MODEL_RETRAIN, MODEL_IMPORT }; /* BASE: built in */
struct model_origin {
    enum model_maker made_by;
    int64_t parent;      /* what it was made from; 0 = nothing that the library knows */
    int64_t corrections; /* that went into it */
    const void *data;    /* (len) a model file, borrowed; NULL = is built in */
    size_t len;
};

/* The current model as rows refer to it. {0} = none: everything is unsure. */
struct model_ref {
    int64_t id;
    char key[33];
    uint8_t trunk[SOUND_TRUNK];
    bool embeds; /* there is a trunk */
    size_t nodes;
    int64_t *tag_id; /* (nodes); owned, model_ref_clear() */
    char **tag;      /* (nodes); owned */
    struct branches branches;
    float form_threshold;
    int64_t form_tag[FORM_COUNT]; /* 0 = not known */
    const struct lexicon *names;  /* borrowed; NULL = names are not heard */
};
void model_ref_clear(struct model_ref *m);

/* Those that write are called in a transaction. */

/* The row of m, made if new; one that is there keeps its origin, and gets weights where
 * it had none. */
int model_add(struct store *s, const struct model_facts *m, const struct model_origin *o,
              int64_t *id, struct err *e);

/* Make it the one in use: what other models have said is outdated. With back, the model
 * that it takes the place of will not be the one that model_before() names. */
int model_swap(struct store *s, int64_t id, bool back, struct err *e);

/*
 * The model to work with: what the user has put in use by retraining or by import, else
 * `base`, the one that is built in, which then is the one in use. One that was made for
 * other features than base does not stand.
 */
int model_choose(struct store *s, const struct model_facts *base, struct model_ref *out,
                 struct err *e);

/* That row as a reference: 0, or -1 ERR_STORE where it lacks what it takes. */
int model_refer(struct store *s, int64_t id, struct model_ref *out, struct err *e);

int model_in_use(struct store *s, int64_t *id, struct err *e); /* 1, 0 none, -1 */
int model_before(struct store *s, int64_t *id,
                 struct err *e); /* in use before: 1, 0, -1 */

/* Its weights, a model file, added to *out: 1, 0 none are kept, -1. */
int model_weights(struct store *s, int64_t id, struct buf *out, struct err *e);
int model_forget_weights(struct store *s, int64_t id, struct err *e);

/* All there are, in the order in which they came. Borrowed for the call. */
struct model_row {
    int64_t id;
    const char *key, *arch, *metrics, *made_by;
    unsigned feature_version;
    int64_t added_at, used_at; /* Unix s; used_at 0 = never in use */
    int64_t parent;            /* 0 = none */
    int64_t corrections, leaves, samples,
        bytes; /* leaves 0: not known; bytes 0: no weights */
    bool current;
};
int model_each(struct store *s,
               int (*each)(void *arg, const struct model_row *m, struct err *e),
               void *arg, struct err *e);

/* One that the library need not know, as a reference without rows: to ask what it would
 * publish. */
void model_imagine(const struct model_facts *m, struct model_ref *out);

/* model_add() of one that is built in, model_swap() and model_refer(). */
int model_use(struct store *s, const struct model_facts *m, struct model_ref *out,
              struct err *e);

/* The one in use as it stands, and nothing is changed: 1; 0: there is none, *out is {0};
 * -1. */
int model_known(struct store *s, struct model_ref *out, struct err *e);

#endif
