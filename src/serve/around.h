/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SERVE_AROUND_H
#define SERVE_AROUND_H

#include <stdbool.h>
#include <stdint.h>

#include "near/nearest.h"
#include "store/store.h"
#include "util/sound.h"

/*
 * What of the library sounds like something that is not in it. The embeddings of the
 * library are read once and kept in memory, brought up to date by the change feed, and
 * given up when nobody asks any more. Any number of threads.
 */
enum { AROUND_BYTES = 256 << 20 }; /* that are kept, at most */

struct around;
struct around *around_new(void); /* never NULL; has read nothing */
void around_free(struct around *a);

/* Which library it is: two files never share both numbers. */
struct around_library {
    struct store *store;
    uint64_t device, inode;
};

/*
 * The k nearest, nearest first: 1 and *out (nearest_clear()). 0: nothing can be compared,
 * and *why says in a sentence what keeps it from that. -1. embedding: a BLOB, len 0 =
 * there is none.
 */
int around_find(struct around *a, const struct around_library *l,
                const struct sound_blob *embedding, size_t k, struct nearest *out,
                const char **why, struct err *e);

/* Give up what nobody has asked for since that clock_ms(): is anything kept still? */
bool around_rest(struct around *a, int64_t since_ms);

size_t around_sounds(struct around *a); /* that are kept */

/* Keep no more than so many bytes: for tests. */
void around_limit(struct around *a, size_t bytes);

#endif
