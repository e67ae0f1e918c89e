/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NEAR_SPACE_H
#define NEAR_SPACE_H

#include <stddef.h>
#include <stdint.h>

#include "util/embedding.h"
#include "util/err.h"

/*
 * Embeddings of one trunk, packed for scanning: the bytes of all, row by row, and what
 * turns them into numbers beside them.
 *
 * The distance of two sounds is that of their directions: |x/|x| - y/|y||, 0 the same,
 * sqrt(2) nothing in common, 2 opposite. It is a metric, and orders as the cosine does.
 * It counts in millionths, so that ties are ties on every processor; and it is exact for
 * the embeddings as they are kept.
 */
enum {
    SPACE_BLOCK = 256,    /* rows that space_cosines() takes at once */
    SPACE_UNIT = 1000000, /* a distance of 1 */
    SPACE_FAR = 1414214   /* of what has no direction from anything */
};

struct space {
    size_t n, room;
    size_t width, stride; /* numbers of each; bytes of a row, a multiple of DOTS_STEP */
    uint8_t *byte;        /* (room, stride); owned, as all below */
    float *low, *step;    /* (room) number = low + step * byte */
    float *sum;           /* (room) of the bytes */
    float *per;           /* (room) 1 / length; 0 where there is none */
    double *length;       /* (room) what is not read by a scan, as the ids */
    int64_t *id;          /* (room) */
    float most;           /* the greatest number of all, relative to its row's length */
};

/* width: 1 to EMBEDDING_MAX. */
void space_init(struct space *s, size_t width); /* space_clear() */
void space_clear(struct space *s);
void space_empty(struct space *s); /* keeps the memory */
void space_reserve(struct space *s, size_t n);

/* k->n is the width. */
void space_add(struct space *s, int64_t id, const struct embedding *k);

/*
 * An embedding BLOB, envelope and all: 1; 0: of another trunk, or of silence; -1
 * ERR_FORMAT.
 */
int space_read(struct embedding *out, const uint8_t trunk[SOUND_TRUNK], const void *blob,
               size_t n, struct err *e);

/* Millionths between row i of a and row j of b, of one width. */
uint32_t space_between(const struct space *a, size_t i, const struct space *b, size_t j);

/*
 * Cosines of rows [from, from + n) of s with row i of `to`, n at most SPACE_BLOCK: quick,
 * and wrong by at most space_doubt().
 */
void space_cosines(const struct space *s, size_t from, size_t n, const struct space *to,
                   size_t i, float *out);
float space_doubt(const struct space *s, const struct space *to, size_t i);

/* What a cosine must be at least for the distance to be at most `far` millionths,
 * rounding included; and the other way round. */
double space_cosine_of(double far);
double space_distance_of(double cosine);

#endif
