/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef AUDIO_VIEW_H
#define AUDIO_VIEW_H

#include <sndfile.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A file put together from pieces of a descriptor and a few bytes of our own,
 * for what libsndfile cannot read as it lies on disk: it reads through view_io.
 * The descriptor's own position is never used.
 */
struct view;
struct view *view_new(int fd); /* fd is borrowed; never NULL */
void view_free(struct view *v);

/* Append len bytes that stand at `at` in the descriptor. Empty pieces are dropped. */
void view_add(struct view *v, int64_t at, int64_t len);

/* Append bytes of our own (copied). */
void view_add_bytes(struct view *v, const void *bytes, size_t len);

/* For sf_open_virtual(); the user data is the struct view *. Read only. */
extern const SF_VIRTUAL_IO view_io;

/* Read n bytes at an offset of fd, fewer at its end or on an error. */
size_t view_peek(int fd, int64_t at, void *to, size_t n);

#endif
