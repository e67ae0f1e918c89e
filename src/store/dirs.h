/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STORE_DIRS_H
#define STORE_DIRS_H

#include <stdint.h>

#include "store/store.h"

/* The directory of that relative path, made if new; parent 0 and path "" = the root. */
int dir_enter(struct store *s, int64_t folder, int64_t parent, const char *path,
              uint64_t device, int64_t *id, struct err *e);

/* What is known of the directory of that path: 1, 0 nothing, -1. device 0 = unknown. */
int dir_find(struct store *s, int64_t folder, const char *path, int64_t *id,
             uint64_t *device, struct err *e);

/* A volume has another device number since it was mounted anew: no row below it counts
 * as another for that. Call in a transaction. */
int dirs_remount(struct store *s, int64_t folder, uint64_t before, uint64_t device,
                 struct err *e);

/* dir_enter() for any relative path, with every directory above it. */
int dir_reach(struct store *s, int64_t folder, const char *path, int64_t *id,
              struct err *e);

/* The same for what holds that path. */
int dir_reach_above(struct store *s, int64_t folder, const char *path, int64_t *id,
                    struct err *e);

/* Sub-directories known of dir: name is the last part of their path. */
int dirs_in_dir(struct store *s, int64_t dir,
                int (*each)(void *arg, int64_t id, const char *name, struct err *e),
                void *arg, struct err *e);

/*
 * The directory at `from` is at `to` now (relative paths, neither ""), with all rows
 * below it; nothing else of them changes. 1; 0: there is no row at `from`, or one at
 * `to`, or `to` lies in `from`. Names count as changed: samples below it are marked for
 * listening again, and fed to v1_change. A handful of statements, however much lies
 * below. Call in a transaction.
 */
int dir_move(struct store *s, int64_t from_folder, const char *from, int64_t to_folder,
             const char *to, struct err *e);

/* Is any file known in or below dir that was not missing when last looked for? 1, 0, -1.
 */
int dir_has_files(struct store *s, int64_t dir, struct err *e);

/* Everything in and below dir is out of reach. *files: how many rows changed. */
int dir_missing(struct store *s, int64_t dir, int64_t *files, struct err *e);

#endif
