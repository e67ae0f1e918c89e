/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LEARN_TRIAL_H
#define LEARN_TRIAL_H

#include <stddef.h>
#include <stdint.h>

#include "learn/dataset.h"
#include "nn/metrics.h"
#include "nn/model.h"
#include "util/naming.h"

/*
 * What names are worth beside the ear: the same sounds under names that say nothing,
 * under their own (the manifest's origins), and under names that lie.
 */
enum trial_names {
    TRIAL_AUDIO,   /* the model alone */
    TRIAL_NEUTRAL, /* sample_0012.wav */
    TRIAL_HELPFUL, /* the origin */
    TRIAL_LYING,   /* the origin of a file with another label */
    TRIAL_MIXED, /* of 100 files 50 helpful, 40 neutral, 10 lying: what a library holds */
    TRIALS
};

extern const char *const trial_name[TRIALS]; /* "audio alone", ... */

/*
 * What the path that a row had says. Remarks of the corpus behind a name are no part of
 * it: "Oboe C5 (loop extended)", "rain.mp3 @segment2".
 */
void trial_hear(struct naming *out, const struct lexicon *x, const char *origin);

/* The sounds, what the model hears in them, and what their names say. */
struct trial;

/*
 * Rows with a label that m does not know are left out. Which name lies for which row is
 * drawn by the seed. Borrows m, x and d. Never NULL; trial_free().
 */
struct trial *trial_new(const struct model *m, const struct lexicon *x,
                        const struct dataset *d, uint64_t seed);
void trial_free(struct trial *t);

/* With the rule's numbers as they stand in x. */
void trial_measure(const struct trial *t, enum trial_names names, struct metrics *out);

/* Mean of -log p(truth) over the files under mixed names. */
double trial_cost(const struct trial *t);

/* How many names say anything of the category. */
size_t trial_spoke(const struct trial *t, enum trial_names names);

#endif
