/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef WATCH_WATCH_H
#define WATCH_WATCH_H

#include <jansson.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "index/indexer.h"
#include "watch/citizen.h"

/*
 * The daemon: crawl, then follow events, until asked to stop. Events become touched
 * places (settle), quiet places become looks (index/indexer), rows that are pending
 * become work while the machine has time for it (citizen). What is not watched is polled;
 * what may have been missed is crawled.
 */
struct watch_options {
    struct index_options
        index; /* its arg, progress, complain, stop, pause, unripe are ours */
    struct citizen_options citizen;
    int64_t settle_ms;        /* quiet time of a file */
    int64_t rescan_ms;        /* of watched folders: between two crawls */
    int64_t poll_ms;          /* of polled folders: the same, at the least */
    const char *library;      /* path of the database: names the control socket */
    const char *socket;       /* of watch/control.h; NULL = none */
    const char *const *serve; /* watch/companion.h: words of a child; NULL = none */

    const volatile sig_atomic_t *stop; /* SIGTERM, SIGINT */
    volatile sig_atomic_t *rescan;     /* SIGHUP; set back by watch_run() */
};

/* Until *o->stop; all folders of the library, after `folder` (resolved) were added to it.
 * 0, or -1: it cannot start (ERR_IO, ERR_STORE). What happens later is logged, and
 * tried again. */
int watch_run(struct store *s, const char *const *folder, size_t folders,
              const struct watch_options *o, struct err *e);

#endif
