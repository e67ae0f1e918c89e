/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STORE_TAUGHT_H
#define STORE_TAUGHT_H

#include <stddef.h>
#include <stdint.h>

#include "store/store.h"
#include "util/sound.h"

/*
 * What a model can learn from: every sample of whose category or form something stands
 * that a user has said, whether or not one of its files is at hand. Borrowed.
 */
struct taught {
    int64_t sample;
    int64_t dir; /* a number for the directory that it lies in; 0 = no file holds it */
    const char *category;        /* as confirmed; NULL = not */
    const char *const *rejected; /* (rejections) categories, by name */
    size_t rejections;
    int form; /* enum sound_form: confirmed, or all that is left; -1 = neither */
    size_t corrections; /* words that stand: what comes from all of these */
    const void *blob;   /* (n) an embedding of that trunk, else a mel; NULL: neither */
    size_t n;
};

/* What was said last comes last; each() may ask, and not write. 0, or -1. trunk: whose
 * embeddings are wanted. */
int taught_each(struct store *s, const uint8_t trunk[SOUND_TRUNK],
                int (*each)(void *arg, const struct taught *x, struct err *e), void *arg,
                struct err *e);

/*
 * Every sample that lies in a directory together with one of those, and these; the first
 * TAUGHT_BESIDE by hash. With that directory, and a BLOB as above. 0, or -1.
 */
enum { TAUGHT_BESIDE = 1 << 14 };

int taught_beside(struct store *s, const uint8_t trunk[SOUND_TRUNK],
                  int (*each)(void *arg, int64_t dir, const void *blob, size_t n,
                              struct err *e),
                  void *arg, struct err *e);

/* What a sample was heard as, its mel BLOB: 1, 0 none, -1. *data is borrowed until the
 * next call. */
int taught_mel(struct store *s, int64_t sample, const void **data, size_t *n,
               struct err *e);

/*
 * The mel BLOBs of samples of whose category and form nothing stands that a user has
 * said, in an order that mixes all folders and is the same every time. each() returns 1:
 * enough. 0, or -1.
 */
int taught_nothing(struct store *s,
                   int (*each)(void *arg, const void *mel, size_t n, struct err *e),
                   void *arg, struct err *e);

#endif
