/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STORE_MEASURED_H
#define STORE_MEASURED_H

#include <stdbool.h>
#include <stdint.h>

#include "store/store.h"
#include "util/facets.h"

/*
 * What is measured of a sample, as a row of numbers, and what follows of it: tempo, key
 * and note, where they are sure, and words for the rest, as tags and in the sample's own
 * row. A user's word or a file's stays, and what a user has ruled out is not brought
 * back.
 */

/* The numbers; no row where nobody has measured anything. Tags follow by one of the next
 * two. */
int measured_put(struct store *s, int64_t sample, const struct facets *f, struct err *e);

/* Publish them of a new sample, of which nobody has said anything. */
int measured_first(struct store *s, int64_t sample, const struct facets *f,
                   struct err *e);

/* Publish them anew, as far as others leave room for it. Call it behind stated_refresh(),
 * which lets the sample's own row say no more than users and files do. */
int measured_refresh(struct store *s, int64_t sample, struct err *e);

/* Read them back: 1, 0 there are none, -1. */
int measured_of(struct store *s, int64_t sample, struct facets *out, struct err *e);

#endif
