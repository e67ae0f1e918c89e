/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_ENCODE_H
#define CLI_ENCODE_H

#include "answer/fields.h"
#include "util/buf.h"

/*
 * One row in a format that other programs read. Pure, but for what fields_value() reads.
 */

/* A field of CSV (RFC 4180), with the comma before all but the first; and the end of a
 * row. Whatever is in it is data: nothing is put in front of what a spreadsheet would
 * take for a formula. */
void encode_csv_field(struct buf *out, const char *text, bool first);
void encode_csv_end(struct buf *out);

/* The first `n` fields of the file that fields_of() was told. 0, or -1 with *out as it
 * was. Bytes are left out of CSV: path_hex has them. */
int encode_csv(struct buf *out, struct fields *f, size_t n, struct err *e);

/* The two lines of a playlist (extended M3U). 0; 1: its path has a line break in it,
 * which no playlist can say. */
int encode_m3u(struct buf *out, const struct search_hit *h);

#endif
