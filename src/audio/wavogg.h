/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef AUDIO_WAVOGG_H
#define AUDIO_WAVOGG_H

#include "audio/view.h"

/*
 * The Ogg Vorbis stream inside a WAVE file (format tags 0x674f and 0x676f, "mode 1":
 * the data chunk is a complete Ogg file), which libsndfile refuses; NULL for any
 * other file. Such files lie in old packs, mostly called .ogg.
 */
struct view *wavogg_view(int fd, int64_t size);

#endif
