/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_SIDECAR_H
#define CLI_SIDECAR_H

#include <jansson.h>

#include "store/store.h"

/*
 * A small JSON file that says of one sound what the library knows: sampledb-export(1) has
 * the format. It names no path and no number of this library.
 */
struct sidecars;

/* The folder is made if its parent is there. 0, or -1 ERR_IO. */
int sidecars_open(struct sidecars **out, struct store *s, const char *dir, struct err *e);
void sidecars_close(struct sidecars *x); /* NULL is fine */

/*
 * The sidecar of v1_file.id. beside: the name of a copy, whose name with .json it gets;
 * NULL: of its own name a free one. It takes the place of a sidecar of the same sound,
 * and of no other file. 0; 1 with *e set: not of this sound, but of others perhaps; -1.
 */
int sidecars_put(struct sidecars *x, int64_t file, const char *beside, struct err *e);

#endif
