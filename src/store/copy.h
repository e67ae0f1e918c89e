/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STORE_COPY_H
#define STORE_COPY_H

#include "store/backup.h"

/* The whole library, page by page, for backup and restore. */

/* What a library holds: of a copy it has to be the same. */
struct tally {
    int64_t files, samples, features, corrections;
    uint32_t words; /* CRC-32 of all corrections, as the ledger writes them */
};
int tally_of(struct store *s, struct tally *out, struct err *e);

/*
 * A library file as it is, for reading: not brought up to date, not compared with its
 * ledger. store_close(). -1: not there, no library, of a newer sampledb. *e names it.
 */
int copy_open(struct store **out, const char *path, struct err *e);

/* Whatever is there, for writing, with no question what it is. */
int copy_open_any(struct store **out, const char *path, struct err *e);

/*
 * Put all of `from`, in whose reading transaction this is, into the empty file at `path`;
 * bring that up to date; look whether it is whole and the same. It is one file then,
 * without a WAL.
 */
int copy_make(struct store *from, const char *path, const struct copy_progress *p,
              struct tally *out, struct err *e);

/* Remove a copy that failed, with what SQLite may have left beside it. */
void copy_drop(const char *path);

/* Is `path` the library's file, or one of those that belong to it? */
bool copy_is_of(const char *path, const char *library);

/* library + ending, to free(). */
char *copy_beside(const char *library, const char *ending);

#endif
