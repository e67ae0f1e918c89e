/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LEARN_RETRAIN_H
#define LEARN_RETRAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "learn/lesson.h"
#include "learn/school.h"
#include "learn/settle.h"
#include "nn/model.h"
#include "util/err.h"

/*
 * A model that learns from what a person said of sounds. Its trunk stays as it is, so
 * embeddings that are kept stay good. Its heads are fitted anew from the solution that
 * they have, to the examples and to a rehearsal of what the model learned from before,
 * for which the aim is not the truth but what the model said of it: it knows those sounds
 * by heart, and a head that is fitted to them again would trust the trunk too much. The
 * examples stay in the model as neighbours, nn/neighbours.h.
 * Source: Li and Hoiem, Learning without Forgetting, ECCV 2016 (old answers as the aim).
 *
 * The same base, examples, options and seed give the same model, on one machine.
 */
struct retrain_options {
    size_t least; /* examples of a new leaf */
    struct lesson_weights weights;
    struct school_options school;
    size_t parts;  /* of the folders, and of the rehearsed sources, held out in turn; 0:
                    * nothing is, and nothing measured or refused */
    uint64_t seed; /* which is in which part */
    /* (sounds) of the library: those that share a folder with an example, so that what is
     * said of some of a folder helps the rest of it, learn/settle.h; NULL: sounds are
     * known by the ear alone. Borrowed. */
    const struct settle_sound *library;
    size_t sounds;
    void (*progress)(void *arg, size_t done, size_t of); /* NULL: none */
    void *arg;
};

extern const struct retrain_options retrain_defaults;

/* Answers to sounds that were held out. */
struct retrain_answers {
    size_t n, right;
    double cost; /* mean of -log of what was given to the right answers */
    double ece;  /* as in nn/metrics.h */
};

struct retrain {
    struct model *model; /* owned, sealed; there even where it is refused */
    size_t examples, folders, passed_over, grown, settled;
    bool by_folder; /* else there is one folder only, and examples were held out singly */
    struct retrain_answers before, after; /* the examples: by base, by models that have
                                           * not seen their folder */
    struct {
        size_t n, before, after; /* rehearsed sounds, right answers */
        size_t lost, won;        /* of those, that were right before only; after only */
    } leaf[SOUND_MAX_NODES];     /* (base's leaves) likewise, sources held out */
    bool refused;                /* worse than before beyond chance: not to be used */
    char why[200];
    char warnings[2000]; /* lines, each ended by \n; "" = none */
};

/*
 * 0, or -1: ERR_UNSUPPORTED (base has no rehearsal), ERR_USAGE (nothing to learn from).
 * base is a model that train made: what an earlier retrain() taught is learned again from
 * its examples, not from its result.
 */
int retrain(struct retrain *out, const struct model *base,
            const struct retrain_example *x, size_t n, const struct retrain_options *o,
            struct err *e);
void retrain_clear(struct retrain *r);

#endif
