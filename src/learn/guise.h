/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LEARN_GUISE_H
#define LEARN_GUISE_H

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
enum guise {
    GUISE_AUDIO,   /* the model alone */
    GUISE_NEUTRAL, /* sample_0012.wav */
    GUISE_HELPFUL, /* the origin */
    GUISE_LYING,   /* the origin of a file with another label */
    GUISE_MIXED, /* of 100 files 50 helpful, 40 neutral, 10 lying: what a library holds */
    GUISES
};

extern const char *const guise_name[GUISES]; /* "audio alone", ... */

/*
 * What the path that a row had says. Remarks of the corpus behind a name are no part of
 * it: "Oboe C5 (loop extended)", "rain.mp3 @segment2".
 */
void guise_hear(struct naming *out, const struct lexicon *x, const char *origin);

/* The sounds, what the model hears in them, and what their names say. */
struct guises;

/*
 * Rows with a label that m does not know are left out. Which name lies for which row is
 * drawn by the seed. Borrows m, x and d. Never NULL; guises_free().
 */
struct guises *guises_new(const struct model *m, const struct lexicon *x,
                          const struct dataset *d, uint64_t seed);
void guises_free(struct guises *t);

/* With the rule's numbers as they stand in x. */
void guises_measure(const struct guises *t, enum guise names, struct metrics *out);

/* Mean of -log p(truth) over the files under mixed names. */
double guises_cost(const struct guises *t);

/* How many names say anything of the category. */
size_t guises_spoke(const struct guises *t, enum guise names);

#endif
