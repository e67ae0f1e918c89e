/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NN_MODEL_META_H
#define NN_MODEL_META_H

#include <jansson.h>

#include "nn/model.h"

/*
 * The metadata of a model file: every value is text, numbers in decimal, lists and
 * objects as JSON. Keys and checks: sampledb-model(5).
 */
enum { MODEL_HEX = 33 }; /* an XXH3-128 in hexadecimal, with its end */

/* All keys, "checksum" too. A new reference. m->id must be right. */
json_t *meta_write(const struct model *m);

/*
 * Fill m's fields from the object; m->id is the one that is stated. 0, or -1:
 * ERR_FORMAT; ERR_UNSUPPORTED for another feature version, format or architecture.
 */
int meta_read(struct model *m, const json_t *meta, struct err *e);

/*
 * Over all pairs but "checksum", in the order of their keys, and the names and shapes of
 * the tensors in the order of their data.
 */
void meta_checksum(const struct model *m, const json_t *meta, char hex[MODEL_HEX]);

/* The data of a tensor, little-endian, appended. */
void meta_data(struct buf *out, const struct model_tensor *t);

/* XXH3-128 over the data of all tensors, little-endian. */
void meta_id(const struct model *m, char hex[MODEL_HEX]);

/* See struct model. */
void meta_trunk(const struct model *m, uint8_t trunk[SOUND_TRUNK]);

#endif
