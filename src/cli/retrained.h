/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_RETRAINED_H
#define CLI_RETRAINED_H

#include <jansson.h>
#include <stdint.h>

#include "cli/deepened.h"
#include "cli/examples.h"
#include "learn/retrain.h"

/* What came of retraining, for a person, for a script and for the record. */
struct retrained {
    const struct retrain *r;
    const struct examples *x;
    const struct model *base;    /* that learned */
    const struct deepened *deep; /* NULL: nobody asked it to learn to hear */
    uint64_t seed;
};

void retrained_print(const struct retrained *t);

/* An object: a new reference. It stands in the model's metrics, too. */
json_t *retrained_json(const struct retrained *t);

#endif
