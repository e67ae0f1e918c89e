/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ANSWER_PICTURE_H
#define ANSWER_PICTURE_H

#include <stddef.h>

#include "util/buf.h"
#include "util/err.h"

/*
 * A spectrogram as a PNG, of what the classifier heard: no audio is decoded for it. Time
 * goes from left to right over all of the sound that was analysed (at most 12 s, without
 * the silence before it), the 64 mel bands, 30 Hz to 16 kHz, from the bottom to the top.
 * Colours go from 100 dB under the sound's peak, dark, to the peak, light.
 */
enum { PICTURE_LEAST = 16, PICTURE_WIDTH = 2048, PICTURE_HEIGHT = 1024 }; /* pixels */

/* The payload (n) of a mel BLOB as a picture of that size, put into *out (reset first).
 * 0, or -1 ERR_FORMAT: it is no mel. */
int picture_spectrogram(const void *mel, size_t n, size_t width, size_t height,
                        struct buf *out, struct err *e);

#endif
