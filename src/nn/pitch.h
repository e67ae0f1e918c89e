/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NN_PITCH_H
#define NN_PITCH_H

#include <stddef.h>

#include "nn/model.h"
#include "nn/patch.h"
#include "util/err.h"
#include "util/facets.h"

/*
 * The fundamental of a sound from its partials: a small net that judges every candidate
 * by what lies below and above it, in the same way wherever that is, so that what it
 * learns of one note holds for all.
 *
 * Answers: half a semitone apart, number a is the MIDI note PITCH_LOWEST + a / 2, from C0
 * on; after them "no one note". With m (times, bands) the levels of a patch from 0 to 1,
 * less the mean of their time, and 0 outside the bands, and b(a) the band of answer a,
 *
 *   hidden[a][o] = relu(bias[o] + sum over times t and taps k of
 *                       weight[t][k][o] m[t][b(a) - PITCH_BELOW + k])
 *   score[a]     = sum of out[o] hidden[a][o];  score of "no one note" = none
 *
 * and probabilities are the softmax of the scores, calibrated by the fit
 * (nn/pitch_fit.h). After the templates of harmonics in constant-Q spectra (J. Brown,
 * Musical fundamental frequency tracking using a pattern recognition method, JASA 92,
 * 1992), but learned, as are those of CREPE (J. Kim et al., ICASSP 2018), from which the
 * softmax over notes comes.
 *
 * Inside the model file as tensors pitch.*, sampledb-model(5); all of them are there, or
 * none.
 */
enum {
    PITCH_LOWEST = 12,
    PITCH_ANSWERS = 216,
    PITCH_BELOW = 48, /* bands that are looked at below a candidate: two octaves */
    PITCH_TAPS = 200, /* with it and those above: six more */
    PITCH_HIDDEN = 8,
    PITCH_SPAN = PITCH_ANSWERS + PITCH_TAPS - 1 /* bands that are looked at in all */
};

struct pitch_net {
    float weight[PATCH_TIMES][PITCH_TAPS][PITCH_HIDDEN];
    float bias[PITCH_HIDDEN], out[PITCH_HIDDEN], none;
    float sure[2]; /* not learned by descent, but afterwards */
};
enum {
    PITCH_FLOATS = sizeof(struct pitch_net) / sizeof(float),
    PITCH_LEARNED = PITCH_FLOATS - 2
};

/* The shortest sound that has a note: two periods of a low one. */
#define PITCH_LEAST_S 0.02f

/* The note of a sound. net NULL: there is none to ask. All numbers are finite, whatever
 * the weights. */
void pitch_of(const struct pitch_net *net, const struct patch *p, struct pitch *out);

/* Its steps. What the net looks at: partials (PATCH_TIMES, PATCH_FINE), 0 to 1.
 * seen (PATCH_TIMES, PITCH_SPAN) */
void pitch_look(const float *partials, float *seen);

/* hidden (PITCH_ANSWERS, PITCH_HIDDEN)  score (PITCH_ANSWERS + 1) */
void pitch_forward(const struct pitch_net *net, const float *seen, float *hidden,
                   float *score);

/* The gradient of everything, added to `to`.   dscore (PITCH_ANSWERS + 1) */
void pitch_backward(const struct pitch_net *net, const float *seen, const float *hidden,
                    const float *dscore, struct pitch_net *to);

/* Both for a patch. */
void pitch_score(const struct pitch_net *net, const struct patch *p, float *score);

/* The best note by these scores, or UNMEASURED_ATONAL. */
void pitch_tell(const struct patch *p, const float *score, const float sure[2],
                struct pitch *out);

/* log(q / (1 - q)), q at least 1e-6 from 0 and 1. */
float pitch_logit(float q);

/* That of a model, copied: 1, or 0 with *out untouched; and into a model. */
int pitch_net_of(struct pitch_net *out, const struct model *m);
void pitch_net_put(struct model *m, const struct pitch_net *net);
size_t pitch_tensors(const struct model *m); /* that belong to it */

/* Is it there as a whole or not at all? 0, or -1 ERR_FORMAT. */
int pitch_check(const struct model *m, struct err *e);

#endif
