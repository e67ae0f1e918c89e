/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NEAR_TWINPRINT_H
#define NEAR_TWINPRINT_H

#include <stdint.h>

#include "near/twinview.h"

/*
 * What copies of a sound have in common, in a few bytes: to find, among very many sounds,
 * those few that are worth a twin_match(). Everything in it is a sum over time and bands,
 * up to 7.5 kHz, so that a few ms or a codec move it little.
 *
 * key:    how long it lasts, and how its spectrum bends: 8 times an octave, dB. Of copies
 *         each differs by at most twin_reach.
 * detail: spectrum of all, of three stretches of time, and of partials, in 1/3 dB, each
 *         less its mean. Of copies they differ by TWIN_DETAIL_LIMIT together.
 */
enum { TWIN_KEYS = 4, TWIN_DETAIL = 42, TWIN_DETAIL_LIMIT = 42 * 3 };

struct twin_print {
    float key[TWIN_KEYS];
    int8_t detail[TWIN_DETAIL];
};

extern const float twin_reach[TWIN_KEYS];

void twin_print_make(struct twin_print *out, const struct twin_view *v);

/* Sum of the differences of details. */
unsigned twin_print_differ(const struct twin_print *a, const struct twin_print *b);

#endif
