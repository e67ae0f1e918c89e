/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SERVE_ROLLS_H
#define SERVE_ROLLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/err.h"
#include "util/lexicon.h"

/*
 * Rolls: of a search, the files that it found, from the first to the last. A search is
 * made once; after that any part of what it found is at hand, and stays where it is
 * while the library changes. One thread makes them, one after the other; a few are
 * kept, and those that are in use. Any thread may call.
 */
struct rolls;
struct roll;

enum {
    ROLLS = 4,                /* that are kept, at most */
    ROLL_BYTES = 8 << 20,     /* of each: what a search finds beyond is left out */
    ROLL_FRESH_MS = 2 * 1000, /* so long one is new though the library has changed */
    ROLL_REST_MS = 60 * 1000  /* so long nobody reads it: then nobody will */
};

/* library: its path; synonyms: the user's own, or NULL. Borrowed until rolls_close(),
 * when all rolls have to be back. 0, or -1 ERR_IO: no thread. */
int rolls_open(struct rolls **out, const char *library, const struct lexicon *synonyms,
               struct err *e);
void rolls_close(struct rolls *r); /* NULL is fine */

/* Which roll is wanted, where none has the number that was given. */
enum roll_how {
    ROLL_BEGIN, /* one that is as new as the library */
    ROLL_GO_ON, /* the one that others read on in, while they do */
    ROLL_ANEW   /* none but a new one: what comes out differently each time */
};

/*
 * The roll of the query q with that number, where it is still kept (0 = no certain one);
 * else as `how` says, and begun where there is none. seq: the last change of the library.
 * roll_back() when done.
 */
struct roll *roll_take(struct rolls *r, const char *q, uint64_t number, int64_t seq,
                       enum roll_how how);
void roll_back(struct rolls *r, struct roll *x);

/* Somebody begins with what a search finds now: nobody goes on in what is older. */
void roll_outdate(struct rolls *r, const char *q, int64_t seq);

uint64_t roll_number(const struct roll *x); /* from 1 on, not the same for two */

/*
 * Files from row `from` on, at most n, into file[]: *got; *total: how many there are in
 * all, -1 = that is not known yet. Waits for them, or with n 0 for the total, but not
 * longer than wait_ms: 1 they are here; 0 they are not. -1: what the search said, but of
 * ERR_USAGE and the like only what the handler would have found, too.
 */
int roll_read(struct rolls *r, struct roll *x, size_t from, size_t n, int wait_ms,
              int64_t *file, size_t *got, int64_t *total, struct err *e);

/* How far a sample is from what similar: asked for; NAN. Once roll_read() has given 1. */
double roll_distance(const struct roll *x, int64_t sample);

#endif
