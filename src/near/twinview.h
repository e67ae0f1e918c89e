/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NEAR_TWINVIEW_H
#define NEAR_TWINVIEW_H

#include <stddef.h>
#include <stdint.h>

/*
 * A sound laid out to be held against another one: levels in dB over a floor of 0, on a
 * time axis that does not depend on how long the sound is.
 *
 * Columns: the first 128 are hops of 5.8 ms from where the sound begins; each later one
 * is 16 of them, up to 12 s. Bands:   mel bands up to 10 kHz. What lies above, lossy
 * codecs and low rates drop. Fine:    24 bands an octave from 27.5 Hz, up to 7 kHz, at
 * four times.
 */
enum {
    TWIN_BANDS = 54,
    TWIN_HOPS = 128,  /* columns of one hop */
    TWIN_POOLED = 16, /* hops to a column after these */
    TWIN_COLS = TWIN_HOPS + 122,
    TWIN_TIMES = 4,
    TWIN_FINE = 192,
    TWIN_SECONDS = 12,    /* no more of a sound is heard */
    TWIN_MOST_HOPS = 2067 /* in these */
};

/* A sound as its mel BLOB has it (sampledb-features(5)). Borrowed. */
struct twin_sound {
    const uint8_t *attack;   /* (128, 64) */
    const uint8_t *whole;    /* (128, 64) */
    const uint8_t *partials; /* (4, 216) */
    unsigned attack_cols;
    uint32_t hops;
    double duration_s; /* of the whole file */
    int rate_hz;
};

struct twin_view {
    float level[TWIN_COLS][TWIN_BANDS], fine[TWIN_TIMES][TWIN_FINE];
    size_t cols;         /* of level; what follows is 0 */
    size_t bands, fines; /* that this rate can hold */
    uint32_t hops;
    double duration_s;
};

void twin_view_make(struct twin_view *out, const struct twin_sound *s);

/* Its loudest band ever, below `bands`; 0 = silence. */
float twin_view_top(const struct twin_view *v, size_t bands);

/* How many hops a column stands for. */
static inline float twin_col_hops(size_t col)
{
    return col < TWIN_HOPS ? 1 : TWIN_POOLED;
}

#endif
