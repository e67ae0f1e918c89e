/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SERVE_SERVER_H
#define SERVE_SERVER_H

#include <signal.h>
#include <stdint.h>

#include "util/err.h"

struct lexicon;
struct model_facts;
struct route;

/* `sampledb serve`: the server, and all that its parts share. */

struct server_options {
    const char *library; /* path; may not be there yet */
    const char *config;  /* file, for our own children; NULL = the usual one */
    const char *program; /* their executable; NULL = ourselves */
    const char *address; /* listen there, too; NULL */
    int port;            /* 0 = any that is free */
    const char *socket;  /* of the Unix socket; NULL = none */
    const char *token;   /* what writes must show */
    int64_t patience_ms; /* for a request to come as a whole */
    const struct model_facts *model; /* the built-in one; NULL = none */
    const struct lexicon *names;     /* the table of names */
    const struct lexicon *synonyms;  /* the user's own; NULL = none */
    const struct route *routes;      /* NULL = those of serve/route.h */
    volatile sig_atomic_t *stop;     /* set by a signal that is caught */
    void *arg;
    /* It listens; not 0 ends it. NULL = nobody wants to know. */
    int (*ready)(void *arg, int port, struct err *e);
};

/* Lent to every desk. Its parts are made before the first request and end after the last
 * one. */
struct server {
    const struct server_options *options;
    struct door *door;
    struct http *http;
    struct quill *quill;
    struct herald *herald;
    struct tutor *tutor;
    struct reviewer *reviewer;
    struct metrics *metrics;
    struct rolls *rolls;
    struct tallies *tallies;
    struct ears *ears;
    struct desks *desks, *slow; /* slow: for a ROUTE_SLOW */
    int socket;                 /* the Unix socket that listens; -1 */
};

enum { SERVER_PORT = 8321, SERVER_PATIENCE_MS = 10000 };

/*
 * Serve until *stop, and then until what was asked before has been answered. SIGINT and
 * SIGTERM reach the calling thread only. 0, or -1: ERR_BUSY: the port or the socket is
 * taken; ERR_USAGE, ERR_IO.
 */
int server_run(const struct server_options *o, struct err *e);

#endif
