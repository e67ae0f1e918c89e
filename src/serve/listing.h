/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SERVE_LISTING_H
#define SERVE_LISTING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/search.h"

/* Which files a search finds, all of them, in pieces as they come. */
enum { LISTING_PIECE = 4096 /* files, at most */ };

struct listing {
    const char *library; /* opened for this alone */
    const struct lexicon *synonyms;
    const char *q;
    void *arg;
    /* Before the first piece: what similar: found, by sample; (n) theirs to free(). Not
     * where it asks for nothing. */
    void (*near)(void *arg, struct search_near *near, size_t n);
    /* 0; 1: that is enough; -1 with *e set: ends it. */
    int (*piece)(void *arg, const uint32_t *file, size_t n, struct err *e);
};

/* 0, or -1: what the library or piece() said; ERR_USAGE: the query makes no sense, or
 * asks with what is not in the library. */
int listing_make(const struct listing *l, struct err *e);

/* How far a sample is, by what near() was given; NAN where it is not among these. */
double listing_distance(const struct search_near *near, size_t n, int64_t sample);

#endif
