/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SERVE_LISTEN_H
#define SERVE_LISTEN_H

#include <stdbool.h>
#include <sys/socket.h>

#include "util/err.h"

/* TCP sockets that listen, and who is at the other end of what they accept. */

enum { LISTEN_ADDRESS = 64 }; /* bytes of an address as text */

/* On a numeric address and *port (0 = any that is free; then *port says which), without
 * ever blocking. 0, or -1: ERR_USAGE: no address; ERR_BUSY: the port is taken; ERR_IO. */
int listen_tcp(int *fd, const char *address, int *port, struct err *e);

/* The same on 127.0.0.1, by which the pages of this machine come, and on `more`, unless
 * that is NULL or the same. What is not open is left alone. */
int listen_both(int fd[2], const char *more, int *port, struct err *e);

/* One that was accepted: its bytes come in one line, urgent ones, too, and go at once. */
void listen_plain(int fd);

/* Our own machine, or no address at all. */
bool listen_is_near(const struct sockaddr_storage *peer);

bool listen_same(const struct sockaddr_storage *a, const struct sockaddr_storage *b);

/* Our own address of a connection, "127.0.0.1"; "" where there is none. */
void listen_own(int fd, char out[LISTEN_ADDRESS]);

#endif
