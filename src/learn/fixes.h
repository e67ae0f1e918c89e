/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LEARN_FIXES_H
#define LEARN_FIXES_H

#include <stddef.h>

#include "learn/manifest.h"
#include "learn/taxonomy.h"
#include "util/err.h"

/*
 * Label errors of a manifest, kept apart from it: a CSV file with the columns
 *
 *   path  as the manifest has it                required
 *   old   the label it has there                required
 *   new   the label it should have, or "drop"   required
 *   why   for people                            required, may be empty
 *
 * A form that the manifest leaves to the label follows the new one.
 */
enum { FIXES_MAX_BYTES = 16 << 20 };

/*
 * Change the labels in m, and mark the rows to drop. 0, or -1 with *e naming file
 * and line: a path that m does not have, has with another label than `old`, or that
 * stands there twice; an unknown label. m is as it was then.
 */
int fixes_load(struct manifest *m, const char *file, const struct taxonomy *t,
               struct err *e);
int fixes_parse(struct manifest *m, const char *file, const char *text, size_t n,
                const struct taxonomy *t, struct err *e);

#endif
