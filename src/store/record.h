/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STORE_RECORD_H
#define STORE_RECORD_H

#include <stddef.h>
#include <stdint.h>

#include "store/store.h"

/*
 * One file with every column of v1_file; then those of v1_sample, but for the ones that
 * are called like one of v1_file; then `tags`, which is all that its sample wears:
 * "category:drums.kick; form:oneshot". Columns that the views gain are here by
 * themselves.
 */
enum value_kind { VALUE_NONE, VALUE_INTEGER, VALUE_REAL, VALUE_TEXT, VALUE_BYTES };

struct value {
    enum value_kind kind;
    int64_t integer;
    double real;      /* finite */
    const char *text; /* of VALUE_TEXT: UTF-8; of VALUE_BYTES: without a NUL inside */
};

struct record;
int record_open(struct record **out, struct store *s, struct err *e);
void record_close(struct record *r); /* NULL is fine */

size_t record_fields(const struct record *r);
const char *record_name(const struct record *r, size_t field); /* lives as long as r */

/* By v1_file.id. 1; 0: no such file; -1. */
int record_read(struct record *r, int64_t file, struct err *e);

/* Of what was read last; borrowed until the next record_read(). */
struct value record_value(const struct record *r, size_t field);
/* The same by name; none where there is no such field. */
struct value record_named(const struct record *r, const char *name);

#endif
