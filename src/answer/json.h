/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ANSWER_JSON_H
#define ANSWER_JSON_H

#include <jansson.h>
#include <stdint.h>

#include "util/buf.h"

/* A string that is valid UTF-8, or the same made so; never NULL for non-NULL text. */
json_t *json_text(const char *text);
/* null for what the library does not know: NULL text, a real that is not finite, 0. */
json_t *json_text_or_null(const char *text);
json_t *json_real_or_null(double v);
json_t *json_count_or_null(int64_t n);
/* The bytes in hexadecimal where the text that stands for them is another; else null. */
json_t *json_bytes_unless(const char *bytes, const char *text);

/* The value as text, added to *out without a newline; gives the reference back. Controls
 * that JSON lets through are escaped, too: no terminal takes them for orders. */
void json_write(struct buf *out, json_t *value);

#endif
