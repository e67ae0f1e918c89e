/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef INDEX_CHILD_H
#define INDEX_CHILD_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "util/err.h"

enum { CHILD_HOW = 80 }; /* bytes of the longest text that says how a child ended */

/* One worker process as its parent holds it. */
struct child {
    pid_t pid;
    int sock; /* our end, non-blocking; -1 = no process */
};

/*
 * Start `program worker` (NULL = this executable) with a socket to us on
 * WORKER_SOCKET, /dev/null on 0, and no other descriptor of ours but 1 and 2, and model
 * (-1 = none; above WORKER_MODEL) on WORKER_MODEL. flags: enum worker_flags.
 * 0, or -1 ERR_IO with *out untouched.
 */
int child_start(struct child *out, const char *program, unsigned flags, int model,
                struct err *e);

/* A model file in memory, for child_start(); sealed, so that a worker that has been taken
 * over cannot change it for the others. The descriptor, the caller's to close, or -1. */
int child_model(const void *data, size_t n, struct err *e);

/*
 * Kill it if it still runs, reap it, close the socket. `how` (CHILD_HOW bytes)
 * continues "the decoder ...": "crashed (SIGSEGV)".
 */
void child_end(struct child *c, char *how);

#endif
