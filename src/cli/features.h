/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_FEATURES_H
#define CLI_FEATURES_H

#include <stdbool.h>

#include "cli/opts.h"
#include "learn/dataset.h"
#include "learn/manifest.h"
#include "store/store.h"
#include "util/buf.h"

/*
 * What train and eval learn from: the ordinary pipeline indexes a manifest's files into
 * a cache library, and its mel BLOBs are read back. So both see exactly what indexing
 * stores, and a second run analyses nothing.
 */
struct features_options {
    const char *command; /* for messages; borrowed */
    const char *cache; /* library file; NULL = one of the manifest's folder, made by us */
    int jobs;          /* 0 = one per core */
    const char *program; /* the workers' executable; NULL = ourselves; borrowed */
    bool quiet;
    bool skip_missing; /* a file without features is left out, and said to be */
};

struct features {
    const char *command;
    bool skip_missing;
    struct store *store;       /* owned */
    const struct manifest *at; /* whose paths are looked for; borrowed for a call */
    char *root;                /* its folder, resolved; owned */
    size_t given;   /* characters of a path as it stands in the manifest before root */
    size_t outer;   /* characters of root that are the library's folder; rest: in it */
    struct buf raw; /* owned: the last BLOB, inflated */
};

/* Options that train and eval share, besides -j and -q: codes for their tables. Those
 * of a command's own begin at the last. */
enum { FEATURES_CACHE = 1000, FEATURES_SKIP_MISSING, FEATURES_FIXES, FEATURES_OPTIONS };

/* From a command line. 0, or -1 ERR_USAGE. */
int features_options_of(struct features_options *out, const struct args *a,
                        const char *command, struct err *e);

/* 0, or -1; features_close() in any case. Interrupts stop it, and what comes after. */
int features_of(struct features *f, const struct manifest *m,
                const struct features_options *o, struct err *e);
void features_close(struct features *f);

/* The same for a further manifest, into the same library. */
int features_more(struct features *f, const struct manifest *m,
                  const struct features_options *o, struct err *e);

/* dataset_build() from these features; files left out are named on stderr. */
int features_dataset(struct features *f, struct dataset *out, const struct manifest *m,
                     const char *split, struct err *e);

/* dataset_add(), likewise. */
int features_add(struct features *f, struct dataset *d, const struct manifest *m,
                 float weight, struct err *e);

#endif
