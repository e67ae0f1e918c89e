/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SERVE_ROUTE_H
#define SERVE_ROUTE_H

#include "serve/call.h"

/* Which handler answers what. */
enum route_flag {
    ROUTE_LIBRARY = 1,  /* the desk's store is open when it is called */
    ROUTE_JSON = 2,     /* its body is JSON, of at most CALL_BODY bytes */
    ROUTE_UPLOAD = 4,   /* its body is a sound, of at most CALL_UPLOAD bytes */
    ROUTE_PAGE = 8,     /* part of the page: no secret, for whoever asks */
    ROUTE_AT_ONCE = 16, /* touches nothing that could be slow: no desk is needed */
    ROUTE_SLOW = 32     /* may wait for disks of the user or for other processes: desks of
                           their own answer, so that searches go on */
};

struct route {
    enum call_method method; /* GET answers HEAD, too */
    const char *path;        /* "/v1/samples/{id}/audio" */
    unsigned long flags;
    call_handler *handler;
};

/* In a table: 0 and *out, with *id where the path has one; or a status: 404; 405, when
 * the path is there for other methods. */
int route_find(const struct route *table, enum call_method method, const char *path,
               const struct route **out, int64_t *id);

extern const struct route routes[]; /* all of ours; the last entry has no path */

#endif
