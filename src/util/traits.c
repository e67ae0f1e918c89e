/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which words its numbers earn a sound: the one table of limits. */
#include "util/traits.h"

#include <stdbool.h>

/*
 * Limits are round numbers near quantiles of the 5512 one-shots among the corpus' train
 * rows, as `tests/bench/character` prints them: a word that most sounds have says
 * nothing. Those that are not quantiles say what they are.
 */
static const float short_s = 0.3f, /* a third are shorter */
    long_s = 1,                    /* a third are longer */
    dark_hz = 300,                 /* a fifth lie below */
    bright_hz = 2600,              /* a fifth lie above */
    decaying_db = -10,             /* nearly half: a tenth of the energy is in the rest */
    sustained_db = -3,             /* 28 %: half of it is */
    swelling = 0.53f,              /* a twentieth have more behind than before */
    tonal = 0.2f, noisy = 0.8f,    /* 4 to 1 for it; dev rows: 1 % of either is wrong */
    dry_s = 0.15f,                 /* half of what can be told; rooms have more */
    wet_s = 0.5f,                  /* two fifths of what can be told; a small hall */
    wet_lengths = 1.8f,            /* one decay all through gives 1.5: this one bends */
    punchy_db = 7,                 /* a third */
    punchy_hz = 2600,              /* what strikes up there only clicks */
    punchy_s = 0.1f,               /* so does what is shorter */
    distorted = 0.3f;              /* 1 %: no sine, which has 0.287, and no triangle */

static uint32_t bit(bool is, int which) { return is ? 1u << which : 0; }

static bool is_silent(const float *c) { return !(c[CHARACTER_LENGTH] > 0); }

uint32_t traits_length(const float c[CHARACTER_COUNT])
{
    const float length = c[CHARACTER_LENGTH];

    if (is_silent(c))
        return 0;
    return bit(length < short_s, TRAIT_SHORT) | bit(length >= long_s, TRAIT_LONG) |
           bit(length >= short_s && length < long_s, TRAIT_MEDIUM);
}

uint32_t traits_brightness(const float c[CHARACTER_COUNT])
{
    if (is_silent(c))
        return 0;
    return bit(c[CHARACTER_CENTROID] < dark_hz, TRAIT_DARK) |
           bit(c[CHARACTER_CENTROID] >= bright_hz, TRAIT_BRIGHT);
}

uint32_t traits_envelope(const float c[CHARACTER_COUNT])
{
    const bool swells = c[CHARACTER_BALANCE] >= swelling;

    if (is_silent(c))
        return 0;
    return bit(swells, TRAIT_SWELLING) |
           bit(!swells && c[CHARACTER_SUSTAIN] >= sustained_db, TRAIT_SUSTAINED) |
           bit(!swells && c[CHARACTER_SUSTAIN] < decaying_db, TRAIT_DECAYING);
}

uint32_t traits_character(const float c[CHARACTER_COUNT])
{
    const float length = c[CHARACTER_LENGTH], tail = c[CHARACTER_TAIL];

    if (is_silent(c))
        return 0;
    return bit(c[CHARACTER_NOISINESS] <= tonal, TRAIT_TONAL) |
           bit(c[CHARACTER_NOISINESS] >= noisy, TRAIT_NOISY) |
           bit(tail > 0 && tail < dry_s, TRAIT_DRY) |
           bit(tail >= wet_s && tail >= wet_lengths * length, TRAIT_WET) |
           bit(c[CHARACTER_PUNCH] >= punchy_db && c[CHARACTER_CENTROID] < punchy_hz &&
                   length >= punchy_s,
               TRAIT_PUNCHY) |
           bit(c[CHARACTER_DISTORTION] >= distorted, TRAIT_DISTORTED);
}
