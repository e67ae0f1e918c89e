/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef UTIL_SOCKET_H
#define UTIL_SOCKET_H

#include <stdbool.h>

#include "util/err.h"

/* Unix sockets that have a file, all close-on-exec. */

int socket_path_fits(const char *path, struct err *e); /* into the 107 bytes of one */

/* Listens, mode 0600, without ever blocking. A file that nobody answers on is replaced;
 * its folder is made (mode 0700) if it is not there. ERR_BUSY: somebody answers. */
int socket_listen(int *fd, const char *path, struct err *e);

/* 1 and *fd, which waits at most wait_ms in any call; 0: nobody is there; -1. */
int socket_call(int *fd, const char *path, int wait_ms, struct err *e);

bool socket_peer_is_us(int fd); /* a process of our own user is at the other end */

#endif
