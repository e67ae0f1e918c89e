/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Threads that leave signals alone, and waiting that no clock disturbs. */
#include "serve/thread.h"

#include <errno.h>
#include <signal.h>

int thread_start(pthread_t *out, void *(*run)(void *arg), void *arg, struct err *e)
{
    sigset_t all, before;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    errno = pthread_create(out, NULL, run, arg);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return errno ? err_sys(e, "cannot start a thread") : 0;
}

void thread_cond_init(pthread_cond_t *out)
{
    pthread_condattr_t how;

    pthread_condattr_init(&how);
    pthread_condattr_setclock(&how, CLOCK_MONOTONIC);
    pthread_cond_init(out, &how);
    pthread_condattr_destroy(&how);
}

struct timespec thread_until(int wait_ms)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    t.tv_sec += wait_ms / 1000;
    t.tv_nsec += wait_ms % 1000 * 1000000L;
    if (t.tv_nsec >= 1000000000L) {
        t.tv_sec++;
        t.tv_nsec -= 1000000000L;
    }
    return t;
}
