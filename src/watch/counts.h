/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef WATCH_COUNTS_H
#define WATCH_COUNTS_H

#include <jansson.h>

#include "index/index.h"

/* Counts of a run as they go over the control socket: one member a field, by its name. */
json_t *counts_json(const struct index_counts *n); /* a new reference */

/* What is not there, or is no number, stays as it is. */
void counts_read(struct index_counts *n, const json_t *counts);

#endif
