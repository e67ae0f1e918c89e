/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SERVE_HELPER_H
#define SERVE_HELPER_H

#include <jansson.h>

#include "util/err.h"

/*
 * A command of our own program that does for a server what takes long: a child whose
 * stdout is read line by line, each a JSON object, by a thread of its own. It is killed
 * with the server, whatever that dies of.
 */
struct helper;

enum {
    HELPER_LINE = 8 << 20, /* bytes of one line, at most: of a longer one it is ended */
    HELPER_STATUS_KILLED = 128
};

struct helper_calls {
    void *arg;
    /* One object that it has printed; borrowed. */
    void (*said)(void *arg, json_t *object);
    /* It has ended, with that exit status (of a signal: 128 and more), and this was the
     * last line of its stderr, without the name of the command; "" = none. */
    void (*ended)(void *arg, int status, const char *complaint);
};

/*
 * Start `program` (NULL = this executable) with these words (ended by NULL). calls: for
 * the thread of the helper, the last of them ended(). 0, or -1 ERR_IO: ended() will not
 * be called.
 */
int helper_start(struct helper **out, const char *program, const char *const *word,
                 const struct helper_calls *calls, struct err *e);

void helper_stop(struct helper *h); /* SIGTERM: it may finish what it must */

/* Ends it if it still runs, and waits for ended(); NULL is fine. */
void helper_free(struct helper *h);

#endif
