/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef UTIL_HEX_H
#define UTIL_HEX_H

#include <stddef.h>
#include <stdint.h>

/* Bytes as digits 0-9 and a-f, two each. */

int hex_digit(char c);                                     /* 0 to 15, or -1 */
void hex_write(char *out, const uint8_t *bytes, size_t n); /* 2 n digits and a NUL */

/* Just n bytes, and nothing else. 0, or -1 with *out undefined. */
int hex_read(uint8_t *out, size_t n, const char *text);

#endif
