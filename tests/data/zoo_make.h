/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ZOO_MAKE_H
#define ZOO_MAKE_H

#include <stddef.h>
#include <stdint.h>

#include "util/buf.h"

/* Sound files for tests, made in memory: every call gives a descriptor to close(). */

/* A decaying tone in any format that libsndfile writes (SF_FORMAT_...). */
int zoo_sound(int format, int rate, int channels, size_t frames);

/* x (frames, channels) written as it is. */
int zoo_floats(int format, int rate, int channels, const float *x, size_t frames);

/* A file of these bytes. */
int zoo_bytes(const void *bytes, size_t n);

/* All bytes of fd, which is closed. */
struct buf zoo_slurp(int fd);

/* The animal of that name in tests/data/zoo.csv; -1: no recipe for it. */
int zoo_make(const char *name);

/*
 * A WAVE file with chunks in the order of their names ("fmt smpl data LIST"): those
 * that mean something say what zoo_make.c writes in them, others hold a few bytes.
 */
void zoo_wave(struct buf *out, const char *chunks);

/* One RIFF chunk, padded; and the same for AIFF. */
void zoo_chunk(struct buf *out, const char *id, const void *body, size_t n);
void zoo_big_chunk(struct buf *out, const char *id, const void *body, size_t n);

#endif
