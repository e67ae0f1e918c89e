/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STORE_LOCK_H
#define STORE_LOCK_H

#include "util/err.h"

/*
 * One indexer per library: a write lock on `path`.lock, held for life. The
 * kernel drops it with the process, so a crash leaves nothing to clean up.
 * 0; -1 ERR_BUSY with the holder's pid in the text, or ERR_IO.
 */
int lock_take(int *fd, const char *path, struct err *e);
/* Who holds it: a pid; 0 = nobody; -1 = somebody whom we cannot see. Not for the holder
 * itself, which would lose it. */
long lock_holder(const char *path);

void lock_drop(int fd); /* -1 is fine */

#endif
