/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SERVE_UPLOAD_H
#define SERVE_UPLOAD_H

#include <stddef.h>

/* A body that is a sound: a file in memory, that nobody can change once it is whole. */

int upload_open(void);                              /* a descriptor, or -1 */
int upload_add(int fd, const void *data, size_t n); /* 0, or -1 */
int upload_seal(int fd);                            /* 0, or -1; to be read from 0 */

#endif
