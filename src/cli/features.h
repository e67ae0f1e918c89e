/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_FEATURES_H
#define CLI_FEATURES_H

#include <stdbool.h>

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
    const char *command; /* for messages */
    const char
        *cache; /* library file; NULL = one for the manifest's folder in the cache */
    int jobs;   /* 0 = one per core */
    bool quiet;
};

struct features {
    struct store *store; /* owned */
    char *root;          /* the manifest's folder, resolved; owned */
    size_t given;   /* characters of a path as it stands in the manifest before root */
    struct buf raw; /* owned: the last BLOB, inflated */
};

/* 0, or -1; features_close() in any case. Interrupts stop it, and what comes after. */
int features_of(struct features *f, const struct manifest *m,
                const struct features_options *o, struct err *e);
void features_close(struct features *f);

dataset_fetch features_fetch; /* its arg is a struct features */

bool features_interrupted(void);

#endif
