/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STORE_DAEMON_H
#define STORE_DAEMON_H

#include <stdint.h>

#include "store/store.h"

/* What `sampledb watch` is doing: the row of v1_daemon. */
enum daemon_state {
    DAEMON_STOPPED,
    DAEMON_STARTING, /* setting watches, first crawl */
    DAEMON_IDLE,     /* in step with the disk */
    DAEMON_WORKING,
    DAEMON_PAUSED /* has work, and waits: `why` */
};

const char *daemon_state_name(enum daemon_state state); /* "idle", as v1_daemon has it */

/*
 * why: "on battery"; NULL. pid 0 = none. In the transaction that is open, or one of its
 * own; no write where that is so already. With DAEMON_STOPPED all folders are covered
 * "on demand" from then on.
 */
int daemon_put(struct store *s, enum daemon_state state, const char *why, int64_t pid,
               struct err *e);

struct daemon_row {
    enum daemon_state state;
    const char *why; /* lent until the next call of daemon_get(); NULL */
    int64_t pid;     /* 0 = none */
    int64_t since;   /* Unix s; of the state */
};

/* A daemon that was killed leaves its last words: they are true only while somebody holds
 * the lock of the library (store/lock.h). */
int daemon_get(struct store *s, struct daemon_row *out, struct err *e);

/* Do rows speak of a daemon? 1, 0, -1. */
int daemon_stale(struct store *s, struct err *e);

#endif
