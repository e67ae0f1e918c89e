/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef UTIL_EMBEDDING_H
#define UTIL_EMBEDDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/buf.h"
#include "util/err.h"
#include "util/sound.h"

/*
 * What a net knows of a sound before its heads speak, as it is kept: 8 bits a number,
 * number = low + step * byte, from the least number to the greatest. The heads are told
 * nothing finer than that, ever, so that what they say of an embedding from a library is
 * bit for bit what they said when the sound was heard.
 */
enum { EMBEDDING_MAX = 1024 };

struct embedding {
    size_t n;        /* numbers; 0 = silence, of which nothing is known */
    float low, step; /* finite; step >= 0 */
    uint8_t byte[EMBEDDING_MAX];
};

/* x (n) finite, at most 1e6 either way; n at most EMBEDDING_MAX. */
void embedding_of(struct embedding *out, size_t n, const float *x);
void embedding_numbers(const struct embedding *k, float *x); /* x (k->n) */

/* In place: what is left of each row once it has been kept.   x (N, n) */
void embedding_round(size_t N, size_t n, float *x);

/* Can these be of embedding_of()? */
bool embedding_possible(float low, float step);

/*
 * The payload of an embedding BLOB (sampledb-features(5)):
 *
 *    0  id of the trunk that made it
 *   16  f32 low
 *   20  f32 step
 *   24  bytes, to the end
 *
 * embedding_read: 0, or -1 ERR_FORMAT with *out and trunk untouched.
 */
void embedding_write(const struct embedding *k, const uint8_t trunk[SOUND_TRUNK],
                     struct buf *out);
int embedding_read(struct embedding *out, uint8_t trunk[SOUND_TRUNK], const uint8_t *data,
                   size_t n, struct err *e);

#endif
