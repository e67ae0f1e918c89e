/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef UTIL_WORDS_H
#define UTIL_WORDS_H

#include <stddef.h>
#include <stdint.h>

/*
 * The letters and digits of a name, folded (util/fold), and where words may begin.
 * "HHopen_02" is "hhopen02" with edges at 0, 1 and 2 (case), 6 (a gap) and 8 (the end).
 */
enum words_edge {
    EDGE_NONE, /* inside a word */
    EDGE_CASE, /* a capital after a small letter, and both ends of a run of capitals that
                  goes on small: "HHopen" is HH open, "BDrum" is B Drum */
    EDGE_KIND, /* between a letter and a digit */
    EDGE_GAP   /* something else stood there, or the name begins or ends */
};

enum { WORDS_MAX = 255 }; /* bytes of folded text; the rest of a name is not read */

struct words {
    char text[WORDS_MAX + 1];
    uint8_t edge[WORDS_MAX + 1]; /* (n + 1) enum words_edge before each byte */
    size_t n;
};

void words_of(struct words *out, const void *name, size_t n);

#endif
