/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STORE_TAGS_H
#define STORE_TAGS_H

#include <stdint.h>

#include "store/store.h"

/* The row of a tag, made if new, together with the words that find it. */
int tag_enter(struct store *s, const char *facet, const char *name, int64_t *id,
              struct err *e);

/* What a sample wears (v1_tag), by facet, best first. confidence: NAN = stated. */
struct worn {
    const char *facet, *tag, *source; /* borrowed for the call of each() */
    double confidence;
};
int tags_worn(struct store *s, int64_t sample,
              int (*each)(void *arg, const struct worn *w, struct err *e), void *arg,
              struct err *e);

/* Every tag by facet and name, with how many samples wear it: categories and forms in any
 * case, others where it is one at least. Counts them all. */
struct tag_count {
    const char *facet, *tag; /* borrowed for the call of each() */
    int64_t samples;
};
int tags_counted(struct store *s,
                 int (*each)(void *arg, const struct tag_count *t, struct err *e),
                 void *arg, struct err *e);

#endif
