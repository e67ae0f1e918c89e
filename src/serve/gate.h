/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SERVE_GATE_H
#define SERVE_GATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "serve/call.h"

/*
 * The head of a request, read from its raw bytes, before anybody else has seen them. What
 * passes can be read in one way only: everything that RFC 9112 lets a lenient server take
 * (bare line feeds, folded lines, blanks before a colon, absolute-form targets, repeated
 * fields, chunked bodies) is refused here. Pure.
 */
enum {
    GATE_HEAD = 16 << 10,  /* bytes of a head, with the empty line that ends it */
    GATE_TARGET = 8 << 10, /* bytes of path and query */
    GATE_FIELDS = 64
};

/* All but numbers borrowed from the head, NUL-terminated; NULL = the field is absent. */
struct gate_head {
    enum call_method method;
    char *path;  /* [A-Za-z0-9/_.-], begins with '/', has no empty or dotted part */
    char *query; /* still encoded; NULL = no '?' */
    /* Fields, plain ASCII; site is Sec-Fetch-Site. */
    char *host, *origin, *site, *authorization, *type, *accept, *range, *if_range,
        *if_none_match, *last_event;
    bool sized;     /* it has a Content-Length */
    bool expects;   /* "Expect: 100-continue" */
    int64_t length; /* of the body: Content-Length, else 0 */
};

/* Why a request is turned away: an HTTP status, and texts that are static. */
struct gate_refusal {
    int status;
    const char *why;
    const char *allow; /* of 405: the methods that there are; NULL = all */
};

/* Where does the head end, if it begins with in[0..n)? 1: before *end, its empty line
 * included; 0: not in there yet; -1: it can be no head whatever follows, *no says why. */
int gate_end(const char *in, size_t n, size_t *end, struct gate_refusal *no);

/* head[0..n), with head[n] ours to write: cut up in place. 0, or -1 and *no. */
int gate_read(struct gate_head *out, char *head, size_t n, struct gate_refusal *no);

#endif
