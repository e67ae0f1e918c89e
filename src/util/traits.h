/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef UTIL_TRAITS_H
#define UTIL_TRAITS_H

#include <stdint.h>

#include "util/facets.h"

/*
 * Words for the numbers of enum character. Each function gives bits, 1 << of the enum
 * before it; of length, brightness and envelope at most one is set, and of a sound in the
 * middle none but `medium`. Where the limits come from, traits.c tells. Silence (a length
 * of 0) has none.
 */
enum trait_length { TRAIT_SHORT, TRAIT_MEDIUM, TRAIT_LONG };
uint32_t traits_length(const float character[CHARACTER_COUNT]);

enum trait_brightness { TRAIT_DARK, TRAIT_BRIGHT };
uint32_t traits_brightness(const float character[CHARACTER_COUNT]);

enum trait_envelope { TRAIT_DECAYING, TRAIT_SUSTAINED, TRAIT_SWELLING };
uint32_t traits_envelope(const float character[CHARACTER_COUNT]);

enum trait_character {
    TRAIT_TONAL,
    TRAIT_NOISY,
    TRAIT_DRY,
    TRAIT_WET, /* estimated */
    TRAIT_PUNCHY,
    TRAIT_DISTORTED
};
uint32_t traits_character(const float character[CHARACTER_COUNT]);

#endif
