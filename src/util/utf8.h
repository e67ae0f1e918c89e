/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef UTIL_UTF8_H
#define UTIL_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Foreign text made safe to store and to print. UTF-8 here is what RFC 3629
 * allows: no overlong forms, no surrogates, nothing above U+10FFFF. Control
 * characters are C0, DEL and C1.
 */

/*
 * Bytes of the character at s[0..n) if it may be shown as it is, 1 to 4; 0 if it
 * is malformed or a control character.
 */
size_t utf8_shown(const void *s, size_t n);

bool utf8_valid(const void *in, size_t n); /* control characters are valid, too */

/*
 * Text from a file's metadata, up to n bytes or the first NUL: kept if it is
 * valid UTF-8, else read as Latin-1. Control characters become spaces, spaces at
 * both ends go, and what does not fit is cut between characters. Writes at most
 * room bytes with the NUL (room >= 1); returns the length.
 */
size_t utf8_clean(char *out, size_t room, const void *in, size_t n);

/*
 * A file name for people: each byte that is not valid UTF-8 and each control
 * character becomes U+FFFD; nothing else changes. 3 n + 1 bytes are always room
 * enough; less cuts between characters. Returns the length without the NUL.
 */
size_t utf8_display(char *out, size_t room, const void *in, size_t n);

/*
 * Any bytes as valid UTF-8, and back without loss: text goes as it is, and each byte that
 * is not UTF-8 as U+EF80 to U+EFFF, 0xEF00 above it. A character of that private range
 * in the text is taken apart into its bytes, so that nothing else becomes one.
 * Source of the idea and range: MirBSD's OPTU-8. To free().
 */
char *utf8_wrap(const void *in, size_t n);
char *utf8_unwrap(const char *text); /* bytes without NUL */

#endif
