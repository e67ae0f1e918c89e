/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_ROWS_H
#define CLI_ROWS_H

#include <stdbool.h>
#include <stdio.h>

#include "store/search.h"

/* What a search finds, written as rows of one kind. */
enum rows_kind {
    ROWS_TEXT,  /* for people; on a terminal fitted to it */
    ROWS_NULL,  /* paths as raw bytes, each with a NUL */
    ROWS_JSON,  /* an object a line */
    ROWS_CSV,   /* RFC 4180, with the names of the columns in the first row */
    ROWS_M3U,   /* a playlist: extended M3U in UTF-8 */
    ROWS_FORMAT /* as the user says: cli/format.h */
};

struct rows_wish {
    enum rows_kind kind;
    FILE *to;
    const char *format; /* of ROWS_FORMAT; borrowed */
    bool nul;           /* of ROWS_FORMAT: a row ends with a NUL, not a newline */
    bool whole;         /* of ROWS_JSON and ROWS_CSV: every field, and all tags */
};

struct rows;
int rows_open(struct rows **out, struct store *s, const struct rows_wish *wish,
              struct err *e);
void rows_close(struct rows *r); /* NULL is fine */

/* A callback for search_each(); rows_end() writes what goes behind the last one. */
int rows_add(void *rows, const struct search_hit *h, struct err *e);
int rows_end(struct rows *r, struct err *e);

int64_t rows_count(const struct rows *r); /* that were added */

#endif
