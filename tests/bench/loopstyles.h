/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_LOOPSTYLES_H
#define BENCH_LOOPSTYLES_H

#include "loopkit.h"

/*
 * Rhythms as patterns of steps: what plays when in one or two bars. A step is '.', never;
 * '1' to '9', so many times in ten; 'x', always and loud; 'o', always and softly.
 */
enum { STYLE_VOICES = 6, STYLE_STEPS = 32 };

struct style_voice {
    enum kit_part part;
    const char *steps; /* as many as the bar has, or twice as many */
};

struct style {
    const char *name;
    float low_bpm, high_bpm;
    int beats;    /* of a bar */
    int steps;    /* of a bar */
    float swing;  /* the most that every other step comes late, in steps */
    float weight; /* how often, among all */
    struct style_voice voice[STYLE_VOICES]; /* ends at steps == NULL */
};

extern const struct style styles[];
extern const size_t style_count;

#endif
