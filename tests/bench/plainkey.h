/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_PLAINKEY_H
#define BENCH_PLAINKEY_H

#include <stddef.h>

/*
 * The key as a plain matcher of chroma finds it, which dsp/key has to beat: power of all
 * bins from 65 to 2100 Hz (C2 to C7) added up by their nearest note of A4 = 440 Hz, each
 * window to a sum of 1, and their mean compared with a template in 24 keys.
 */
enum plain_template {
    PLAIN_TRIAD,     /* the three notes of the tonic's chord, by cosine */
    PLAIN_KRUMHANSL, /* probe-tone ratings, by correlation */
    PLAIN_TEMPLATES
};

/* Below KEYS (util/facets.h), for x (n) of one rate or another. */
int plainkey(const float *x, size_t n, int rate_hz, enum plain_template like);

#endif
