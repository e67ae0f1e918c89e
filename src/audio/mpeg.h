/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef AUDIO_MPEG_H
#define AUDIO_MPEG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "audio/view.h"

/*
 * An MPEG audio stream as libsndfile can read it, or NULL if fd holds none or
 * needs no help. Two cases need it:
 * - bytes that are no audio stand before the first frame: they are left out;
 * - layer III without a Xing header: libsndfile would guess the length from the
 *   first frame and read no further, so the frames are counted and a header is
 *   put in front.
 */
struct view *mpeg_view(int fd, int64_t size);

/* What four bytes of an MPEG audio frame header say (ISO/IEC 11172-3, 13818-3). */
struct mpeg_head {
    int version, layer; /* version 1, 2, or 25 for 2.5; layer 1 to 3 */
    int rate_hz, channels;
    int frame_bytes, frame_samples;
};

/* False: not a header, or free format. */
bool mpeg_parse(struct mpeg_head *out, const uint8_t *bytes);

#endif
