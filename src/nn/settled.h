/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NN_SETTLED_H
#define NN_SETTLED_H

#include <stddef.h>
#include <stdint.h>

#include "nn/model.h"

/*
 * Sounds of a person's library that are settled by what was said of others in their
 * folder, learn/settle.h. A model carries what it says of them, by the very numbers of
 * their embeddings; of every other sound it says what it would say without.
 *
 * Tensors settled.*, sampledb-model(5); all of them are there, or none.
 */
enum { SETTLED_MAX = 1 << 15, SETTLED_KEY = 8 };

struct settled {
    size_t n, leaves;
    const uint8_t *key;   /* (n, SETTLED_KEY) ascending */
    const uint8_t *share; /* (n, leaves) how probable, of the sum of its row */
};

/* Those of a model, borrowed: 1, or 0 with *out untouched. */
int settled_of(struct settled *out, const struct model *m);

/* Give m a copy of them in place of its own; n 0: none. from may not be m's own. */
void settled_put(struct model *m, const struct settled *from);

/* Tensors of m that belong to them. */
size_t settled_tensors(const struct model *m);

/* Are they there as a whole or not at all, and possible? 0, or -1 ERR_FORMAT or
 * ERR_LIMIT. */
int settled_check(const struct model *m, struct err *e);

/* XXH3-64 of an embedding's numbers as f32, little-endian; highest byte first. */
void settled_key(size_t n, const float *known, uint8_t key[SETTLED_KEY]);

/* 1 and what is said of it in leaf (leaves); 0 with leaf untouched: nothing. */
int settled_tell(const struct settled *s, size_t n, const float *known, float *leaf);

#endif
