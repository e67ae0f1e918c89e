/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef AUDIO_CHUNKS_H
#define AUDIO_CHUNKS_H

#include <stddef.h>
#include <stdint.h>

#include "util/sound.h"

/*
 * What RIFF (also RF64, RIFX not) and AIFF chunks state about the sound: smpl,
 * acid, inst, bext, LIST/INFO, cue; INST, MARK, NAME, AUTH, ANNO. Reads the
 * chunk heads with pread and the bodies of known chunks only; never the audio.
 * Anything malformed is ignored: the file may be fine all the same.
 */
void chunks_init(struct embedded *out);         /* everything absent */
void chunks_read(struct embedded *out, int fd); /* chunks_init(), then what fd says */

/* The same over a whole file in memory: the parser itself, for tests and fuzzing. */
void chunks_parse(struct embedded *out, const uint8_t *data, size_t size);

#endif
