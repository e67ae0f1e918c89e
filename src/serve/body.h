/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SERVE_BODY_H
#define SERVE_BODY_H

#include <jansson.h>
#include <stdbool.h>

#include "serve/call.h"

/* Bodies that are JSON, read strictly. */

enum { BODY_DEPTH = 8 }; /* objects and lists within each other, at most */

/*
 * The object that the body is: UTF-8, no member twice, nothing behind it. A new
 * reference; NULL with ERR_USAGE, ERR_LIMIT (CALL_BODY) or ERR_UNSUPPORTED (it is not
 * said to be application/json). optional: no body at all is {}.
 */
json_t *body_object(const struct call *c, bool optional, struct err *e);
json_t *body_parse(const void *data, size_t n, struct err *e); /* the same of bytes */

/* It has no other members than these (ended by NULL). 0, or -1 ERR_USAGE. */
int body_only(json_t *object, const char *const *member, struct err *e);

/* A member that is true or false, or `usual` where it is not there. 0, or -1 ERR_USAGE.
 */
int body_bool(const json_t *object, const char *member, bool usual, bool *out,
              struct err *e);

#endif
