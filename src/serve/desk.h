/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SERVE_DESK_H
#define SERVE_DESK_H

#include <stdint.h>

#include "serve/call.h"
#include "store/store.h"

/*
 * What a handler works with: a desk is one thread of its own with one reader of the
 * library, and the server that all of them share.
 */
struct server; /* serve/server.h: quill, ears, herald, rolls, options */
struct visit;

struct desk {
    struct store *store; /* STORE_READ; desk_library(); open for a ROUTE_LIBRARY */
    struct server *server;
    uint64_t device, inode; /* of the file that `store` is */
};

/* The library as it lies there now: opened, and opened anew where another file has taken
 * its place. 0, or -1: ERR_IO: there is none; ERR_BUSY; ERR_STORE: it cannot be used. */
int desk_library(struct desk *d, struct err *e);

/* Answer it, whatever comes: the handler of the route with all that it needs. */
struct route;
void desk_answer(struct desk *d, const struct route *route, const struct call *c,
                 struct reply *r);

/* At most n desks, each on a thread, and one queue before them. NULL: not even one. */
struct desks;
struct desks *desks_new(struct server *server, int n,
                        void (*done)(void *arg, struct visit *v), void *arg);
void desks_free(struct desks *d); /* waits for what is being answered; NULL is fine */

/* To be answered; done(arg, v) is called on the desk's thread. */
void desks_post(struct desks *d, struct visit *v);

#endif
