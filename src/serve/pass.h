/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SERVE_PASS_H
#define SERVE_PASS_H

#include "serve/gate.h"
#include "serve/route.h"

/* Who may ask for what: the second half of the gate. Pure. */

/* Where a request came in. */
struct pass_side {
    bool local;        /* by the Unix socket, from the same user */
    bool far;          /* from another machine */
    int port;          /* ours */
    const char *own;   /* our own address on this connection, "127.0.0.1", "::1"; NULL */
    const char *token; /* what writes must show */
};

/*
 * The Host is one of ours (else DNS may have been bent to lead a page of others here);
 * what writes, or comes from afar, shows the token; an Origin is our own; a body has the
 * size and the type that the route takes. 0, or -1 and *no.
 */
int pass_check(const struct gate_head *h, const struct pass_side *side,
               const struct route *r, struct gate_refusal *no);

#endif
