/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NN_CLASSIFY_H
#define NN_CLASSIFY_H

#include "nn/model.h"
#include "nn/patch.h"
#include "util/embedding.h"
#include "util/publish.h"
#include "util/sound.h"

/*
 * Numbers to labels: run a model on one patch, calibrate, and publish the leaf
 * where it is sure enough, else the narrowest node above leaves that is, else nothing.
 * Silence is no evidence: it is unsure of everything, and has no best leaves.
 */
struct classifier;

/* Borrows the model until classifier_free(). Never NULL. */
struct classifier *classifier_new(const struct model *m);
void classifier_free(struct classifier *c);

/* Pure: the same patch gives the same verdict, bit for bit, on one machine. */
void classify(struct classifier *c, const struct patch *p, struct verdict *out);

/*
 * classify() in two halves: what is kept of a sound (of silence: nothing, n 0), and what
 * that is. The second may be asked of an embedding that was made by any model of the same
 * trunk, and comes to the same verdict, bit for bit.
 */
void classify_embed(struct classifier *c, const struct patch *p, struct embedding *out);
void classify_kept(struct classifier *c, const struct embedding *k, struct verdict *out);

/* Can classify_kept() be asked: is it of our trunk, and of our length, or silence? */
bool classify_fits(const struct classifier *c, const uint8_t trunk[SOUND_TRUNK],
                   const struct embedding *k);

/*
 * The steps of classify(), for measuring: calibrated leaf (leaves), form (FORM_COUNT); of
 * a patch, or of the rounded numbers of an embedding that fits and is not of silence.
 */
void classify_probabilities(struct classifier *c, const struct patch *p, float *leaf,
                            float *form);
void classify_known(struct classifier *c, const float *known, float *leaf, float *form);

/* m's categories and thresholds alone. */
void classify_branches(const struct model *m, struct branches *out);

/* classify()'s best leaves of p (leaves), most probable first; unused: node -1.
 * top (SOUND_TOP). */
void classify_rank(const struct model *m, const float *p, struct guess *top);

/*
 * The likeliest leaf where it reaches the model's leaf threshold, else of the nodes
 * whose leaves add up to its parent threshold the one with the fewest leaves, else -1.
 * p (leaves).
 */
struct guess classify_publish(const struct model *m, const float *p);

#endif
