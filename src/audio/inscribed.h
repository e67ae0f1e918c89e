/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef AUDIO_INSCRIBED_H
#define AUDIO_INSCRIBED_H

#include <stdbool.h>

#include "audio/inscribe.h"

struct view;

/*
 * What the parts of audio/inscribe share: a file with tags as a view of the one without.
 * fd is a file of `end` bytes. 0, or -1: ERR_FORMAT, ERR_LIMIT.
 */

/* A text chunk or block, added to *out, which may have TAGTEXT_MOST bytes. */
int inscribe_fetch(struct buf *out, int fd, int64_t at, int64_t size, struct err *e);

/* Of a WAV or AIFF file what stands behind the first 12 bytes. */
int inscribe_chunks(struct view *v, int fd, int64_t end, bool aiff,
                    const struct inscription *t, struct err *e);

/* The whole of a FLAC file. */
int inscribe_blocks(struct view *v, int fd, int64_t end, const struct inscription *t,
                    struct err *e);

#endif
