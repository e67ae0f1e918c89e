/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ANSWER_SAMPLE_H
#define ANSWER_SAMPLE_H

#include <jansson.h>

#include "store/inspect.h"

/* All that is known of one file or sample: file, sample, embedded, others. */
json_t *sample_json(const struct inspection *i);

/* What it is called, and why: sample_id, published, witnesses, model. i has a sample. */
json_t *sample_why(const struct inspection *i);

/* What was measured of it, by the columns of v1_sample. */
json_t *sample_facets(const struct inspection *i);

#endif
