/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NN_PATCH_H
#define NN_PATCH_H

#include <stddef.h>
#include <stdint.h>

#include "util/buf.h"
#include "util/err.h"

/*
 * The net's input: two log-mel views of one sound, 8 bits a value.
 *
 * attack: the first PATCH_COLS hops (0.74 s), zero after attack_cols.
 * whole:  all hops pooled by their mean to PATCH_COLS columns; a sound of fewer
 *         hops is stretched by repeating columns.
 * A byte is round(255 * (dB + 100) / 100) clamped to 0-255: 0 = -100 dB or less,
 * relative to the sound's own peak sample.
 */
enum { PATCH_BANDS = 64, PATCH_COLS = 128 };

struct patch {
    uint8_t attack[PATCH_COLS][PATCH_BANDS], whole[PATCH_COLS][PATCH_BANDS];
    unsigned attack_cols; /* columns of attack that hold sound, 1 to PATCH_COLS */
    uint32_t hops;        /* of the whole sound as analysed */
    float duration_s;     /* of the whole file, not only of its analysed part */
};

/* mel (hops, PATCH_BANDS) dB relative to peak; hops >= 1. */
void patch_make(struct patch *out, const float *mel, size_t hops, double duration_s);

/*
 * The payload of a mel BLOB (sampledb-features(5)), bounded both ways. `whole` is
 * written only where it says more than `attack` (hops > PATCH_COLS).
 * patch_read: 0, or -1 ERR_FORMAT.
 */
void patch_write(const struct patch *p, struct buf *out);
int patch_read(struct patch *out, const uint8_t *data, size_t n, struct err *e);

#endif
