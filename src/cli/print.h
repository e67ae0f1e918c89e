/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_PRINT_H
#define CLI_PRINT_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "util/err.h"

/*
 * How rows reach a person, a script or xargs. Text for people never carries
 * control characters, whatever a file is called; -0 gives the raw bytes.
 */

/* Text without control characters, for a terminal. */
void print_clean(FILE *to, const char *text);

/* "1,234,567" and "2 min 03 s" into a caller's buffer; both return it. */
const char *print_count(char out[32], long long n);
const char *print_seconds(char out[32], double s);
/* "4.2 MB", "2026-11-22 16:37" in local time, "A3" for MIDI note 57. */
const char *print_bytes(char out[32], long long n);
const char *print_time(char out[32], int64_t unix_s);
const char *print_note(char out[32], int midi);

/* Colours for stdout: on a terminal, unless NO_COLOR is set or TERM is "dumb". */
enum colour {
    COLOUR_PLAIN,
    COLOUR_BOLD,
    COLOUR_DIM,
    COLOUR_GREEN,
    COLOUR_YELLOW,
    COLOUR_RED
};
bool print_colours(void);
/* Begin a colour, and with COLOUR_PLAIN end it; nothing where `on` is false. */
void print_colour(bool on, enum colour c);

/* The columns of the terminal that stdout is; 0: it is none. */
size_t print_columns(void);
/* Does the terminal, by the user's locale, show UTF-8? */
bool print_utf8(void);

/* One JSON value (answer/json.h) and a newline; gives the reference back. */
void print_json_to(FILE *to, json_t *value);
void print_json(json_t *value); /* on stdout */

/*
 * Does the output still go somewhere? Ask after each row. 0, or -1:
 * ERR_STOPPED  nobody reads it any more; main() takes that as done
 * ERR_IO       it could not be written
 */
int print_check(struct err *e);

/* The reader of stdout went away (sampledb find kick | head): no failure, and no news. */
bool print_unwanted(void);

#endif
