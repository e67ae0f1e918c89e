/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_LOOPMAKER_H
#define BENCH_LOOPMAKER_H

#include <stdbool.h>

#include "loopkit.h"

/* A loop of known tempo. */
struct made {
    float *x; /* (n) mono at KIT_RATE: what decoding would give of it; owned */
    size_t n;
    double seconds; /* of the whole, of which x may be two excerpts */
    double bpm;
    double downbeat_s; /* where its first whole bar begins */
    bool cut;          /* on the bar */
    const char *style;
};

/*
 * The loop of that number, always the same: drums after loopstyles, or chords, bass and
 * lines, alone or together; in time as a machine or as a player is; two thirds of them
 * are cut on the bar, of the rest the end is missing, or the start, or both, or there is
 * silence added.
 */
void loopmaker_make(struct made *out, const struct loopkit *k, uint64_t seed,
                    size_t number);
void loopmaker_clear(struct made *m);

#endif
