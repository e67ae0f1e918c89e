/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_BEST_H
#define CLI_BEST_H

#include "cli/copies.h"

/*
 * Which of several copies to keep. The first of these that tells them apart decides:
 * lossless before lossy, the higher rate, more bits, more channels, the longer one (by
 * 10 ms), one whose peak is not at full scale, the older one, the first in the order of
 * paths.
 */

/* Put it first, the others behind it in the same order; what decided against the second
 * one, in a word or two ("lossless", "oldest"). */
const char *best_first(struct copy *copy, size_t n);

bool format_lossless(const char *format); /* "WAV PCM 16"; NULL is not */
int format_bits(const char *format);      /* 16; 0 = lossy */

/* How a copy differs from the best one: "MP3, -3.0 dB, 0.20 s shorter". Returns out. */
enum { BEST_DIFFERENCE = 160 };
const char *best_difference(char out[BEST_DIFFERENCE], const struct copy *best,
                            const struct copy *c);

#endif
