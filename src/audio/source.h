/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef AUDIO_SOURCE_H
#define AUDIO_SOURCE_H

#include <sndfile.h>

#include "audio/view.h"
#include "util/err.h"

enum { SOURCE_FORMAT = 32 };

/* A descriptor opened for decoding, from its first frame on. */
struct source {
    SNDFILE *file;     /* owned, source_close() */
    struct view *view; /* owned: the bytes that file reads */
    SF_INFO info;      /* checked: channels and rate are in range; frames is hearsay */
};

/*
 * Open fd (from its start, left open by source_close) if it is audio of a kind on
 * the allow-list. 0, or -1 with *e set, as audio_read() says.
 */
int source_open(struct source *s, int fd, struct err *e);
void source_close(struct source *s);

/* "WAV PCM 16", "MP3": container and encoding. */
void source_format(const struct source *s, char out[SOURCE_FORMAT]);

#endif
