/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ANSWER_MODELS_H
#define ANSWER_MODELS_H

#include <jansson.h>

#include "store/models.h"

/*
 * Each model that the library knows; then the built-in one (NULL key: there is none),
 * where the library has not met it, with the number 0. Stops when each() does not return
 * 0, and returns that.
 */
int models_each(struct store *s, const struct model_facts *built_in,
                int (*each)(void *arg, const struct model_row *m, struct err *e),
                void *arg, struct err *e);

/* full: with all its metrics. */
json_t *models_json(const struct model_row *m, const struct model_facts *built_in,
                    bool full);

bool models_is_built_in(const struct model_row *m, const struct model_facts *built_in);

/* Of metrics as a model has them: the accuracy that was measured on the hardest files,
 * "dev" before "validation"; NAN = none was. */
double models_accuracy(const char *metrics);

#endif
