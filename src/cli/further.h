/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_FURTHER_H
#define CLI_FURTHER_H

#include <jansson.h>

#include "cli/features.h"
#include "cli/opts.h"
#include "learn/manifest.h"
#include "learn/taxonomy.h"

/*
 * Further manifests to learn from (train --with FILE:WEIGHT), after the main one: their
 * rows count for WEIGHT rows of it, and are never measured on.
 */
enum { FURTHER_MAX = 16 };

struct further {
    int n;
    struct further_list {
        char *file; /* owned */
        float weight;
        struct manifest manifest; /* owned */
    } list[FURTHER_MAX];
};

/* Values of an option that may be given again. 0, or -1 ERR_USAGE; clear in any case. */
int further_options_of(struct further *out, const struct args *a, int letter,
                       struct err *e);

/* Read the manifests, and have their files analysed. f is open for the main manifest. */
int further_load(struct further *w, struct features *f, const struct taxonomy *t,
                 const struct features_options *o, struct err *e);

/* Their rows, added to those of the main manifest. */
int further_add(const struct further *w, struct features *f, struct dataset *d,
                struct err *e);

/* File and weight of each, a new reference. */
json_t *further_json(const struct further *w);

void further_clear(struct further *w);

#endif
