/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NN_CLASSIFY_H
#define NN_CLASSIFY_H

#include "nn/model.h"
#include "nn/patch.h"
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

/* The steps of classify(), for measuring: calibrated leaf (leaves), form (FORM_COUNT). */
void classify_probabilities(struct classifier *c, const struct patch *p, float *leaf,
                            float *form);

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
