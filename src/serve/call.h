/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SERVE_CALL_H
#define SERVE_CALL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/buf.h"
#include "util/err.h"

/*
 * One request behind the gate, and its answer: all that a handler sees of HTTP. Only
 * serve/http.c knows the library that speaks it.
 */
enum call_method { CALL_GET, CALL_HEAD, CALL_POST };

enum {
    CALL_BODY = 64 << 10, /* bytes of a body in memory, at most */
    CALL_PARAMS = 16      /* in a query string, at most */
};
#define CALL_UPLOAD (INT64_C(64) << 20) /* bytes of a body that is a sound, at most */

/* All of it borrowed for the call; texts are valid UTF-8 without control characters. */
struct call {
    enum call_method method;
    const char *path; /* plain letters: serve/gate.h */
    int64_t id;       /* the {id} of the path; 0 = it has none */
    struct call_param {
        const char *name, *value; /* decoded */
    } param[CALL_PARAMS];         /* of the query string, in its order */
    size_t params;
    const char *type; /* of the body: lower case, without parameters; NULL */
    const char *accept, *range, *if_range, *if_none_match,
        *last_event;     /* headers; NULL */
    const uint8_t *body; /* (body_len) */
    size_t body_len;
    int upload; /* a body that is a sound: a sealed file in memory; -1 = none */
};

/* The query string as parameters, decoded in place ('+' is a blank); NULL has none.
 * 0, or -1 ERR_USAGE: too many, no UTF-8, control characters. */
int call_query(struct call *c, char *query, struct err *e);

/* The value of a parameter, the last one that is given; NULL = none is. */
const char *call_param(const struct call *c, const char *name);

/* A whole number from `least` to `most`; `usual` where it is not given. 0, or -1
 * ERR_USAGE with the parameter's name. */
int call_number(const struct call *c, const char *name, int64_t least, int64_t most,
                int64_t usual, int64_t *out, struct err *e);

/* 0 or 1, 0 where it is not given; as call_number(). */
int call_flag(const struct call *c, const char *name, bool *out, struct err *e);

/* Has the other side just this already? Weakly compared, as RFC 9110, 13.1.2 has it. A
 * handler may leave the body out then. */
bool call_has(const struct call *c, const char *etag);

struct stream; /* serve/herald.h: events as they come */

/* What goes back: a body, a part of a file, or a stream. Zero but fd -1 to begin with. */
struct reply {
    int status;       /* 0 = 200 */
    const char *type; /* static; NULL = "application/json" */
    struct buf body;  /* owned */
    int fd; /* a file instead: `len` bytes of it from `from`; owned; -1 = none */
    int64_t from, len;
    int64_t whole;         /* of a part (206): the file's size; of 416, too */
    char etag[72];         /* with its quotes; "" = none */
    const char *caching;   /* Cache-Control; static; NULL = "no-store" */
    int retry_s;           /* Retry-After; 0 = none */
    struct stream *stream; /* owned */
};

void reply_clear(struct reply *r); /* what it owns; {.fd = -1} again */

struct desk;

/*
 * A handler, on one of the threads that answer; it may wait for the library, not for the
 * other side. 0, or -1 with *e, which becomes a problem (serve/problem.h): ERR_USAGE 400,
 * ERR_LIMIT 413, ERR_UNSUPPORTED 415, ERR_FORMAT 422, ERR_BUSY 503, else 500. For other
 * statuses: `return problem_reply(r, 404, "no sample has the number 12")`, which is 0.
 */
typedef int call_handler(struct desk *d, const struct call *c, struct reply *r,
                         struct err *e);

#endif
