/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STORE_FEATURES_H
#define STORE_FEATURES_H

#include <stddef.h>
#include <stdint.h>

#include "store/store.h"
#include "util/blob.h"

/* Feature BLOBs as rows: a table for each kind. Call these in a transaction. */

/* In the place of what was there. kind: enum blob_kind. */
int feature_put(struct store *s, int64_t sample, unsigned kind, int64_t version,
                const void *data, size_t n, struct err *e);
int feature_drop(struct store *s, int64_t sample, unsigned kind, struct err *e);

/* enum blob_kind of "mel", ...; 0: a kind that this program does not know. */
unsigned feature_kind_of(const char *name);

#endif
