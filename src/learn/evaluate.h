/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LEARN_EVALUATE_H
#define LEARN_EVALUATE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "learn/dataset.h"
#include "nn/metrics.h"
#include "nn/model.h"

/* Parts of a data set that are measured for themselves. */
enum evaluate_part {
    EVALUATE_ALL,
    EVALUATE_PACK,  /* rows of domain "pack": what musicians have */
    EVALUATE_FRESH, /* rows of a source that has no row in the split "train" */
    EVALUATE_PARTS
};

extern const char *const evaluate_part_name[EVALUATE_PARTS]; /* "all", "pack", ... */

enum { EVALUATE_MAX_DOMAINS = 64 };

struct evaluation {
    struct metrics part[EVALUATE_PARTS]; /* n 0: no such rows, or not told apart */
    struct evaluation_domain {
        char *name; /* owned, as are the rest */
        struct metrics metrics;
    } * domain; /* (domains) that rows have, by name; not told apart where more than MAX
                 */
    size_t domains;
    size_t unknown; /* rows whose label the model does not know: not measured */
};

/*
 * Labels of the manifest are those of taxonomy_init() with the same model, so the
 * model's leaves come first.
 */
void evaluate(struct evaluation *out, const struct model *m, const struct manifest *from,
              const struct dataset *d);
void evaluation_clear(struct evaluation *v);

/*
 * Numbers as JSON; where detailed with classes, first levels, confusion and the points
 * of reliability and coverage, and domains in sum. A new reference.
 */
json_t *evaluate_json(const struct model *m, const struct metrics *x, bool detailed);
json_t *evaluation_json(const struct model *m, const struct evaluation *v, bool detailed);

#endif
