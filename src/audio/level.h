/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef AUDIO_LEVEL_H
#define AUDIO_LEVEL_H

#include <stdbool.h>
#include <stddef.h>

#include "util/facets.h"

/*
 * Loudness and quality of a sound while it is decoded, block by block: every channel, at
 * full length, which the mix for the rest of the analysis no longer has. Memory is that
 * of one channel's block, and 4 bytes for every 64 frames.
 *
 * Each channel of a block is taken by itself and passes the kernels in turn, so that it
 * is read from memory once.
 */
enum { LEVEL_BLOCK = 4096 }; /* frames, at most */

struct level;
struct level *level_new(void); /* never NULL */
void level_free(struct level *l);

/* Begin anew. */
void level_start(struct level *l, size_t channels, int rate_hz, bool is_8_bit);

/* What follows does not join what came before. */
void level_gap(struct level *l);

/* in (frames, channels), finite; counts_loud: loudness is measured of it too. */
void level_add(struct level *l, const float *in, size_t frames, bool counts_loud);

/* Of all so far. */
void level_tell(struct level *l, struct loudness *loudness, struct quality *quality);

#endif
