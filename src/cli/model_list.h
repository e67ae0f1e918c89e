/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_MODEL_LIST_H
#define CLI_MODEL_LIST_H

#include "cli/base.h"
#include "store/models.h"

/* sampledb model list: a row for each model; for the built-in one also where the library
 * has not met it. */
int model_list(struct store *s, const struct base *b, bool json, struct err *e);

/* sampledb model info: all about one. */
int model_info(struct store *s, const struct base *b, int64_t id, bool json,
               struct err *e);

#endif
