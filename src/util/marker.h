/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef UTIL_MARKER_H
#define UTIL_MARKER_H

#include <stddef.h>

#include "util/err.h"

/*
 * A small file in the root of a volume, whose one line tells that volume from every
 * other. dir is a descriptor of the root; no symbolic link is followed, nothing is ever
 * overwritten.
 */
enum { MARKER_ROOM = 128 /* bytes of the line, with the NUL */ };

/* 32 random hexadecimal digits. */
int marker_make(char out[MARKER_ROOM], struct err *e);

/* The line, without white space at its end: 1; 0: no such file; -1: ERR_FORMAT (no
 * regular file, empty, longer than a line of ours), ERR_IO. The text names no file, here
 * and below. */
int marker_read(int dir, const char *name, char out[MARKER_ROOM], struct err *e);

/* A new file with that line, on disk when this returns. ERR_IO: also where one is there.
 */
int marker_write(int dir, const char *name, const char *text, struct err *e);

/* Remove the file if it says `text`: 1; 0: it says something else, or is not there. */
int marker_remove(int dir, const char *name, const char *text, struct err *e);

#endif
