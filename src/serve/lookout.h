/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SERVE_LOOKOUT_H
#define SERVE_LOOKOUT_H

#include "serve/desk.h"
#include "util/buf.h"

/* Looks at a library again and again: has anything changed, and what? One thread. */
struct lookout {
    struct desk desk; /* its reader */
    int64_t version;  /* of what it has seen */
    int64_t model;    /* in use then; -1 = has not looked */
};

enum { LOOKOUT_PAGE = 200 /* changes read at once */ };

struct lookout lookout_of(struct server *server);
void lookout_close(struct lookout *l); /* the next look opens it again */

/* Has somebody written since the last look? 1, 0, -1. *model: {"id","key"} is added to it
 * where another one is in use since. */
int lookout_look(struct lookout *l, struct buf *model, struct err *e);

/* The first changes after *seq as events, added to *out; *seq: of the last of them. Of
 * one that is not there, -1 or beyond the end, those to come. How many, LOOKOUT_PAGE if
 * there may be more; -1. Behind a look that went well. */
int lookout_read(struct lookout *l, int64_t *seq, struct buf *out, struct err *e);

#endif
