/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STORE_QUERY_H
#define STORE_QUERY_H

#include <stdbool.h>
#include <stddef.h>

#include "util/err.h"

/*
 * The words of a search, read without a library.
 *
 *   word      = ["-"] term              "-" = must not hold
 *   term      = facet ":" value | text
 *   text      = a category or form ("kick", "hat.closed", any case), else a part of a
 *               file name
 *   facet     = "path" | "name"         value = a part of it, any case (ASCII), literal
 *             | "category" | "form" | "note"  value = such a tag
 *             | "state"                 value = ok pending failed unsupported
 *                                               unavailable any
 *             | "dur" | "bpm" | "conf"  value = range
 *   range     = ("<" | "<=" | ">" | ">=") number
 *             | [number] ".." [number]  both ends included
 *             | number                  bpm only: within half a beat per minute
 *   number    = digits ["." digits] [unit]; unit = "ms" | "s" | "m" for dur (s if
 *               none; the low end takes the high end's), none for the others
 */
enum query_kind {
    QUERY_TEXT,
    QUERY_PATH,
    QUERY_NAME,
    QUERY_CATEGORY,
    QUERY_FORM,
    QUERY_NOTE,
    QUERY_STATE,
    QUERY_DURATION,   /* s */
    QUERY_BPM,        /* beats per minute */
    QUERY_CONFIDENCE, /* of the category, 0 to 1 */
    QUERY_KINDS
};

struct query_term {
    enum query_kind kind;
    bool exclude;     /* "-" */
    const char *text; /* the value; borrowed from the words */
    double low, high; /* of a range, both included; -DBL_MAX and DBL_MAX = open */
};

enum { QUERY_MAX_TERMS = 64, QUERY_MAX_TEXT = 4096 /* bytes of one word */ };

struct query {
    struct query_term term[QUERY_MAX_TERMS];
    size_t n;
};

/*
 * 0, or -1 ERR_USAGE with the word quoted and what is allowed, *out untouched:
 * an unknown facet or state or form, an empty value, a bad number, an empty range,
 * too many words.
 */
int query_parse(struct query *out, const char *const *word, size_t n, struct err *e);

#endif
