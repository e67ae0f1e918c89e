/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef WATCH_COMPANION_H
#define WATCH_COMPANION_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * The server beside the daemon: `sampledb serve` as its child, so that nothing that comes
 * by HTTP can harm what keeps the library in step. Where it ends by itself it is started
 * again, ever later; it ends with the daemon, whatever that dies of.
 */
enum {
    COMPANION_URL = 200,
    COMPANION_WAIT_LEAST_MS = 1000, /* until it is started again, at first */
    COMPANION_WAIT_MOST_MS = 60000,
    COMPANION_WELL_MS = 60000, /* one that lived for so long did well */
    COMPANION_END_MS = 8000    /* for it to answer what was asked, and to end */
};

struct companion {
    const char *program;     /* NULL = this executable; borrowed, like */
    const char *const *word; /* what stands behind its name; NULL = there is none */
    pid_t pid;               /* 0 = does not run */
    int out;                 /* what it says; -1 */
    char url[COMPANION_URL]; /* its first line, */
    size_t len;              /* of which so many bytes came; COMPANION_URL = all */
    int64_t began_ms, due_ms, wait_ms;
};

/* word: as spawn() takes it; NULL: all calls do nothing. */
void companion_init(struct companion *c, const char *program, const char *const *word);

/* Start it where that is due, hear what it says, see whether it lives. Never waits. */
void companion_tend(struct companion *c, int64_t now_ms);
int64_t companion_due(const struct companion *c); /* -1 = nothing is due */

/* Where it serves, with its token; NULL = not yet, or not now. */
const char *companion_url(const struct companion *c);

/* Ask it to end; and wait until it has. */
void companion_ask_to_end(const struct companion *c);
void companion_end(struct companion *c);

#endif
