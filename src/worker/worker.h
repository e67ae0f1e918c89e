/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef WORKER_WORKER_H
#define WORKER_WORKER_H

enum { WORKER_SOCKET = 3 }; /* the descriptor on which a worker finds its parent */

enum worker_flags {
    WORKER_NO_SANDBOX = 1, /* debugging only */
    WORKER_NO_MODEL = 2,   /* features only: nobody asks what it is */
    WORKER_OPTIONS = 2     /* how many there are */
};

/* The command line that asks for flag 1 << i, after `sampledb worker`. */
extern const char *const worker_option[WORKER_OPTIONS];

/* The flags that such words ask for. */
unsigned worker_flags_of(int argc, char **argv);

/*
 * The child's whole life: sandbox, then receive, analyse, answer, until the
 * parent closes the socket. flags: enum worker_flags. Returns the exit status.
 */
int worker_main(int sock, unsigned flags);

#endif
