/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_FORMAT_H
#define CLI_FORMAT_H

#include "store/record.h"
#include "util/buf.h"

/*
 * A row in the user's own words:
 *
 *   format = { text | "{{" | "}}" | escape | field }
 *   escape = "\" ("t" | "n" | "r" | "0" | "\")    0 is a NUL
 *   field  = "{" name [":" spec] ["|" text] "}"   text: instead of what is not known
 *   spec   = ["<" | ">"] [width] ["." precision] ["f" | "n"]
 *
 * name is one of the fields; width and precision are up to FORMAT_WIDE. "<" puts the
 * value at the left of the width, ">" at the right; without either numbers go right,
 * texts left. precision: of a text how many columns it may have, of a number how many
 * digits follow the point; "f" asks for a number, and wants a precision of 6 if none is
 * given; "n" writes a MIDI note as its name (57 is A3).
 */
enum { FORMAT_WIDE = 999, FORMAT_PARTS = 256 };

struct format;

/* 0, or -1 ERR_USAGE, which names the column where it is not understood. */
int format_parse(struct format **out, const char *text, const char *const *name,
                 size_t names, struct err *e);
void format_free(struct format *f); /* NULL is fine */

/* value() gives the field with that index among the names: 0, or -1, which ends it. */
int format_row(const struct format *f, struct buf *out,
               int (*value)(void *arg, size_t field, struct value *v, struct err *e),
               void *arg, struct err *e);

/* A value as text: an integer, nine significant digits, the text; "" for none. */
void format_value(struct buf *out, const struct value *v);

#endif
