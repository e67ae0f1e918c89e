/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STORE_VOCABULARY_H
#define STORE_VOCABULARY_H

#include <stdbool.h>

#include "store/correction.h"
#include "store/store.h"

/*
 * What a word that somebody types or sends means as a tag.
 *
 *   word     = facet ":" value | text
 *   facet    = "category" | "form" | "bpm" | "key" | "note" | "user"
 *            | "length" | "brightness" | "envelope" | "character" | "quality"
 *   text     = a form, or a category that the library knows: whole ("drums.hat.closed"),
 *              or its last parts, in any case, "-" for "." ("hat-closed", "kick")
 *
 * A text with several meanings is refused, unless one of them holds all others ("hat"
 * is drums.hat).
 */
struct meaning {
    char facet[CORRECTION_FACET + 1], tag[CORRECTION_TEXT + 1];
    bool fresh; /* a category that nobody knows yet, in a parent that is known */
};

/* 0, or -1 ERR_USAGE with what is allowed, ERR_STORE. */
int vocabulary_find(struct store *s, const char *word, struct meaning *out,
                    struct err *e);

/* Tags that the library knows of which vocabulary_find() would understand the name: each
 * category, form and free tag, by facet and name, at most `limit`. */
int vocabulary_each(struct store *s, int limit,
                    int (*each)(void *arg, const char *facet, const char *tag,
                                struct err *e),
                    void *arg, struct err *e);

/* Could vocabulary_find() have given it, in some library? For words that come from
 * elsewhere. 0, or -1 ERR_FORMAT. */
int vocabulary_check(const char *facet, const char *tag, struct err *e);

#endif
