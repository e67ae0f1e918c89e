/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef UTIL_FOLD_H
#define UTIL_FOLD_H

#include <stddef.h>

/*
 * Letters as a search wants them: small, and Latin ones without accents, so that
 * "Caisse", "CAISSE" and "caïsse" are one word, whether the accent is part of the
 * letter or stands behind it (U+0300 to U+036F). Greek and Cyrillic letters become
 * small; letters of other scripts stay as they are. A byte that is not UTF-8 is read as
 * Latin-1, as old archives have it.
 */
enum fold_kind {
    FOLD_GAP, /* no letter and no digit: it parts words */
    FOLD_SMALL,
    FOLD_CAPITAL,
    FOLD_DIGIT,
    FOLD_MARK /* an accent of the letter before: it is no character of its own */
};

enum { FOLD_BYTES = 4 };

struct fold {
    enum fold_kind kind;
    size_t bytes;              /* read, at least 1 */
    char text[FOLD_BYTES + 1]; /* "" for a gap or a mark; "ss" for U+00DF */
};

struct fold fold_char(const void *s, size_t n); /* n > 0 */

#endif
