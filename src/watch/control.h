/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef WATCH_CONTROL_H
#define WATCH_CONTROL_H

#include <jansson.h>
#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "index/index.h"
#include "util/err.h"

/*
 * The daemon's ear: a Unix socket (mode 0600) that speaks JSON, one object a line.
 *
 * Requests: {"do":"status"}, {"do":"index","folders":[path...],"force":bool} (no folders:
 * all), {"do":"reload"} (folders of the library changed). Paths are strings as
 * utf8_wrap() makes them, so that any bytes pass.
 * Answers: {"progress":{...}} any number of times, then {"done":{...}} or
 * {"error":"text"}. To an index progress and done are counts (watch/counts.h); a progress
 * of {"path":..., "complaint":"text"} tells what is wrong with a file, one of {"why":
 * "text"} why the daemon waits just now. Done of a status, where all but the state may be
 * missing or null:
 *   state, why, since     as v1_daemon has them
 *   pid, version, library, started_at (Unix s)
 *   quiet                 true: in step with the disk, as far as it has heard
 *   settle_ms             how long it waits for quiet
 *   queue                 files that wait to be analysed
 *   settling              places that wait for quiet
 *   rate                  files/s of late
 *   file                  path of the last one handed to a worker, while there is work
 *   pauses, paused_s      how often and how long it has waited so far
 *   serves                where its server answers, with its token
 *   folders               [{path, coverage, why, since, directories}]: directories are
 *                         those that have a watch
 *   counters              {name: integer}: whatever else it counts, for people
 *
 * A connection is for one request; the answer ends it. A client of another user, one that
 * sends nonsense or more than CONTROL_LINE bytes without an end of line, one that says
 * nothing or reads nothing for CONTROL_QUIET_MS, or leaves CONTROL_UNREAD bytes unread is
 * dropped. Nothing here waits.
 */
struct control;

enum {
    CONTROL_CLIENTS = 16,
    CONTROL_LINE = 64 * 1024,     /* bytes of a request */
    CONTROL_UNREAD = 1024 * 1024, /* bytes of answers that wait for a client */
    CONTROL_QUIET_MS = 10000
};

struct control_calls {
    void *arg;
    json_t *(*status)(void *arg); /* a new reference */
    /* Begin; answers come by control_tell() with this client, which is never that of an
     * earlier index. 0, or -1 and *e. An empty progress was sent. */
    int (*index)(void *arg, int client, const json_t *request, struct err *e);
    void (*reload)(void *arg);
};

/* A socket file that nobody answers on is replaced; its folder is made (mode 0700) if it
 * is not there. ERR_BUSY: somebody answers; ERR_IO. */
int control_open(struct control **out, const char *path,
                 const struct control_calls *calls, struct err *e);
void control_close(struct control *c); /* removes the socket file; NULL is fine */

/* What to poll for; out (CONTROL_CLIENTS + 1). Returns how many. */
nfds_t control_poll(const struct control *c, struct pollfd *out);
/* Answer whatever came; may be called at any time. */
void control_serve(struct control *c);
void control_serve_at(struct control *c, int64_t now_ms); /* the same at a clock_ms() */
/* When it wants to be called at the latest (clock_ms()), to drop who is quiet; -1 =
 * nobody is. */
int64_t control_due(const struct control *c);

/* To a client that asked for an index; one that has left is passed over. message is a
 * whole answer, {"progress":{...}}; the reference is taken. last: it was the answer. */
void control_tell(struct control *c, int client, json_t *message, bool last);

/* The same for the four that there are: how far it is, what is wrong with a file, why the
 * daemon waits, and the end (e NULL: done). */
void control_progress(struct control *c, int client, const struct index_counts *n);
void control_complain(struct control *c, int client, const char *path, const char *text);
void control_wait(struct control *c, int client, const char *why);
void control_done(struct control *c, int client, const struct index_counts *n,
                  const struct err *e);

#endif
