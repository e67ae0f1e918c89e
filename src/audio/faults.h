/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef AUDIO_FAULTS_H
#define AUDIO_FAULTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "audio/grain.h"
#include "util/facets.h"

/*
 * What is wrong with a recording, from the samples as they were decoded, every channel by
 * itself. Definitions of the numbers (util/facets.h) and the limits that make faults of
 * them are in faults.c; times are to a grain.
 *
 * Full scale is that of the encoding, 127 / 128 where it has 8 bits, else 32767 / 32768:
 * 16 bits are the depth at which nearly all clipping was done. A run is 3 frames or more
 * that stay within a step of it, entered or left by more than 3 steps: a slow wave that
 * just reaches full scale has such a run at its crest too, but glides in and out.
 * Waves that were coded with losses after they were clipped have no runs any more.
 */
enum { FAULTS_PARTS = 32, FAULTS_CHANNELS = 64 };

/* Of one channel. */
struct faults_lane {
    double part[FAULTS_PARTS]; /* sums of frames */
    double square;
    int64_t clipped; /* frames */
    size_t run;      /* frames at full scale, up to now */
    float sign, step_in;
};

struct faults_meter {
    size_t channels;
    int rate_hz;
    float full, step; /* least magnitude that is full scale; of the encoding */
    struct faults_lane lane[FAULTS_CHANNELS];
    double side;    /* sum of (left - right)^2 */
    int64_t frames; /* so far */
    float *profile; /* (grains) greatest magnitude of all channels; owned */
    size_t grains, room, part_grains, last_frames;
};

/* Keeps the memory of the profile. */
void faults_init(struct faults_meter *q, size_t channels, int rate_hz, bool is_8_bit);
void faults_clear(struct faults_meter *q);

/* One block: room for it, then each channel's frames x (n) with their grains; x[-1] is
 * the frame before. */
void faults_block(struct faults_meter *q, size_t n);
void faults_add(struct faults_meter *q, size_t c, const float *x, size_t n,
                const struct grain *grain);

/* Of all so far. */
void faults_tell(struct faults_meter *q, double true_peak, struct quality *out);

/* What is meant to go round and round may end loud: it is not truncated. */
void faults_repeats(struct quality *q);

#endif
