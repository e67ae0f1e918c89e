/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SERVE_VISIT_H
#define SERVE_VISIT_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

#include "serve/call.h"
#include "serve/gate.h"
#include "serve/pass.h"

/*
 * One connection, which is for one request. It belongs to the thread that speaks HTTP,
 * but for the time that a desk has it: then only that writes to `reply`.
 */
enum { VISIT_PIECE = 256 << 10 }; /* bytes of a file that are in memory at once */

enum visit_state {
    VISIT_HEAD,   /* its head is not whole yet */
    VISIT_TURNED, /* refused: told so, and waited for until it has heard */
    VISIT_BODY,   /* let in; its body is not whole yet */
    VISIT_DESK,   /* being answered */
    VISIT_REPLY,  /* being told the answer */
    VISIT_STREAM  /* being told things as they happen */
};

struct http;

struct visit {
    struct visit *next, *before; /* of all, by the time of their coming */
    struct visit *queued;        /* behind it, in the queue where it waits */
    enum visit_state state;
    int fd;
    bool local; /* by the Unix socket */
    struct sockaddr_storage peer;
    int64_t came_ms, due_ms; /* clock_ms(): when the patience with it ends */

    char *head; /* owned; NULL until it is whole */
    struct gate_head asks;
    const struct route *route;
    struct call call;
    struct reply reply;
    struct buf body;     /* as it comes */
    int64_t upload_room; /* bytes of uploads that are set aside for it */

    struct piece {     /* of a file that is being told */
        uint8_t *data; /* owned */
        int64_t at;    /* in the reply */
        size_t len;
        bool wanted; /* it is to be read: len 0 then says that it cannot be */
    } piece;

    struct http *http; /* this and what follows: of serve/http.c */
    void *line;
    bool suspended; /* nobody listens to it or tells it anything just now */
    bool taken;     /* its body is whole, and a desk has been asked */
    bool ready;     /* its answer is there */
    bool gone;      /* the other side says nothing any more; a stream ends with that */
};

struct visit *visit_new(int fd, int64_t now_ms); /* never NULL; takes fd */
void visit_free(struct visit *v);                /* all that it owns but fd */

/* How long all of it may take to come, once it is admitted: an upload more, the larger.
 */
int64_t visit_patience(const struct visit *v, int64_t usual_ms);

/* Read the next piece of the file that is its reply, on the thread of a desk. */
void visit_read(struct visit *v);

/* Its head is whole (n bytes): gate, route and pass, and the call for the handler.
 * 0, or -1 and *no. */
int visit_admit(struct visit *v, size_t n, const struct route *table,
                const struct pass_side *side, struct gate_refusal *no);

#endif
