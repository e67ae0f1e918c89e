/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SERVE_DOOR_H
#define SERVE_DOOR_H

#include <stdint.h>

#include "serve/visit.h"
#include "util/err.h"

/*
 * The door: connections come, and wait here until their head is whole, which is looked at
 * without being taken out of the socket (MSG_PEEK). What the gate lets in goes on to
 * whoever speaks HTTP; all else is told why not, here. Every connection has an end to our
 * patience, however busily it sends. One thread.
 */
struct door;

struct door_options {
    const char *address; /* beside 127.0.0.1; NULL */
    int port;            /* 0 = any */
    int socket;          /* one that listens, for the same user; -1 = none; lent */
    const char *token;
    const struct route *routes;
    int64_t patience_ms; /* for a request to come as a whole; uploads have six times it */
    int visits, each;    /* at most, in all and from one address */
    int uploads;         /* bodies of CALL_UPLOAD at once */
    int64_t upload_room; /* bytes of them */
    void *arg;
    /* It may come in: asks, route, call and due_ms are filled in. */
    void (*let_in)(void *arg, struct visit *v);
    void (*turned)(void *arg, int status);       /* somebody was turned away */
    void (*hung_up)(void *arg, struct visit *v); /* the other side of a stream */
};

int door_open(struct door **out, const struct door_options *o, struct err *e);
void door_close(struct door *d); /* NULL is fine; no visit is left that was let in */

int door_port(const struct door *d);
int door_epoll(const struct door *d); /* for descriptors of others: their data.fd */

/* What epoll says of a descriptor of ours; no other is touched. */
void door_event(struct door *d, int fd, unsigned events);

/* End what has had its time; returns when to come again, in ms; -1 = no need. */
int door_tend(struct door *d);

/* Nobody comes in any more, and whoever waits outside is sent away. */
void door_shut(struct door *d);
int door_visits(const struct door *d); /* how many there are */
/* Of them all: each(). It may end the visit. */
void door_each(struct door *d, void (*each)(void *arg, struct visit *v), void *arg);

/* The visit with this descriptor; NULL = none. */
struct visit *door_visit(const struct door *d, int fd);
/* It is over; its descriptor is closed by whoever it was let in to. */
void door_leave(struct door *d, struct visit *v);

#endif
