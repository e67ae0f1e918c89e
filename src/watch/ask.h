/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef WATCH_ASK_H
#define WATCH_ASK_H

#include <jansson.h>

#include "util/buf.h"
#include "util/err.h"

/* The other end of watch/control: commands ask the daemon of a library. */

/*
 * Where its socket is, with final NUL: RUNTIME/sampledb/XXXXXXXXXXXXXXXX.sock, the
 * XXH3-64 of the library's resolved path; runtime is $XDG_RUNTIME_DIR. Without one (NULL)
 * it lies beside the library: LIBRARY.sock. ERR_LIMIT: too long for a socket.
 */
int ask_path(const char *runtime, const char *library, struct buf *out, struct err *e);

/*
 * Send a request, and wait for its last answer; `progress` sees those before it.
 * 1 and *done (a new reference); 0: no daemon is there; -1: it said no, broke off, or
 * says nothing. ERR_STOPPED: a signal came; what was asked for goes on.
 */
int ask(const char *socket, const json_t *request,
        void (*progress)(void *arg, const json_t *progress), void *arg, json_t **done,
        struct err *e);

#endif
