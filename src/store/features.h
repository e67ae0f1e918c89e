/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STORE_FEATURES_H
#define STORE_FEATURES_H

#include <stddef.h>
#include <stdint.h>

#include "store/store.h"
#include "util/blob.h"

/* Feature BLOBs as rows: a table for each kind. Those that write are called in a
 * transaction. */

/* In the place of what was there. kind: enum blob_kind. */
int feature_put(struct store *s, int64_t sample, unsigned kind, int64_t version,
                const void *data, size_t n, struct err *e);
int feature_drop(struct store *s, int64_t sample, unsigned kind, struct err *e);

/* What it says, without the envelope, in *out (reset first): 1; 0: there is none, or none
 * that this program can read; -1. */
int feature_of(struct store *s, int64_t sample, unsigned kind, struct buf *out,
               struct err *e);

/* enum blob_kind of "mel", ...; 0: a kind that this program does not know. */
unsigned feature_kind_of(const char *name);

#endif
