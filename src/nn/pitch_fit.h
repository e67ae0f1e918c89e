/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NN_PITCH_FIT_H
#define NN_PITCH_FIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "nn/patch.h"
#include "nn/pitch.h"

/* A sound whose note is known, or of which it is known that it has no one note. */
struct pitch_row {
    const struct patch *patch; /* borrowed */
    float midi;                /* -1: it has none */
    float weight;              /* rows that it counts for */
    int source;                /* rows of one source are alike; from 0 */
    bool asked;                /* calibrates: a sound as users have them */
};

struct pitch_options {
    long epochs;
    size_t batch;
    float rate, decay; /* of Adam, at its highest */
    int shift;         /* bands that a sound is moved by, at most, either way */
    float noise;       /* deviation of what is added to a level, which is 0 to 1 */
    float colour;      /* deviation of the tilt of its bands, and of waves over them */
    float cut, early;  /* shares of sounds that lack highs, or end early */
    int folds;         /* parts of the sources, each judged by a net of the others */
    uint64_t seed;
    void (*progress)(void *arg, long epoch, long epochs, double loss); /* NULL: none */
    bool (*stop)(void *arg); /* asked after each epoch; NULL: never */
    void *arg;
};
extern const struct pitch_options pitch_defaults;

/* How well the notes of some sounds are heard. */
struct pitch_figures {
    /* Sounds with a note: how many, and how many are heard as it within 50 cents, or as
     * it or one whole octaves from it; the same where the confidence is half or more. */
    size_t n, note, class, sure, sure_note, sure_class;
    size_t none, none_sure; /* sounds without one; and that are given one surely */
    double off_cents;       /* root mean square, of those heard within 50 cents */
    double ece; /* mean distance of confidence and share of right notes, in ten bins */
};

/*
 * From scratch, calibrated: nets that have not learned from a source say what they hear
 * in its `asked` rows, and these answers decide how sure to be. *unheard: what they are
 * worth. The same rows, options and seed give the same net, on one machine. false: it was
 * stopped.
 */
bool pitch_fit(struct pitch_net *out, struct pitch_figures *unheard,
               const struct pitch_row *row, size_t n, const struct pitch_options *o);

void pitch_measure(struct pitch_figures *out, const struct pitch_net *net,
                   const struct pitch_row *row, size_t n);

#endif
