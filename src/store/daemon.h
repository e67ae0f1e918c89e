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

/* why: "on battery"; NULL. pid 0 = none. Call in a transaction. */
int daemon_put(struct store *s, enum daemon_state state, const char *why, int64_t pid,
               struct err *e);

#endif
