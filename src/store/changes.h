/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STORE_CHANGES_H
#define STORE_CHANGES_H

#include <stdint.h>

#include "store/store.h"

/* Append to the change feed (v1_change). what: "added", "tags" or "files". */
int change_record(struct store *s, int64_t sample, const char *what, struct err *e);

/* The same for folders: apps have to look at v1_folder again, and at the files. */
int change_folders(struct store *s, struct err *e);

/* What came after `since`, at most `limit` of it, in its order; each() must not write,
 * and ends it by not returning 0. */
struct change {
    int64_t seq, sample; /* 0 = of no sample: folders */
    const char *what;    /* borrowed for the call */
    int64_t at;          /* Unix s */
};
int change_each(struct store *s, int64_t since, int limit,
                int (*each)(void *arg, const struct change *c, struct err *e), void *arg,
                struct err *e);
int change_last(struct store *s, int64_t *seq, struct err *e); /* 0 = none yet */

/* A number that is another one once another connection has written; cheap. */
int change_version(struct store *s, int64_t *version, struct err *e);

#endif
