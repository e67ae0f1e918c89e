/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef QUERY_VALUE_H
#define QUERY_VALUE_H

#include "query/query.h"
#include "util/buf.h"

/*
 * What stands behind a facet's colon. value_read() fills the bounds and, of choices and
 * keys, puts `value`, the term's text, into its plain form, which is no longer.
 * false: it is nothing of the kind, and *why says what would be.
 */
bool value_read(struct query_term *t, char *value, const char **why);

/* The bounds of a term, so that value_read() reads the same ones. */
void value_write(struct buf *out, const struct query_term *t);

/* A number from 1 to 2147483647; 0 = it is none. */
int64_t value_limit(const char *text);

#endif
