/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_REVIEW_WAVE_H
#define CLI_REVIEW_WAVE_H

#include <stdbool.h>
#include <stddef.h>

#include "nn/patch.h"
#include "util/buf.h"

/*
 * The level of a sound over time, out of its mel BLOB: no file is read. Of each column
 * the root of the power in all bands, 0 to 1, where the loudest column is 1; all 0 of
 * silence.
 */
void wave_levels(const struct patch *p, float level[PATCH_COLS]);

/* Columns of text that level[0..n) takes at most: more show nothing more. */
size_t wave_columns(size_t n, bool utf8);

/*
 * Row `row` of `rows` of its picture, symmetrical about the middle, `columns` wide: in
 * UTF-8 of Braille patterns, 2 by 4 dots each, else of '#' and, where it is quiet, '-'.
 * Appends to *out, without a newline.
 */
void wave_row(struct buf *out, const float *level, size_t n, size_t columns, size_t row,
              size_t rows, bool utf8);

#endif
