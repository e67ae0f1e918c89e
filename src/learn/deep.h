/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LEARN_DEEP_H
#define LEARN_DEEP_H

#include <stdbool.h>
#include <stddef.h>

#include "learn/retrain.h"
#include "learn/sitting.h"
#include "learn/tuning.h"
#include "nn/model.h"
#include "nn/patch.h"
#include "util/err.h"

/*
 * retrain() for a model that also learns to hear: the last block of its trunk is fitted
 * to a person's sounds (learn/tuning.h), what it rehearses is carried over to the new
 * embeddings (learn/carry.h), and then its heads are fitted by retrain(). Other sounds of
 * the person, of which nothing was said, keep their answers, so that nothing else moves.
 *
 * The same arguments give the same model, on one machine: it works in one process. Memory
 * beside the patches: 2 bytes for each number at the cut of the net and sound, 33 kB for
 * a cnn, so 200 MB for as many sounds as it takes.
 */
enum { DEEP_EXAMPLES = 2000, DEEP_OTHERS = 4000 }; /* the last ones count */

struct deep_options {
    size_t least, folders; /* examples, and folders that they lie in: not below these */
    size_t parts;          /* of the folders, held out in turn */
    double carried;        /* largest relative error of a carried embedding */
    struct tuning_options tuning;
    struct retrain_options heads; /* its progress is not told */
    bool (*stop)(void *arg);      /* asked after every step; NULL: never */
    void (*progress)(void *arg, size_t done, size_t of); /* epochs; NULL: none */
    void *arg;
};

struct deep_options deep_defaults(void);

struct deep_result {
    struct retrain plain;  /* what retrain() comes to without any of this */
    struct retrain taught; /* with it; its model has another trunk */
    struct model *ears;    /* the base with that trunk, for retrain(). All are owned */
    struct retrain_answers was, shallow, deep; /* to held-out folders: the base's,
                                                * retrain()'s, these; without ece */
    size_t epochs;                             /* that were best for them */
    double carried, moved;                     /* error and moved of struct carry */
    bool refused;                              /* plain is to be used */
    char why[200];
};

/*
 * 0, or -1: ERR_UNSUPPORTED (the net has no last block, or base no rehearsal), ERR_USAGE
 * (too few examples, folders or other sounds), ERR_STOPPED. Others: sounds that nobody
 * corrected, as many as there are examples at least.
 */
int deep(struct deep_result *out, const struct model *base, const struct deep_example *x,
         size_t n, const struct patch *const *others, size_t m,
         const struct deep_options *o, struct err *e);
void deep_clear(struct deep_result *r);

#endif
