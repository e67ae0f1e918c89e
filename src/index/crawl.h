/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef INDEX_CRAWL_H
#define INDEX_CRAWL_H

#include "index/index.h"
#include "store/pending.h"

/*
 * Walk a folder and bring its rows in step with the disk: new and changed files
 * become pending, moved ones keep their row, vanished ones become unavailable.
 * Symbolic links are not followed and no directory is entered twice in one
 * branch, so a walk always ends.
 *
 * A folder that cannot be opened, or is empty although files are known of it,
 * turns offline as a whole; no file row changes. 0 (also when offline: counts
 * say so), or -1: the store failed, or ERR_STOPPED.
 */
int crawl(struct store *s, const struct scope *where, const char *root,
          const struct index_options *o, struct index_counts *n, struct err *e);

/* The same for listed files only: paths relative to root, in any order. */
int crawl_list(struct store *s, const struct scope *where, const char *root,
               const char *const *path, size_t paths, const struct index_options *o,
               struct index_counts *n, struct err *e);

#endif
