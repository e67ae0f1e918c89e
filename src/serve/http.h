/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SERVE_HTTP_H
#define SERVE_HTTP_H

#include "serve/visit.h"
#include "util/err.h"

/*
 * The one that speaks HTTP with whom the gate let in: reads bodies, hands visits to
 * desks, tells answers. It waits for nobody: a visit that waits for a desk, or a stream
 * that has nothing to tell, costs a descriptor and some memory. One thread, but where it
 * says so.
 */
struct http;

struct http_calls {
    void *arg;
    void (*whole)(void *arg, struct visit *v); /* its body is there: answer it */
    void (*more)(void *arg, struct visit *v);  /* visit_read() it, then http_answer() */
    void (*over)(void *arg, struct visit *v);  /* forget it; its descriptor is ours */
};

/* epoll: where its descriptors are added (their data.fd); lent. 0, or -1 ERR_IO. */
int http_open(struct http **out, int epoll, int64_t patience_ms, int visits,
              const struct http_calls *calls, struct err *e);
void http_close(struct http *h); /* no desk may have a visit; NULL is fine */

/* Its descriptor is ours now, and closed once over() was called. */
void http_take(struct http *h, struct visit *v);

/* Any thread: its reply is there, or another piece of it. */
void http_answer(struct http *h, struct visit *v);

/* Any thread: the stream may have something to tell, or be at its end. Of one that is
 * gone nothing is done. */
struct stream;
void http_wake(struct http *h, struct stream *s);

/* The other side of a stream is gone, or the server ends. */
void http_hang_up(struct http *h, struct visit *v);

/* Whatever epoll said: do what can be done. Returns when to come again, in ms; -1 = no
 * need. */
int http_run(struct http *h);

#endif
