/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef INDEX_WORK_H
#define INDEX_WORK_H

#include "index/indexer.h"
#include "index/pool.h"
#include "index/targets.h"

/* What the calls on an indexer share. */
struct indexer {
    struct store *s;
    struct index_options o;
    struct model_ref model;
    struct pool *pool;     /* NULL: no workers */
    struct survey *survey; /* a map that a pause came into; NULL */
};

/* Files that wait in those targets that are online. */
int work_count(struct indexer *x, const struct targets *t, int64_t *files, struct err *e);

/*
 * Analyse what is pending in those targets that are online and, with `labels`, give
 * labels anew wherever the model or names have others now, and find what sounds alike
 * and where on the map that is. 0 done, 1 o->pause came between, -1.
 */
int work_on(struct indexer *x, const struct targets *t, bool labels,
            struct index_counts *n, struct err *e);

#endif
