/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef WORKER_ANALYSE_H
#define WORKER_ANALYSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/sound.h"

/*
 * Descriptor to labels: the whole pipeline. One per worker, which keeps it for life:
 * plans, buffers and the model.
 */
struct analyse;

/* with_model: the embedded one, if there is one. Never NULL. */
struct analyse *analyse_new(bool with_model);

/* Everything about fd. The BLOBs in *out are borrowed until the next call. */
void analyse_file(struct analyse *a, int fd, struct sound *out);

/* Only the verdict, from the bytes of a mel BLOB: re-tagging without audio. */
void analyse_blob(struct analyse *a, const uint8_t *blob, size_t n, struct sound *out);

#endif
