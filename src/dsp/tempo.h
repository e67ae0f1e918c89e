/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DSP_TEMPO_H
#define DSP_TEMPO_H

#include "dsp/describe.h"
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
enum { TEMPO_HIDDEN = 12 };

#define TEMPO_WITHIN 0.04

/* A plan holds its scratch. */
struct beat;
struct beat *beat_new(void); /* never NULL */
void beat_free(struct beat *b);

/*
 * What describe_run() said of x (n) at rate_hz, which is a file of `seconds`, or two
 * excerpts of it as audio_read() takes them.
 *
 * Unmeasured: silence; what is shorter than the shortest beat; what begins once and then
 * only rings, or has no beginnings at all.
 */
void beat_measure(struct beat *b, const struct description *d, int rate_hz, size_t n,
                  double seconds, struct tempo *out);

/* The parts of it, for fitting. */
void passage_of(struct passage *p, const struct description *d, int rate_hz, size_t n,
                double seconds);

struct tempo_choice {
    double bpm, confidence;
    int beats; /* that fill the file; 0 = not known to */
};

/* p (n) the probability of each candidate. */
struct tempo_choice tempo_choose(const struct candidate *c, size_t n, const float *p);

#endif
