/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_GLYPHS_H
#define CLI_GLYPHS_H

#include <stdbool.h>
#include <stddef.h>

#include "util/buf.h"

/*
 * Text as a terminal shows it. A wide character counts two columns, an accent that stands
 * by itself none; what could steer a terminal or turn its text around is replaced, and
 * where it has no UTF-8 (utf8 false), each character that is not ASCII is '?'.
 */
size_t glyphs_columns(const char *text, bool utf8);

/* Text in at most so many columns, safe to print: its beginning, or its end, with a mark
 * where it is cut. Returns the columns. */
size_t glyphs_head(struct buf *out, const char *text, size_t columns, bool utf8);
size_t glyphs_tail(struct buf *out, const char *text, size_t columns, bool utf8);

#endif
