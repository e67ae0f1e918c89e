/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STORE_BACKUP_H
#define STORE_BACKUP_H

#include <stdbool.h>
#include <stdint.h>

#include "store/store.h"

/* Pages copied, of how many. Not 0, with *e set, ends it: -1, and nothing has changed. */
struct copy_progress {
    int (*each)(void *arg, int64_t done, int64_t total, struct err *e); /* NULL is fine */
    void *arg;
};

struct backup {
    int64_t files, samples, corrections;
    int64_t bytes;   /* of the copy */
    int64_t waiting; /* corrections that only the ledger has: the library could not be
                        written, so they are not in the copy */
};

/*
 * The library as it is at one moment, as one file at `path`, while others read and write
 * it. Written beside it, looked at whether it is whole and holds the same, synced, and
 * only then given its name. force: in the place of what is there.
 * 0; -1 with whatever was at `path` untouched.
 */
int backup_make(struct store *s, const char *path, bool force,
                const struct copy_progress *p, struct backup *out, struct err *e);

struct restored {
    struct backup from;
    int64_t merged; /* corrections that the backup lacked: from the ledger, which stays */
    char *aside;    /* where the library that was there is now; NULL = none was; owned */
    char *unread;   /* why that one could not be opened; NULL = it could; owned */
};

/*
 * The backup `from` becomes the library. What is there now stays beside it, and so does
 * its ledger, from which the library takes what was said since.
 *
 * ERR_BUSY  another process indexes into the library, or has it open
 * 0; -1 with the library as it was, unless the text says that it is in place.
 */
int backup_restore(const char *library, const char *from, const struct copy_progress *p,
                   struct restored *out, struct err *e);
void restored_clear(struct restored *r);

#endif
