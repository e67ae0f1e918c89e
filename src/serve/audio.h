/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SERVE_AUDIO_H
#define SERVE_AUDIO_H

#include "serve/call.h"

/* GET /v1/samples/{id}/audio: a file of the sample, as it lies there, or a part of it.
 * Nothing but what the library knows can be asked for: no path is ever taken. */
call_handler audio_get;

/* The regular file at `path` below `folder`, reached without any link and never above it.
 * A descriptor to read from, or -1. */
int audio_open(const char *folder, const char *path);

#endif
