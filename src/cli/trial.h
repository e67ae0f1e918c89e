/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_TRIAL_H
#define CLI_TRIAL_H

#include <jansson.h>

#include "cli/features.h"
#include "learn/evaluate.h"
#include "nn/model.h"

/*
 * A model on one split of a manifest: with its label errors corrected where a list of
 * them is given, and then without too, so that no correction flatters unseen.
 */
struct trial {
    const char *manifest, *fixes, *split; /* borrowed; fixes NULL = none */
    size_t changed, dropped;              /* rows of the split that the list is about */
    struct evaluation is;                 /* by the labels as they are now */
    struct evaluation was;                /* without the corrections; where fixes */
};

/*
 * manifest, fixes and split are set; the features of the files are there. 0, or -1 with
 * nothing to clear.
 */
int trial_run(struct trial *t, const struct model *m, struct features *f, struct err *e);
void trial_clear(struct trial *t);

/* All numbers, a new reference. As tables for people, on stdout. */
json_t *trial_json(const struct trial *t, const struct model *m);
void trial_print(const struct trial *t, const struct model *m);

#endif
