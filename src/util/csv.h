/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef UTIL_CSV_H
#define UTIL_CSV_H

#include <stddef.h>

#include "util/buf.h"
#include "util/err.h"

/*
 * Comma-separated values as RFC 4180 has them: fields in double quotes may hold commas,
 * line ends and doubled quotes. Lines end in LF or CRLF; empty lines are passed over.
 */
enum { CSV_MAX_FIELDS = 64 };

struct csv {
    const char *p, *end; /* what is left; borrowed */
    size_t line;         /* where the next row begins, from 1 */
    size_t row_line;     /* where the last row began */
    struct buf text;     /* owned, csv_clear() */
    size_t fields, at[CSV_MAX_FIELDS];
};

/* The bytes of a file, appended to out. 0, or -1 with *e naming it: ERR_IO, ERR_LIMIT. */
int csv_load(struct buf *out, const char *file, size_t max_bytes, struct err *e);

/* Put the file's name in front of an error that begins with a line's number; -1. */
int csv_in(struct err *e, const char *file);

void csv_init(struct csv *c, const char *text, size_t n);
void csv_clear(struct csv *c);

/* 1 = a row, 0 = the end, -1 = ERR_FORMAT, its text beginning with the line number. */
int csv_next(struct csv *c, struct err *e);

/* Field i of the last row, "" past its end. Valid until the next row. */
const char *csv_field(const struct csv *c, size_t i);

#endif
