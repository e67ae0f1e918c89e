/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STORE_TAGGED_H
#define STORE_TAGGED_H

#include <stddef.h>

#include "store/feedback.h"
#include "store/identity.h"
#include "store/tags.h"

/* What saying something of one sound has changed, kept until it is on disk. */
struct tagged {
    struct identity is; /* owned */
    int said;           /* opinions that were recorded */
    struct tagged_opinion {
        char *facet, *tag; /* owned */
        int verdict;
        char *before, *after; /* what it wears in that facet; NULL = nothing; owned */
    } * opinion;              /* (n) owned */
    size_t n;
};

/* Say n opinions of the sound; *out in any case, to tagged_clear(). In a transaction. */
int tagged_say(struct tagged *out, struct store *s, const struct opinion *o, size_t n,
               const char *actor, const struct model_ref *model, struct err *e);
void tagged_clear(struct tagged *t);

#endif
