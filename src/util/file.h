/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef UTIL_FILE_H
#define UTIL_FILE_H

#include <stddef.h>

#include "util/err.h"

/* Files of our own, written as a whole or not at all. */

/* Can a file go there? To be asked before hours of work, not only after them. */
int file_target(const char *path, struct err *e);

/* To a temporary file beside path, synced, renamed: old or new, never half. */
int file_replace(const char *path, const void *data, size_t n, struct err *e);

#endif
