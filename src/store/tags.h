/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STORE_TAGS_H
#define STORE_TAGS_H

#include <stdint.h>

#include "store/store.h"

/* The row of a tag, made if new, together with the words that find it. */
int tag_enter(struct store *s, const char *facet, const char *name, int64_t *id,
              struct err *e);

#endif
