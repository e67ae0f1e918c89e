/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NN_REHEARSAL_H
#define NN_REHEARSAL_H

#include <stddef.h>
#include <stdint.h>

#include "nn/model.h"
#include "util/embedding.h"

/*
 * Sounds that a model was trained on, as its trunk knows them: what it must not forget
 * when its heads learn from somebody else's. Inside the model file, as tensors named
 * rehearsal.*, sampledb-model(5); all of them are there, or none.
 */
enum {
    REHEARSAL_MAX = 1 << 14,   /* sounds */
    REHEARSAL_SOURCES = 65536, /* sources that are told apart */
    REHEARSAL_NO_FORM = 255
};

struct rehearsal {
    size_t n, width;       /* sounds; numbers of an embedding */
    const uint8_t *byte;   /* (n, width) as in struct embedding */
    const float *range;    /* (n, 2) its low and step */
    const uint8_t *leaf;   /* (n) which leaf it is, by the model's nodes */
    const uint8_t *form;   /* (n) enum sound_form, or REHEARSAL_NO_FORM: not known */
    const uint8_t *source; /* (n, 2) a number, low byte first: who made it */
};

/* That of a model, borrowed: 1, or 0 with *out untouched. */
int rehearsal_of(struct rehearsal *out, const struct model *m);
void rehearsal_sound(const struct rehearsal *r, size_t i, struct embedding *out);

/* Give m a copy of it in place of its own; n 0: none. r may not be m's own. */
void rehearsal_put(struct model *m, const struct rehearsal *r);

/* Tensors of m that belong to it. */
size_t rehearsal_tensors(const struct model *m);

/* Is it there as a whole or not at all, and possible? 0, or -1 ERR_FORMAT or ERR_LIMIT.
 */
int rehearsal_check(const struct model *m, struct err *e);

#endif
