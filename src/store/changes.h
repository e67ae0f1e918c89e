/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STORE_CHANGES_H
#define STORE_CHANGES_H

#include <stdint.h>

#include "store/store.h"

/* Append to the change feed (v1_change). what: "added", "tags" or "files". */
int change_record(struct store *s, int64_t sample, const char *what, struct err *e);

#endif
