/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef INDEX_ANALYSIS_H
#define INDEX_ANALYSIS_H

#include "index/index.h"
#include "index/pool.h"
#include "store/pending.h"

/* One run's work on the queue: pending files of `where` through the pool into rows. */
struct analysis {
    struct store *s;
    const struct index_options *o;
    const struct model_ref *model;
    struct index_counts *n;
};

/* Show progress, look at the stop flag: 0, or -1 ERR_STOPPED. */
int analysis_breathe(const struct analysis *a, struct err *e);

/* Before a file or a sample: is there no time for it now? */
bool analysis_pauses(const struct analysis *a);

/* Both: 0, 1 there is no time now, -1 ERR_STOPPED. */
int analysis_goes_on(const struct analysis *a, struct err *e);

/*
 * The following return 0 when all is done, 1 when o->pause came between (what was under
 * way is stored), or -1 (ERR_STOPPED included).
 */

/* Analyse every pending file of the scope. A folder that is out of reach, or turns so,
 * has nothing to do: its files stay pending. */
int analyse_pending(const struct analysis *a, struct pool *pool,
                    const struct scope *where, struct err *e);

/* Look again at the names of every sample that is marked for it. */
int analyse_names(const struct analysis *a, struct err *e);

/* Label again every sample whose labels are of another model, from its mel BLOB. */
int analyse_labels(const struct analysis *a, struct pool *pool, struct err *e);

#endif
