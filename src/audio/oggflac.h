/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef AUDIO_OGGFLAC_H
#define AUDIO_OGGFLAC_H

#include "audio/view.h"

/*
 * A FLAC stream inside Ogg pages, seen without the pages: libsndfile reads FLAC
 * in Ogg as if there were none. NULL if fd does not begin with such a stream.
 */
struct view *oggflac_view(int fd);

#endif
