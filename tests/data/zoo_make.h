/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ZOO_MAKE_H
#define ZOO_MAKE_H

#include <stddef.h>
#include <stdint.h>

#include "util/buf.h"

/* Sound files for tests, made in memory: every call gives a descriptor to close(). */

enum { ZOO_FRAMES = 8820 }; /* of most animals: 0.2 s at 44.1 kHz */

/* A decaying tone, (frames, channels); each channel is quieter than the one before. */
int16_t *zoo_tone(int rate, int channels, size_t frames); /* free() */

/* The tone in any format that libsndfile writes (SF_FORMAT_...). */
int zoo_sound(int format, int rate, int channels, size_t frames);

/* x (frames, channels) written as it is. */
int zoo_floats(int format, int rate, int channels, const float *x, size_t frames);

/* A file of these bytes. */
int zoo_bytes(const void *bytes, size_t n);

int zoo_keep(struct buf *b); /* the same, and clears b */

/* All bytes of fd, which is closed. */
struct buf zoo_slurp(int fd);

/* The animal of that name in tests/data/zoo.csv; -1: no recipe for it. */
int zoo_make(const char *name);
int zoo_make_wave(const char *name); /* those built chunk by chunk */

/*
 * A WAVE file with chunks in the order of their names ("fmt smpl data LIST"): those
 * that mean something say what zoo_make.c writes in them, others hold a few bytes.
 */
void zoo_wave(struct buf *out, const char *chunks);

void zoo_named(struct buf *out, const char *id); /* one of those chunks */
void zoo_fmt(struct buf *out, int tag, int channels, int rate, int bits);
void zoo_data(struct buf *out); /* the body of "data": the tone in 16 bit mono */

/*
 * Ten hours of silent 24-bit stereo, an RF64 of 10 GB that takes no room, with n bytes
 * of something else at frame `at`.
 */
int zoo_ten_hours(int64_t at, const char *bytes, size_t n);

/* One RIFF chunk, padded; and the same for AIFF. */
void zoo_chunk(struct buf *out, const char *id, const void *body, size_t n);
void zoo_big_chunk(struct buf *out, const char *id, const void *body, size_t n);

#endif
