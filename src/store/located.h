/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STORE_LOCATED_H
#define STORE_LOCATED_H

#include <stdint.h>

#include "store/store.h"

/* Where a file of a sample lies. All borrowed for the callback, raw bytes. */
struct located {
    const char *folder; /* absolute */
    const char *path;   /* below it */
    const char *format; /* "WAV PCM 16"; NULL */
};

/*
 * Each file of it that should be there, in a lasting order, until one is taken: each()
 * gives 1. Then 1; 0: none was taken, or there are none; -1 *e set; -2: the library has
 * no such sample.
 */
int located_each(struct store *s, int64_t sample,
                 int (*each)(void *arg, const struct located *l), void *arg,
                 struct err *e);

#endif
