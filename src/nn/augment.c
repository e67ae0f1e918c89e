/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Variations of a patch, so that training sees more recordings than there are. */
#include "nn/augment.h"

#include <math.h>
#include <string.h>

enum { COLS = 2 * PATCH_COLS };

/* attack and whole lie one behind the other: 256 columns that change alike. */
static uint8_t (*columns(struct patch *p))[PATCH_BANDS] { return p->attack; }

_Static_assert(offsetof(struct patch, whole) == (size_t)PATCH_COLS * PATCH_BANDS,
               "the two views are contiguous");

static double between(struct rng *r, double a, double b)
{
    return a + (b - a) * rng_unit(r);
}

/* Every column through one table per band; a shift moves bands up (or down, below 0). */
static void apply(struct patch *p, int shift, uint8_t table[PATCH_BANDS][256])
{
    uint8_t(*v)[PATCH_BANDS] = columns(p);

    for (size_t c = 0; c < COLS; c++) {
        uint8_t old[PATCH_BANDS];

        memcpy(old, v[c], sizeof old);
        for (int b = 0; b < PATCH_BANDS; b++) {
            const int from = b - shift;

            v[c][b] = table[b][from >= 0 && from < PATCH_BANDS ? old[from] : 0];
        }
    }
}

/* 0 to 1 is the whole range of levels. */
struct variation {
    double gain, tilt; /* in the middle; from there to either end of the bands */
    double gate;
    int top; /* bands from it on are silent */
};

/* What becomes of a level in a band. */
static uint8_t changed(int level, double band, const struct variation *how)
{
    const double y = (double)level / 255.0 + how->gain +
                     how->tilt * (2.0 * band / (PATCH_BANDS - 1) - 1.0);

    if (level == 0 || y < how->gate || band >= how->top)
        return 0;
    return (uint8_t)lrint(255.0 * fmax(0.0, fmin(1.0, y)));
}

static void add_floor(uint8_t *v, size_t n, double level, struct rng *r)
{
    for (size_t i = 0; i < n; i++) {
        const uint8_t floor = (uint8_t)(255.0 * level * between(r, 0.8, 1.0));

        v[i] = v[i] < floor ? floor : v[i];
    }
}

/* Noise that is nowhere over level, and nowhere far below. It is about as loud in a fine
 * band as in one of a view: a longer window, but the power in it and not the mean. */
static void add_floors(struct patch *p, double level, struct rng *r)
{
    static const uint8_t silence[PATCH_FINE];

    add_floor(columns(p)[0], (size_t)COLS * PATCH_BANDS, level, r);
    for (size_t t = 0; t < PATCH_TIMES; t++)
        if (memcmp(p->partials[t], silence, sizeof silence) != 0)
            add_floor(p->partials[t], PATCH_FINE, level, r);
}

/*
 * The band of a view that a fine band lies in: where 27.5 * 2^(b / 24) Hz is among
 * centres that are equally spaced in mel (dsp/mel.h), from 30 Hz to 16 kHz.
 */
static double band_of_fine(int b)
{
    const double low = log1p(30.0 / 700.0), high = log1p(16000.0 / 700.0),
                 at = log1p(27.5 * exp2((double)b / PATCH_OCTAVE) / 700.0);

    return (at - low) / (high - low) * (PATCH_BANDS + 1) - 1.0;
}

/* The same change to the partials: a band of a view is about an eighth of an octave. */
static void apply_fine(struct patch *p, int shift, const struct variation *how)
{
    const int bands = shift * (PATCH_OCTAVE / 8);

    for (size_t t = 0; t < PATCH_TIMES; t++) {
        uint8_t old[PATCH_FINE];

        memcpy(old, p->partials[t], sizeof old);
        for (int b = 0; b < PATCH_FINE; b++) {
            const int from = b - bands;

            p->partials[t][b] = changed(from >= 0 && from < PATCH_FINE ? old[from] : 0,
                                        band_of_fine(b), how);
        }
    }
}

static struct variation draw_variation(struct rng *r)
{
    struct variation v = {.top = PATCH_BANDS};
    const bool tilted = rng_unit(r) < 0.5, cut = rng_unit(r) < 0.3;

    v.tilt = tilted ? between(r, -0.1, 0.1) : 0.0;
    v.gain = tilted ? between(r, -0.06, 0.03) : 0.0;
    if (cut)
        v.top = 40 + (int)rng_below(r, PATCH_BANDS - 40);
    return v;
}

void augment(struct patch *p, struct rng *r)
{
    const int shift = rng_unit(r) < 0.7 ? (int)rng_below(r, 7) - 3 : 0;
    struct variation how = draw_variation(r);
    const double level = rng_unit(r) < 0.5 ? between(r, 0.0, 0.35) : 0.0;
    const bool gated = rng_unit(r) < 0.5;
    uint8_t table[PATCH_BANDS][256];

    how.gate = gated ? level : 0.0;
    for (int b = 0; b < PATCH_BANDS; b++)
        for (int v = 0; v < 256; v++)
            table[b][v] = changed(v, b, &how);
    apply(p, shift, table);
    apply_fine(p, shift, &how);
    if (level > 0.0 && !gated)
        add_floors(p, level, r);
    if (p->attack_cols < PATCH_COLS) /* a floor does not outlast the sound */
        memset(p->attack[p->attack_cols], 0,
               (size_t)(PATCH_COLS - p->attack_cols) * PATCH_BANDS);
}
