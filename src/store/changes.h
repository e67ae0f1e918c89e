/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STORE_CHANGES_H
#define STORE_CHANGES_H

#include <stdint.h>

#include "store/store.h"

/* Append to the change feed (v1_change). what: "added", "tags" or "files". */
int change_record(struct store *s, int64_t sample, const char *what, struct err *e);

/* The same for folders: apps have to look at v1_folder again, and at the files. */
int change_folders(struct store *s, struct err *e);

#endif
