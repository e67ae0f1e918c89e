/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DSP_DESCRIBE_H
#define DSP_DESCRIBE_H

#include <stdbool.h>
#include <stddef.h>

#include "util/buf.h"

/*
 * All measurements of one sound in one pass over its spectrum: log-mel frames
 * for the net, its partials, and named descriptors.
 *
 * Definitions and sources: stft.h (window, hop, power), mel.h, shape.h (centroid
 * to flux: every 4th hop, 23.2 ms, half a window), envelope.h (attack, decay),
 * cepstrum.h (MFCC: every hop, each alike), partials.h.
 * Mel and partials begin 5 ms before the level first passes peak - 40 dB; levels, times
 * and crossings are of all n frames. Silence (peak under 1e-5) has one mel frame of -100
 * dB, levels of -200 dB, its duration, and zeros.
 */
enum { MEL_BANDS = 64, MFCC_COUNT = 13 };

/* Index of each named number; names and units in descriptor_name[], descriptor_unit[]. */
enum descriptor {
    DESC_DURATION,      /* s, of the analysed part */
    DESC_PEAK,          /* dBFS */
    DESC_RMS,           /* dBFS; a full-scale sine is -3.01 */
    DESC_CREST,         /* dB, peak - rms */
    DESC_LEAD_SILENCE,  /* s before the level first passes peak - 40 dB */
    DESC_ATTACK,        /* s from 10 % to 90 % of the peak of the envelope */
    DESC_DECAY,         /* s from the peak until it stays 20 dB below; else to the end */
    DESC_ZERO_CROSSING, /* crossings per second */
    DESC_CENTROID, /* Hz: mean over frames, weighted by frame power; also the next four */
    DESC_SPREAD,   /* Hz */
    DESC_ROLLOFF,  /* Hz below which 85 % of the power lies */
    DESC_FLATNESS, /* 0 to 1, geometric over arithmetic mean of power */
    DESC_FLUX,     /* 0 to 1, rectified change of the unit-sum spectrum per frame */
    DESC_MFCC_MEAN,                              /* MFCC_COUNT numbers */
    DESC_MFCC_DEV = DESC_MFCC_MEAN + MFCC_COUNT, /* MFCC_COUNT numbers */
    DESC_COUNT = DESC_MFCC_DEV + MFCC_COUNT
};

extern const char *const descriptor_name[DESC_COUNT];
extern const char *const descriptor_unit[DESC_COUNT]; /* "" where it has none */

/*
 * The numbers as a descriptor BLOB has them: u16 count, then as many in half precision, in
 * the order of enum descriptor; what counts in Hz or 1/s in thousands of it. Appends.
 */
void descriptors_write(struct buf *out, const float value[DESC_COUNT]);
bool descriptors_read(float value[DESC_COUNT], const void *data, size_t n); /* is it? */

/* Output of describe_run(). What it points to is owned by the plan, valid until its next
 * run. */
struct description {
    const float *mel; /* (frames, MEL_BANDS) dB relative to the peak sample, -100 to 0 */
    size_t frames;    /* hops of 5.8 ms, leading silence cut; at least 1 */
    /* (PARTIALS_TIMES, PARTIALS_BANDS) dB relative to the peak sample, alike */
    const float *partials;
    const struct envelope *envelope; /* of all n frames; NULL in silence */
    float value[DESC_COUNT]; /* always finite; silence, one sample and DC are defined */
};

/* A plan holds FFT plans and filterbanks by rate, and its scratch. */
struct describe;
struct describe *describe_new(void); /* never NULL */
void describe_free(struct describe *d);

/* x (n) mono at rate_hz, n >= 1, at most 12 s of it is read. */
void describe_run(struct describe *d, const float *x, size_t n, int rate_hz,
                  struct description *out);

#endif
