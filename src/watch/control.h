/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef WATCH_CONTROL_H
#define WATCH_CONTROL_H

#include <jansson.h>
#include <poll.h>
#include <stdbool.h>
#include <stddef.h>

#include "util/err.h"

/*
 * The daemon's ear: a Unix socket (mode 0600) that speaks JSON, one object a line.
 * Requests: {"do":"status"}, {"do":"index","folders":[path...],"force":bool},
 * {"do":"reload"} (folders of the library changed). Paths are strings; bytes that are not
 * UTF-8 stand as in util/utf8.h. Answers: {"progress":{...}} any number of times, then
 * {"done":{...}} or {"error":"text"}. A client that sends nonsense, more than 64 KiB or
 * nothing for 10 s is dropped; one that does not read is dropped too.
 */
struct control;

enum { CONTROL_CLIENTS = 16 };

struct control_calls {
    void *arg;
    json_t *(*status)(void *arg); /* a new reference */
    /* Begin; answers come by control_tell() with this client. 0, or -1 and *e. */
    int (*index)(void *arg, int client, const json_t *request, struct err *e);
    void (*reload)(void *arg);
};

/* A socket file that nobody answers on is replaced. ERR_BUSY: somebody does. */
int control_open(struct control **out, const char *path,
                 const struct control_calls *calls, struct err *e);
void control_close(struct control *c); /* removes the socket file; NULL is fine */

/* What to poll for; out (CONTROL_CLIENTS + 1). Returns how many. */
nfds_t control_poll(const struct control *c, struct pollfd *out);
/* Answer whatever came; never waits. */
void control_serve(struct control *c);

/* To a client that asked for an index; one that has left is passed over. Takes the
 * reference. last: that was the answer. */
void control_tell(struct control *c, int client, json_t *message, bool last);

#endif
