/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ANSWER_FIELDS_H
#define ANSWER_FIELDS_H

#include "store/record.h"
#include "store/search.h"

/*
 * What a row may show of a file, by name. First the usual fields, which a search brings
 * along: FIELDS_USUAL of them, in the order of --json and --csv. Then every other column
 * of v1_file and v1_sample, and `tags` (store/record.h), which are read when they are
 * asked for.
 */
enum { FIELDS_USUAL = 23 };

struct fields;
/* s: NULL = the usual ones alone, which cannot fail. */
int fields_open(struct fields **out, struct store *s, struct err *e);
void fields_close(struct fields *f); /* NULL is fine */

size_t fields_count(const struct fields *f);
size_t fields_plain(const struct fields *f); /* without path_bytes, which is the last */
const char *const *fields_names(const struct fields *f); /* (fields_count) */

/* The file that values are asked of from now on; borrowed until the next one. */
void fields_of(struct fields *f, const struct search_hit *h);

/* Borrowed until the next fields_of(). 0, or -1. */
int fields_value(struct fields *f, size_t field, struct value *out, struct err *e);

#endif
