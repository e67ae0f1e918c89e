/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DSP_ONSETS_H
#define DSP_ONSETS_H

#include <stddef.h>

/*
 * How much begins at each frame of a log-mel spectrum, apart for four ranges of pitch.
 *
 * Strength: of each mel band, the rise in dB over what it and its neighbours had two
 *           frames before, times how far it stands above ONSET_FLOOR_DB; the mean over
 *           the bands of a range; less the mean over ONSET_MEAN frames round it, and
 *           never below 0; scaled to a mean of 1 (all 0 where nothing begins).
 * Before the first frame there is silence: what begins with the file is an onset.
 * Source: S. Boeck and G. Widmer, Maximum filter vibrato suppression for onset detection,
 *         DAFx, 2013, on dB and weighted by level; ranges as E. Scheirer, JASA 103(1),
 *         1998, has them.
 */
enum onset_range {
    ONSET_LOW,  /* under 165 Hz: bass drum, bass */
    ONSET_BODY, /* to 1 kHz: toms, chords */
    ONSET_MID,  /* to 5 kHz: snare, clap */
    ONSET_HIGH, /* hi-hat, shaker */
    ONSET_RANGES,
    ONSET_ALL = ONSET_RANGES, /* the mean of them */
    ONSET_CURVES
};

enum { ONSET_MEAN = 121 };      /* frames, 0.7 s */
#define ONSET_FLOOR_DB (-60.0f) /* relative to the peak */
#define ONSET_LEAST    60.0f    /* of a strength, in dB^2, that is counted */

struct onsets {
    float *curve[ONSET_CURVES]; /* (frames) owned, onsets_clear() */
    float *raw;                 /* (frames) scratch, owned */
    size_t frames, cap;
    size_t count; /* of onsets: peaks of the mean before scaling, 23 ms apart or more */
};

/* mel (frames, MEL_BANDS) as describe.h has it; frames from `seam` on are of another
 * place of the file (frames = none are). {0} is empty; memory is kept from run to run. */
void onsets_measure(struct onsets *o, const float *mel, size_t frames, size_t seam);
void onsets_clear(struct onsets *o);

#endif
