/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DSP_METRE_H
#define DSP_METRE_H

#include <stddef.h>

#include "dsp/describe.h"
#include "dsp/onsets.h"
#include "util/facets.h"

/*
 * The tempi that a loop may have, and what speaks for each.
 *
 * Candidates: every METRE_STEP from METRE_LOW to METRE_HIGH bpm, each moved to where,
 * within its step, onsets recur best; and those at which 1, 2, 3, 4, 6, 8, 12 ... beats
 *         fill the file exactly.
 * Witnesses of each: how onsets recur after so many beats (autocorrelation); the Fourier
 *         components of the onsets of a bar, laid over each other, by range of pitch, and
 *         whether low and high ones take turns; the tempo; the beats that fill the file.
 * Sources: autocorrelation and comb: E. Scheirer, JASA 103(1), 1998; A. Klapuri et al.,
 *         IEEE Trans. ASLP 14(1), 2006. Fourier components of bar-length patterns by
 *         range: M. Gainza and E. Coyle, AES 122, 2007, and F. Krebs et al., ISMIR, 2013
 *         (rhythmic patterns). Length as a witness: F. Font and X. Serra, Tempo
 *         estimation for music loops and a simple confidence measure, ISMIR, 2016.
 */
#define METRE_LOW       54.0
#define METRE_HIGH      216.0
#define METRE_SOONEST_S 0.12

enum {
    METRE_OCTAVE = 35, /* candidates in an octave: 2 % apart */
    METRE_GRID = 2 * METRE_OCTAVE,
    METRE_MOST = METRE_GRID + 8,
    METRE_BINS = 96, /* of a bar of four beats: sixteenths are 6, triplets 8 of them */
    METRE_LAGS = 10,
    METRE_RANGE_LAGS = 4,
    METRE_WAVES = 9,
    METRE_TURNS = 9,
    METRE_STARTS = 8,
    METRE_OTHERS = 18,
    METRE_FEATURES = METRE_LAGS + ONSET_RANGES * METRE_RANGE_LAGS +
                     ONSET_CURVES * METRE_WAVES + METRE_TURNS + METRE_STARTS +
                     METRE_OTHERS
};

/* What is heard: log-mel frames of a file, and where they come from. */
struct passage {
    const float *mel; /* (frames, MEL_BANDS) of describe.h; borrowed */
    size_t frames;
    size_t seam;    /* the first frame of the second excerpt; frames = there is none */
    double hop_s;   /* from frame to frame */
    double lead_s;  /* from the start of the file to the first frame */
    double whole_s; /* the file's length */
    float end;      /* how loud the last four frames are: 1 = the peak, 0 = 60 dB below */
};

struct candidate {
    double bpm;
    int beats; /* that fill the file; 0 = this tempo is not by length */
    float feature[METRE_FEATURES];
};

/* What was listened to last. */
struct metre {
    enum unmeasured why; /* silence and what is too short for one beat: nothing is set */
    struct passage passage;
    struct onsets onsets;
    float *recur[ONSET_CURVES]; /* (lags) autocorrelation; owned */
    size_t lags, cap;
    struct candidate candidate[METRE_MOST];
    size_t candidates;
    float cosine[METRE_WAVES][METRE_BINS], sine[METRE_WAVES][METRE_BINS];
};

struct metre *metre_new(void); /* never NULL */
void metre_free(struct metre *m);

/*
 * Onsets, and how they recur, of what describe_run() said of x (n) at rate_hz: a file of
 * `seconds`, or two excerpts of it as audio_read() takes them. d->mel is borrowed until
 * all questions are asked.
 */
void metre_listen(struct metre *m, const struct description *d, int rate_hz, size_t n,
                  double seconds);

/* After that: m->candidate (m->candidates), none where m->why says so. */
void metre_weigh(struct metre *m);

/* Onsets recur after `lag` frames: 1 for what repeats itself; 0 where nothing overlaps.
 */
float metre_recurs(const struct metre *m, enum onset_range range, double lag);

/* After how many frames all onsets recur best, METRE_SOONEST_S at least; 0 = never. */
struct recurrence {
    double lag;
    float r; /* 0 to 1 */
};
struct recurrence metre_strongest(const struct metre *m);

#endif
