/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef WATCH_ASK_H
#define WATCH_ASK_H

#include <jansson.h>

#include "util/buf.h"
#include "util/err.h"

/* The other end of watch/control: commands ask the daemon of a library. */

/* Where its socket is: RUNTIME/sampledb/XXXXXXXXXXXXXXXX.sock, of the library's resolved
 * path; runtime is $XDG_RUNTIME_DIR. With final NUL. */
int ask_path(const char *runtime, const char *library, struct buf *out, struct err *e);

/*
 * Send a request, and wait for its last answer; `progress` sees those before it.
 * 1 and *done (a new reference); 0: no daemon is there; -1: it said no, or broke off.
 */
int ask(const char *socket, const json_t *request,
        void (*progress)(void *arg, const json_t *progress), void *arg, json_t **done,
        struct err *e);

#endif
