/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DSP_FORM_H
#define DSP_FORM_H

#include "dsp/metre.h"

/*
 * One-shot or loop, by the signal alone: a witness beside the net.
 *
 * Witnesses: how much begins after the start, and how evenly over the file; whether it
 *         recurs, and whether the file is a whole number of what recurs; how loud the end
 *         is, and how much of the file is loud; the length, up to FORM_LONG_S.
 * Weighed by a net of one hidden layer, fitted to files whose form is known
 * (tests/bench/formfit.c).
 */
enum {
    FORM_FEATURES = 14,
    FORM_HIDDEN = 10,
    FORM_EIGHTHS = 8 /* parts of a file, over which what begins is counted */
};

#define FORM_LONG_S 3.0 /* what is longer is no likelier to be a loop for that */

/* After metre_listen(): the probability of a loop; 0 where nothing could be measured. */
float form_loop(const struct metre *m);

/* The part of it that fitting needs. */
void form_features(const struct metre *m, float out[FORM_FEATURES]);

#endif
