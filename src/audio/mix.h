/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef AUDIO_MIX_H
#define AUDIO_MIX_H

#include <stddef.h>
#include <stdint.h>

/*
 * Interleaved channels to mono, and whether that loses the sound. Start with
 * {.channels = C, .pick = MIX_MEAN or a channel}.
 */
enum { MIX_MEAN = -1, MIX_CHANNELS = 64 };

struct mix {
    size_t channels; /* 1 to MIX_CHANNELS */
    int pick;
    double energy[MIX_CHANNELS], mixed; /* sums of squares, of what was added so far */
};

/* n samples of 16 bits to floats, full scale +-1: exactly as libsndfile does it. */
void mix_from_16(float *out, const int16_t *in, size_t n);

/* NaN and Inf among x[0..n) become 0. */
void mix_clean(float *x, size_t n);

/* in (frames, channels) to out (frames): the mean of the channels, or the one picked. */
void mix_add(struct mix *m, float *out, const float *in, size_t frames);

/*
 * The loudest channel if the mean is more than 30 dB below it (the channels
 * cancel each other); else -1.
 */
int mix_cancels(const struct mix *m);

#endif
