/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STORE_UNSURE_H
#define STORE_UNSURE_H

#include <stddef.h>
#include <stdint.h>

#include "store/store.h"

/* One of them. Borrowed. */
struct unsure {
    int64_t sample;
    int64_t dir;      /* a number for the directory that it lies in */
    const void *blob; /* (n) its embedding */
    size_t n;
};

/*
 * Every sample that a person may be asked about, in the order of ids, with its embedding
 * BLOB: one of its files is at hand, below the folder `below` (absolute; NULL =
 * anywhere), and nobody has confirmed or rejected a category of it.
 *
 * One statement, streamed. Stops when each() does not return 0, and returns that; else 0,
 * or -1. each() must not write to the store.
 */
int unsure_each(struct store *s, const char *below,
                int (*each)(void *arg, const struct unsure *x, struct err *e), void *arg,
                struct err *e);

#endif
