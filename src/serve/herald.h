/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SERVE_HERALD_H
#define SERVE_HERALD_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "util/err.h"

/*
 * Streams: what is told as it happens, as server-sent events (the HTML standard, 9.2).
 * The thread that speaks HTTP reads them; whoever has something new for one calls
 * http_wake() (serve/http.h), from any thread.
 */
struct stream;

/* Bytes that are to go out next: how many of `room`; 0: nothing now (http_wake() says
 * when there is); -1: the stream is at its end. Never waits. */
ssize_t stream_read(struct stream *s, void *to, size_t room);

/* The other side is gone, or the server ends; NULL is fine. */
void stream_free(struct stream *s);

/*
 * The one thread that has something to tell: while somebody listens it looks at the
 * library, at most HERALD_LOOKS times a second, and sleeps where nobody does.
 *
 *   event: change   id: its seq; {"seq","sample_id","what","at"}, in their order, all of
 * them event: model    {"id","key"}: another model is in use event: NAME herald_tell()
 *   event: behind   {"since"}: the other side did not read for too long; the stream ends,
 *                   and another one goes on from there
 *
 * Changes wait in the library for whoever reads slowly; of what is told otherwise only
 * the last is kept. So a stream has HERALD_ROOM bytes and a little.
 */
struct herald;
struct server;

enum {
    HERALD_STREAMS = 64, /* at most */
    HERALD_ROOM = 64 << 10,
    HERALD_LOOKS = 4,
    HERALD_KEEP_MS = 15000, /* a comment after so long a silence, */
    HERALD_QUIET_MS = 30000 /* and an end, where nothing is read for so long */
};

struct herald_options {
    struct server *server;                     /* whose library it is; borrowed */
    void (*wake)(void *arg, struct stream *s); /* from any thread, also of one that is
                                                * gone by now */
    void *arg;
    int look_ms, keep_ms, quiet_ms; /* 0 = as above; less for tests */
};

/* 0, or -1 ERR_IO: no thread. */
int herald_open(struct herald **out, const struct herald_options *o, struct err *e);
void herald_stop(struct herald *h);  /* nothing more is told or woken; streams end */
void herald_close(struct herald *h); /* no stream is left; NULL is fine, for both */

/* What is told from now on, and all changes after `since` (-1: those to come). -1
 * ERR_BUSY: HERALD_STREAMS listen already. */
int herald_stream(struct herald *h, int64_t since, struct stream **out, struct err *e);
int herald_streams(struct herald *h); /* how many there are */

/* Things that the server itself tells: a name, and a JSON object on one line. */
enum herald_news { HERALD_MODEL, HERALD_RETRAIN, HERALD_NEWS };
void herald_tell(struct herald *h, enum herald_news what, const char *json);

#endif
