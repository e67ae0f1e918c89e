/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef AUDIO_INSCRIBE_H
#define AUDIO_INSCRIBE_H

#include <stddef.h>
#include <stdint.h>

#include "util/buf.h"
#include "util/err.h"

/*
 * Tags for the copy of a sound: what players and samplers show of a file.
 *
 *   WAV        LIST INFO: IGNR, ICMT; and an ID3 tag ("id3 ")
 *   AIFF       an ID3 tag ("ID3 ")
 *   FLAC       Vorbis comments: GENRE, COMMENT, BPM, KEY
 *   ID3        TCON, TBPM, TKEY, COMM with the description "sampledb"
 *
 * All else that a file says of itself stays, the audio above all: its bytes are the same
 * ones. A comment that is there is kept, and ours put behind it.
 *
 * The file is read through chunk heads and known text chunks of bounded size only, and
 * one that is not quite as it should be is refused rather than mended.
 */
struct inscription {
    const char *genre, *comment, *key; /* UTF-8; NULL = not known */
    double bpm;                        /* NAN = not known */
};

/* What our own comments begin with, by which they are known again. */
#define INSCRIBE_MARK "sampledb: "

enum inscribe_end {
    INSCRIBED,
    INSCRIBE_REFUSED,  /* *e: ERR_UNSUPPORTED or ERR_FORMAT; nothing is written */
    INSCRIBE_UNREAD,   /* *e: the sound cannot be read to its end */
    INSCRIBE_UNWRITTEN /* *e: the copy cannot be written */
};

/* Write what `from` (a regular file) has, with the tags, to `to`, which is empty. */
enum inscribe_end inscribe(int from, int to, const struct inscription *t, struct err *e);

#endif
