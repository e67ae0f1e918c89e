/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef AUDIO_TAGTEXT_H
#define AUDIO_TAGTEXT_H

#include "audio/inscribe.h"

/*
 * The texts of the tags, each format by its own file: for audio/inscribe alone.
 * Lengths are in bytes; what is refused leaves *out as it was.
 */
enum { TAGTEXT_MOST = 1 << 20 /* of a text chunk that is read */ };

/* Our comment behind the one that is there (any bytes; 0 = none), whose own part by an
 * earlier inscription goes. Adds no NUL. */
void tagtext_comment(struct buf *out, const void *old, size_t n, const char *ours);

/* An ID3 tag: the frames of `old` (n = 0: there is none) that stay, and ours. 0, or -1
 * ERR_FORMAT: the old one is of a kind that is not written to. So below. */
int tagtext_id3(struct buf *out, const uint8_t *old, size_t n,
                const struct inscription *t, struct err *e);

/* The body of a LIST chunk of type INFO, from that of the old one (n = 0: none). */
int tagtext_info(struct buf *out, const uint8_t *old, size_t n,
                 const struct inscription *t, struct err *e);

/* The body of a block of Vorbis comments. */
int tagtext_vorbis(struct buf *out, const uint8_t *old, size_t n,
                   const struct inscription *t, struct err *e);

#endif
