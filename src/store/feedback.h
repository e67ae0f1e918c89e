/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STORE_FEEDBACK_H
#define STORE_FEEDBACK_H

#include "store/correction.h"
#include "store/models.h"
#include "store/store.h"

/*
 * What users say of samples: rows that are only ever added (v1_feedback), the same in the
 * ledger (store/ledger.h), and at once what follows for the sample's tags
 * (store/standing.h). Once store_commit() has returned 0, both copies are on disk.
 *
 * `model` is the current model (model_known()); where it is {0}, what a model and names
 * said is looked at again by the next index. Call all of these in a transaction.
 */

/* One thing to say. */
struct opinion {
    const char *facet, *tag;
    int verdict; /* enum verdict_word */
};

/* Who says it, and when. */
struct speaker {
    const char *actor;   /* "user" */
    const uint8_t *uuid; /* of the first opinion, where it has one already; NULL */
    int64_t at_ms;       /* Unix ms; 0 = now */
};

/*
 * Say all of it of one sound, in this order, after everything that was said of it before.
 * What holds already is not said again. *said: how many were recorded. 0, or -1.
 */
int feedback_say(struct store *s, const uint8_t hash[CORRECTION_HASH],
                 const struct opinion *o, size_t n, const struct speaker *by,
                 const struct model_ref *model, int *said, struct err *e);

/* A correction from elsewhere, as it stands: 1 it is new, 0 known by its uuid, -1. */
int feedback_merge(struct store *s, const struct correction *c,
                   const struct model_ref *model, struct err *e);

/* The same of one that is in the ledger already. */
int feedback_recall(struct store *s, const struct correction *c,
                    const struct model_ref *model, struct err *e);

/* Every correction after row `after`, in the order of rows, as they came into this
 * library. each() must not write, and ends it by not returning 0. *id: of the row. */
int feedback_each(struct store *s, int64_t after,
                  int (*each)(void *arg, int64_t id, const struct correction *c,
                              struct err *e),
                  void *arg, struct err *e);

/* The last word on each facet and tag of a sound, oldest first; withdrawn ones too. */
int feedback_last(struct store *s, const uint8_t hash[CORRECTION_HASH],
                  int (*each)(void *arg, int64_t id, const struct correction *c,
                              struct err *e),
                  void *arg, struct err *e);

/* All that was said of a sound, oldest first. */
int feedback_history(struct store *s, const uint8_t hash[CORRECTION_HASH],
                     int (*each)(void *arg, int64_t id, const struct correction *c,
                                 struct err *e),
                     void *arg, struct err *e);

int feedback_count(struct store *s, int64_t *n, struct err *e);

#endif
