/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef WORKER_WORKER_H
#define WORKER_WORKER_H

enum {
    WORKER_SOCKET = 3, /* the descriptor on which a worker finds its parent */
    WORKER_MODEL = 4   /* that of a model file, with WORKER_GIVEN_MODEL */
};

enum worker_flags {
    WORKER_NO_SANDBOX = 1,  /* debugging only */
    WORKER_NO_MODEL = 2,    /* features only: nobody asks what it is */
    WORKER_POLITE = 4,      /* only time and disk that nobody else wants */
    WORKER_GIVEN_MODEL = 8, /* not the built-in model, but the one it is given */
    WORKER_OPTIONS = 4      /* how many there are */
};

/* The command line that asks for flag 1 << i, after `sampledb worker`. */
extern const char *const worker_option[WORKER_OPTIONS];

/* The flags that such words ask for. */
unsigned worker_flags_of(int argc, char **argv);

/* Let everybody else go first, for good: processor (SCHED_IDLE, or nice 19 where that may
 * not be had) and disk (idle class). As far as the system lets us. */
void worker_be_polite(void);

/*
 * The child's whole life: sandbox, then receive, analyse, answer, until the
 * parent closes the socket. flags: enum worker_flags. Returns the exit status.
 */
int worker_main(int sock, unsigned flags);

#endif
