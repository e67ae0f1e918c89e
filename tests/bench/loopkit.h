/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_LOOPKIT_H
#define BENCH_LOOPKIT_H

#include <stddef.h>

#include "util/err.h"
#include "util/rng.h"

/* The one-shots of a corpus' train split that loops are made of, by what they are. */
enum kit_part {
    KIT_KICK,
    KIT_SNARE,
    KIT_CLAP,
    KIT_RIM,
    KIT_HAT,
    KIT_OPEN,
    KIT_RIDE,
    KIT_CRASH,
    KIT_TOM,
    KIT_HAND,
    KIT_METAL,
    KIT_WOOD,
    KIT_SHAKER,
    KIT_BASS,
    KIT_KEYS,
    KIT_PLUCK,
    KIT_STAB,
    KIT_LEAD,
    KIT_PAD,
    KIT_COUNT
};

enum { KIT_RATE = 44100, KIT_SECONDS = 2, KIT_EACH = 60 };

struct hit {
    float *x; /* (n) mono at KIT_RATE, peak 1; owned by the kit */
    size_t n;
};

struct loopkit {
    struct hit hit[KIT_COUNT][KIT_EACH];
    size_t hits[KIT_COUNT];
};

/* Up to KIT_EACH of each part, spread evenly over the manifest's rows: root is the
 * corpus' folder. 0, or -1 with *e set. */
int loopkit_load(struct loopkit *k, const char *root, struct err *e);
void loopkit_clear(struct loopkit *k);

/* Any hit of a part; there is at least one. */
const struct hit *loopkit_any(const struct loopkit *k, enum kit_part part, struct rng *r);

#endif
