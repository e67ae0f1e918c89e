/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NN_PATCH_H
#define NN_PATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/buf.h"
#include "util/err.h"

/*
 * The net's input: two log-mel views of one sound, and its partials, 8 bits a value.
 *
 * attack: the first PATCH_COLS hops (0.74 s), zero after attack_cols.
 * whole:  all hops pooled by their mean to PATCH_COLS columns; a sound of fewer
 *         hops is stretched by repeating columns.
 * A byte is round(255 * (dB + 100) / 100) clamped to 0-255: 0 = -100 dB or less,
 * relative to the sound's own peak sample. Column c of whole is the mean of the hops
 * from c * hops / PATCH_COLS up to, without, (c + 1) * hops / PATCH_COLS, rounded down.
 *
 * partials: levels of fine bands (24 an octave, the first round 27.5 Hz) at four times
 *           (0 to 0.12, 0.05 to 0.33, 0.25 to 1.0, 1.0 to 2.9 s); all 0 where there are
 *           none: silence, or a sound that was heard before partials were measured.
 */
enum {
    PATCH_BANDS = 64,
    PATCH_COLS = 128,
    PATCH_TIMES = 4,   /* of partials */
    PATCH_OCTAVE = 24, /* fine bands to an octave */
    PATCH_OCTAVES = 9,
    PATCH_FINE = PATCH_OCTAVES * PATCH_OCTAVE,
    PATCH_MAX_HOPS = 1 << 16,      /* more are not looked at */
    PATCH_MAX_SECONDS = 1000000000 /* longer counts as this long */
};

struct patch {
    uint8_t attack[PATCH_COLS][PATCH_BANDS], whole[PATCH_COLS][PATCH_BANDS];
    uint8_t partials[PATCH_TIMES][PATCH_FINE];
    unsigned attack_cols; /* columns of attack that hold sound, 1 to PATCH_COLS */
    uint32_t hops;        /* of the whole sound as analysed */
    float duration_s;     /* of the whole file, not only of its analysed part */
};

/* mel (hops, PATCH_BANDS) dB relative to peak; hops >= 1. */
void patch_make(struct patch *out, const float *mel, size_t hops, double duration_s);

/* Give it partials (PATCH_TIMES, PATCH_FINE) dB relative to peak: it has none yet. */
void patch_add_partials(struct patch *p, const float *partials);

/* Has it any? */
bool patch_has_partials(const struct patch *p);

/* Nothing in it is louder than -100 dB. */
bool patch_silent(const struct patch *p);

/*
 * The payload of a mel BLOB (sampledb-features(5)), bounded both ways:
 *
 *   0  u32 hops, 1 to PATCH_MAX_HOPS
 *   4  f32 duration_s, 0 to PATCH_MAX_SECONDS
 *   8  attack: min(hops, PATCH_COLS) columns of PATCH_BANDS bytes, lowest band first
 *   -  whole: PATCH_COLS columns alike, only where hops > PATCH_COLS
 *   -  partials: PATCH_TIMES rows of PATCH_FINE bytes, lowest band first;
 *      nothing where all are 0
 *
 * Columns of views stand as differences from the column before (modulo 256), the first
 * of each from 0; bands of partials from the band below. Integers and floats are
 * little-endian; nothing follows.
 * patch_read: 0, or -1 ERR_FORMAT with *out untouched.
 */
void patch_write(const struct patch *p, struct buf *out);
int patch_read(struct patch *out, const uint8_t *data, size_t n, struct err *e);

#endif
