/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_PRINT_H
#define CLI_PRINT_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

/*
 * How rows reach a person, a script or xargs. Text for people never carries
 * control characters, whatever a file is called; -0 gives the raw bytes.
 */

/* Text without control characters, for a terminal. */
void print_clean(FILE *to, const char *text);

/* "1,234,567" and "2 min 03 s" into a caller's buffer; both return it. */
const char *print_count(char out[32], long long n);
const char *print_seconds(char out[32], double s);

/* One JSON value and a newline on stdout; gives the reference back. */
void print_json(json_t *value);

/* A string that is valid UTF-8, or the same made so; never NULL for non-NULL text. */
json_t *json_text(const char *text);

#endif
