/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DSP_CHROMA_H
#define DSP_CHROMA_H

#include <stddef.h>

/*
 * Which of the twelve tones sound, in all and at the ends, and as which chords: what a
 * key is found by. Made of peaks (peaks.h) from C1 to F#6.
 *
 * Tuning: the direction of the sum of all peaks, each turned by its distance from the
 *         next tone of A4 = 440 (K. Dressler and S. Streich, Tuning Frequency Estimation
 *         Using Circular Statistics, ISMIR 2007), pulled gently to none. All that follows
 *         is of tones so tuned.
 * Chroma: a peak counts for its tone by the square of a cosine that is 0 half-way to the
 *         next; and for the tone a twelfth below, of which it may be the third partial,
 *         at a fifth of that (as E. Gomez, Tonal Description of Polyphonic Audio, INFORMS
 *         Journal on Computing, 2006). The twelve of a window are scaled to a maximum of
 *         1, and their logarithms taken, ln(1 + 5 c) / ln 6, so that what is soft counts
 *         (M. Mueller and S. Ewert, Chroma Toolbox, ISMIR 2011). Means are weighted by
 *         the fourth root of the window's power.
 * Chords: how like a window and the one before it are to the 24 triads, by correlation
 *         with three ones and nine zeros, as probabilities; their means.
 */
enum { CHROMA_TONES = 12 }; /* C, C#, ... B */

/* Chroma have length 1, or 0 where nothing sounds; the chords of each root, major and
 * minor, add up to 1. Ends are a fifth of the windows, at least one. */
enum chroma_part {
    CHROMA_ALL,  /* from C2 */
    CHROMA_BASS, /* up to G3 */
    CHROMA_FIRST,
    CHROMA_FIRST_BASS,
    CHROMA_LAST,
    CHROMA_LAST_BASS,
    CHROMA_MAJOR,
    CHROMA_MINOR,
    CHROMA_FIRST_MAJOR,
    CHROMA_FIRST_MINOR,
    CHROMA_PARTS
};

struct harmony {
    float part[CHROMA_PARTS][CHROMA_TONES];
    float tuning_cents; /* -50 to 50 */
    float clarity;      /* 0 to 1: that of peaks.h */
};

struct chroma;
struct chroma *chroma_new(void); /* never NULL; plans are made for the rate at hand */
void chroma_free(struct chroma *c);

/* x (n) mono at rate_hz, n >= 1; what is not finite is silence. Always finite. */
void chroma_measure(struct chroma *c, const float *x, size_t n, int rate_hz,
                    struct harmony *out);

#endif
