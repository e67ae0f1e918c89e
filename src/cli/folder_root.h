/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_FOLDER_ROOT_H
#define CLI_FOLDER_ROOT_H

#include <stdbool.h>
#include <stdint.h>

#include "cli/opts.h"
#include "store/store.h"

/* What the parts of sampledb folder share. */

/*
 * The library, to change its folders: as its owner, or beside a daemon, which is told
 * by root_close(). ERR_BUSY: `sampledb index` is at work in it. make: make one if there
 * is none.
 */
struct root_store {
    struct store *s;
    const char *library;
    bool daemon; /* one is at work */
};
int root_open(struct root_store *out, const char *library, bool make, struct err *e);
/* changed: tell the daemon. */
void root_close(struct root_store *r, bool changed);

/* A folder of the library that a person typed; it need not be there. *path: to free().
 * ERR_IO: it is none. */
int root_find(struct store *s, const char *typed, char **path, int64_t *id,
              struct err *e);

/* The subcommands that have files of their own. */
int folder_list(const char *library, const struct args *a, struct err *e);
int folder_marking(const char *library, const struct args *a, bool mark, struct err *e);

#endif
