/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef INDEX_VOLUME_H
#define INDEX_VOLUME_H

#include <stdbool.h>
#include <stdint.h>

#include "index/index.h"

/* The root of a folder, open. */
struct volume {
    int64_t folder;
    char *path; /* absolute; owned */
    int fd;     /* -1 = none */
    uint64_t device, inode, fs;
    bool stable_inodes; /* FAT and FUSE make up new inode numbers at each mount */
};

/*
 * Open the root of a folder and see whether it is the one that the library knows: 1.
 *
 * 0: it is out of reach (cannot be opened, is empty although files are known, lacks its
 * marker, is another volume), and one row says so; or there is no such folder. A folder
 * whose row says that it is offline stays so, unless it may come `back` now.
 * Call outside a transaction; volume_close() after every answer.
 */
int volume_open(struct volume *out, struct store *s, int64_t folder, bool back,
                const struct index_options *o, struct index_counts *n, struct err *e);
void volume_close(struct volume *r);

/* Does its path still lead to what was opened? */
bool volume_is_here(const struct volume *r);

/* Nothing is in the directory that a walk would care for. Takes fd. */
bool volume_dir_is_empty(int fd);

#endif
