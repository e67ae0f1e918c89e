/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ANSWER_STATS_H
#define ANSWER_STATS_H

#include <jansson.h>

#include "store/quality.h"
#include "store/stats.h"

/* The library in numbers, and how its models do in use. */
json_t *stats_json(const struct stats *st, const struct qualities *q);

#endif
