/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef WORKER_ANALYSE_H
#define WORKER_ANALYSE_H

#include <stddef.h>
#include <stdint.h>

#include "util/sound.h"

/*
 * Descriptor to labels: the whole pipeline, with its plans, buffers and the model. One
 * per worker, which keeps it for life; retrain asks one about BLOBs.
 */
struct analyse;
struct model;

/* Owns m; NULL: features only. Never NULL. */
struct analyse *analyse_new(struct model *m);
void analyse_free(struct analyse *a);

/* Everything about fd. The BLOBs in *out are borrowed until the next call. */
void analyse_file(struct analyse *a, int fd, struct sound *out);

/* Re-tagging without audio: only the verdict, from the bytes of an embedding BLOB of the
 * model's trunk; or with a new embedding, from those of a mel BLOB. */
void analyse_blob(struct analyse *a, const uint8_t *blob, size_t n, struct sound *out);

#endif
