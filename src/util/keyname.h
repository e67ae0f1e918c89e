/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef UTIL_KEYNAME_H
#define UTIL_KEYNAME_H

/*
 * Keys by name. A key is a number below KEYS (util/facets.h): C, C#, ... B major, then C,
 * C#, ... B minor.
 *
 * Of two spellings the one with fewer accidentals in its signature is the name: "Ab", but
 * "G#m"; of the two that have six each it is "F#" and "Ebm".
 * Camelot: keys round the circle of fifths as hours, A minor and B major; 8A is A minor,
 * 8B C major, and what is an hour apart or shares the hour goes together (M. Davis, Mixed
 * In Key, 2006).
 */

/* "Am", "F#"; "8A", "2B". "" for what is no key. */
const char *keyname(int key);
const char *keyname_camelot(int key);

/* A key as people write it, in any case: "Am", "a minor", "F#maj", "Gb", "8A"; -1 = none.
 */
int keyname_of(const char *text);

#endif
