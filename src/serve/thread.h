/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SERVE_THREAD_H
#define SERVE_THREAD_H

#include <pthread.h>
#include <time.h>

#include "util/err.h"

/* What the threads of a server have in common. */

/* A thread that no signal reaches: those are for the one that began. 0, or -1 ERR_IO. */
int thread_start(pthread_t *out, void *(*run)(void *arg), void *arg, struct err *e);

/* A condition that is waited for until a moment of thread_until(), which no change of the
 * clock moves. */
void thread_cond_init(pthread_cond_t *out);
struct timespec thread_until(int wait_ms);

#endif
