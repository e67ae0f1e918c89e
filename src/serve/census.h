/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SERVE_CENSUS_H
#define SERVE_CENSUS_H

#include "store/store.h"
#include "util/buf.h"

/* A library as metrics (serve/metrics.h). */

/* Files, samples, and how the model does, added to *out. */
int census_take(struct store *s, struct buf *out, struct err *e);

/* Bytes of the file and of its WAL. */
void census_bytes(const char *library, struct buf *out);

/* The reason why a file failed, as one of a few words that are labels. */
const char *census_reason(const char *error);

#endif
