/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_KEYFIT_H
#define BENCH_KEYFIT_H

#include "dsp/key.h"

/*
 * The weights of dsp/key, fitted to loops of known key: multinomial logistic regression
 * with a penalty on the square of the weights, by gradient descent with Nesterov's
 * momentum. Sharpness is what makes the profile likeliest on what it was not fitted to:
 * each fourth of the progressions as the other soundfont plays it.
 */
struct example {
    struct harmony h;
    int key, progression, bank; /* bank: the soundfont */
};

struct keyfit {
    struct example *example; /* (n) owned */
    size_t n, room;
};

struct example *keyfit_add(struct keyfit *f); /* until the next one is added */

/* Prints src/dsp/keyprofile.c; what it cost, on standard error. */
void keyfit_print(const struct keyfit *f);
void keyfit_clear(struct keyfit *f);

#endif
