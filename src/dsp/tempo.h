/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DSP_TEMPO_H
#define DSP_TEMPO_H

#include "dsp/metre.h"
#include "util/facets.h"

/*
 * The tempo of a loop: candidates and what speaks for each (metre.h), weighed by a net of
 * one hidden layer that was fitted to loops of known tempo (tests/bench/tempofit.c).
 *
 * A candidate's probability is a softmax over all. The tempo is that round which, within
 * 4 %, most of it lies; there, one at which a whole number of beats fills the file is
 * preferred to its neighbours. Confidence is the probability within 4 %.
 */
enum { TEMPO_HIDDEN = 16 };

#define TEMPO_WITHIN 0.04

/*
 * Of what metre_listen() was asked last.
 * Unmeasured: silence; what is shorter than the shortest beat; what begins once and then
 * only rings, or ripples as noise does.
 */
void tempo_measure(struct metre *m, struct tempo *out);

/* The part of it that fitting needs. */
struct tempo_choice {
    double bpm, confidence;
    int beats; /* that fill the file; 0 = not known to */
};

/* p (n) the probability of each candidate. */
struct tempo_choice tempo_choose(const struct candidate *c, size_t n, const float *p);

#endif
