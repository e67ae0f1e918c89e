/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef UTIL_FILE_H
#define UTIL_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "util/buf.h"
#include "util/err.h"

/* Files as a whole. */

/* A regular file of at most `limit` bytes, added to *out. 0, or -1: ERR_IO, ERR_FORMAT
 * (not a regular file) or ERR_LIMIT; the text does not name it. */
int file_read(struct buf *out, const char *path, size_t limit, struct err *e);

/* The first line of a small file below the directory `dir` (AT_FDCWD: see openat(2)),
 * without its end, cut to room - 1 bytes; "" where there is none. Returns out. */
const char *file_line(int dir, const char *path, char *out, size_t room);

/* Can a file go there? To be asked before hours of work, not only after them. 0, or -1
 * ERR_IO; the text names it, here and below. */
int file_target(const char *path, struct err *e);

/*
 * A file with these bytes in the place of what is there, if anything: written beside it,
 * synced and renamed, so that after a crash it is the old one or the new one.
 * 0, or -1 ERR_IO with the old one untouched.
 */
int file_replace(const char *path, const void *data, size_t n, struct err *e);

/* Make the folders that lead to path, private to the user. 0, or -1 ERR_IO. */
int file_parents(const char *path, struct err *e);

/*
 * For what is written bit by bit: an empty file beside path, open for writing, with its
 * name in *temporary (to free()), and then that file in the place of path, synced.
 * new_only: never over a file that is there, however late it came. file_put() leaves no
 * temporary file behind, whatever it returns.
 */
int file_beside(const char *path, char **temporary,
                struct err *e); /* descriptor, or -1 */
int file_put(const char *temporary, const char *path, bool new_only, struct err *e);

/* What file_put() refuses, to be asked before the work: 0; -1 ERR_IO, path is taken. */
int file_is_new(const char *path, struct err *e);

#endif
