/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_DEEPENED_H
#define CLI_DEEPENED_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "cli/examples.h"
#include "learn/deep.h"
#include "store/store.h"

/* retrain --deep: a model learns to hear from a library, and what came of it. */
struct deepened {
    struct deep_result r;
    size_t examples, others; /* sounds that it was given, */
    size_t deaf;             /* and examples without a mel that could be read */
};

/*
 * retrain() by a model that first learns to hear, from the mels of the examples and of
 * other samples; by base as it is, if r.refused. *x: examples that base has heard;
 * whoever has learned has heard them in the end. o: for base. 0, or -1: as deep() and
 * retrain(). deepened_clear() in any case.
 */
int deepened_learn(struct deepened *d, struct retrain *out, struct store *s,
                   const struct model *base, struct examples *x,
                   const struct retrain_options *o, struct err *e);
void deepened_clear(struct deepened *d);

void deepened_print(const struct deepened *d);
json_t *deepened_json(const struct deepened *d); /* an object: a new reference */

#endif
