/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STORE_IDENTITY_H
#define STORE_IDENTITY_H

#include <stdint.h>

#include "store/store.h"
#include "util/sound.h"

/* Which row a path is, and which sound it holds. */

/* path: absolute raw bytes, as folder_find() takes it. 1, 0: not in the library, -1. */
int identity_of_file(struct store *s, const char *path, int64_t *file, struct err *e);

struct identity {
    int64_t sample; /* 0: a file that was never decoded */
    uint8_t hash[SOUND_HASH];
    char *path; /* to show: of the file, or of the sample's best one; NULL; owned */
};
int identity_of_path(struct store *s, const char *path, struct identity *out,
                     struct err *e);
int identity_of_sample(struct store *s, int64_t sample, struct identity *out,
                       struct err *e);

#endif
