/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef INDEX_CRAWL_H
#define INDEX_CRAWL_H

#include "index/indexer.h"
#include "store/pending.h"

/*
 * Bring rows in step with the disk: new and changed files become pending, moved ones
 * keep their row, vanished ones become unavailable. Symbolic links are not followed and
 * no directory is entered twice in one branch, so a walk always ends.
 *
 * A root that is out of reach (volume.h) turns offline as a whole, and no file row
 * changes: *online is false then. 0, or -1: the store failed, ERR_STOPPED, or ERR_IO.
 */

/* A folder, or all below a directory of it, which must be there. */
int crawl(struct store *s, const struct scope *where, const struct index_options *o,
          bool *online, struct index_counts *n, struct err *e);

/* Listed files only, of any name; what is not there is told of and not marked. ERR_IO
 * where the folder is out of reach. */
int crawl_list(struct store *s, int64_t folder, const char *const *path, size_t paths,
               const struct index_options *o, struct index_counts *n, struct err *e);

/* Places: indexer_look(). */
int crawl_places(struct store *s, int64_t folder, const struct look *look, size_t looks,
                 const struct index_options *o, bool *online, struct index_counts *n,
                 struct err *e);

#endif
