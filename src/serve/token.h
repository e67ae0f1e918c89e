/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SERVE_TOKEN_H
#define SERVE_TOKEN_H

#include <stdbool.h>

#include "util/err.h"

/* What a page or a program shows when it wants to write: 256 random bits as hexadecimal
 * digits, in a file that only its owner can read. */
enum { TOKEN_DIGITS = 64 };

/* A new one, written to the file, if that is named, in the place of what is there.
 * 0, or -1 ERR_IO. */
int token_make(char out[TOKEN_DIGITS + 1], const char *path, struct err *e);

/* The same of one that there is. 0, or -1 ERR_IO. */
int token_put(const char token[TOKEN_DIGITS + 1], const char *path, struct err *e);

/* The one that the file has; made where there is no file. -1: ERR_IO; ERR_FORMAT: it is
 * none, or others could read it. */
int token_keep(char out[TOKEN_DIGITS + 1], const char *path, struct err *e);

/* In a time that tells nothing about where they differ. */
bool token_same(const char *shown, const char *ours);

#endif
