/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STORE_PENDING_H
#define STORE_PENDING_H

#include "store/files.h"

/* Part of the library: a folder, or what lies below a relative path in it. */
struct scope {
    int64_t folder;
    const char *sub; /* "" = all */
};

/* Mark all decoded or failed files of the scope for another analysis. */
int files_force(struct store *s, const struct scope *in, struct err *e);

/* Files that wait to be analysed, in (dir, name) order. */
struct pending {
    int64_t id, dir;
    const char *dir_path, *name; /* relative to the folder; borrowed for the callback */
    const char *error; /* the same bytes failed so, and may yet be well; NULL = not */
    struct file_stamp stamp;
};
int files_count_pending(struct store *s, const struct scope *in, int64_t *n,
                        struct err *e);

/* At most `limit` after (dir, name); dir 0 = from the start. each() must not write. */
int files_pending(struct store *s, const struct scope *in, int64_t dir, const char *name,
                  int limit,
                  int (*each)(void *arg, const struct pending *p, struct err *e),
                  void *arg, struct err *e);

#endif
