/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NN_CLASSIFY_H
#define NN_CLASSIFY_H

#include "nn/model.h"
#include "nn/patch.h"
#include "util/sound.h"

/*
 * Numbers to labels: run a model on one patch, calibrate, and publish the leaf
 * where it is sure enough, else its surest ancestor that is, else nothing.
 */
struct classifier;

/* Borrows the model until classifier_free(). Never NULL. */
struct classifier *classifier_new(const struct model *m);
void classifier_free(struct classifier *c);

/* Pure: the same patch gives the same verdict, bit for bit, on one machine. */
void classify(struct classifier *c, const struct patch *p, struct verdict *out);

#endif
