/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef UTIL_CLONE_H
#define UTIL_CLONE_H

#include "util/err.h"

/* The bytes of one file in another. */

enum clone_end {
    CLONE_DONE,
    CLONE_UNREAD,   /* *e: what is to be copied cannot be read */
    CLONE_UNWRITTEN /* *e: the copy cannot be written */
};

/*
 * All of `from` (a regular file) into `to`, which is empty. Where the file system can,
 * both share their blocks (FICLONE) or the kernel copies; else they are read and written.
 */
enum clone_end clone_bytes(int from, int to, struct err *e);

/* Do two regular files have the same bytes? 1, 0; -1 with *e set: one cannot be read. */
int clone_same(int a, int b, struct err *e);

#endif
