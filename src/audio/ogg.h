/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef AUDIO_OGG_H
#define AUDIO_OGG_H

#include "audio/view.h"

/*
 * An Ogg stream as libsndfile can read it, or NULL if fd needs no help or holds
 * none. Two cases need it:
 * - FLAC in Ogg pages: libsndfile reads it as if there were no pages, so they are
 *   left out;
 * - a file that ends within a page: libsndfile finds no length then and cannot seek,
 *   so the view ends with the last whole page.
 */
struct view *ogg_view(int fd, int64_t size);

#endif
