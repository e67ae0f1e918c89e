/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Loudness and quality of a sound while it is decoded. */
#include "audio/level.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "audio/faults.h"
#include "audio/grain.h"
#include "audio/kweight.h"
#include "audio/loudness.h"
#include "audio/oversample.h"
#include "util/mem.h"

enum {
    PAST = OVERSAMPLE_PAST, /* frames that kernels look back */
    STRETCHES = 64          /* hops of 100 ms in a block, at 1 kHz and more */
};

static const double silence = 1e-5;    /* as dsp/describe has it */
static const float no_sound = 1000000; /* +120 dBFS: squares of it still add up */

struct lane {
    float past[PAST]; /* the last frames of the block before */
    struct kweight_past weighted;
};

struct level {
    size_t channels;
    struct kweight kweight;
    struct oversample oversample;
    struct loudness_meter loudness;
    struct faults_meter faults;
    float peak, true_peak;
    size_t blind; /* frames after a gap that lie between no samples that are known */
    struct lane lane[FAULTS_CHANNELS];
    struct grain grain[LEVEL_BLOCK / GRAIN];
    float x[PAST + LEVEL_BLOCK]; /* one channel, after its past */
};

/* How a block is cut by hops, and the energy of each piece. */
struct cut {
    size_t pieces, end[STRETCHES];
    double energy[STRETCHES];
};

struct level *level_new(void) { return mem_new(1, sizeof(struct level)); }

void level_free(struct level *l)
{
    if (!l)
        return;
    faults_clear(&l->faults);
    free(l);
}

void level_start(struct level *l, size_t channels, int rate_hz, bool is_8_bit)
{
    l->channels = channels;
    l->peak = 0;
    l->true_peak = 0;
    kweight_init(&l->kweight, rate_hz);
    oversample_init(&l->oversample, rate_hz);
    loudness_init(&l->loudness, rate_hz);
    faults_init(&l->faults, channels, rate_hz, is_8_bit);
    level_gap(l);
    l->blind = 0; /* silence goes before a sound */
}

void level_gap(struct level *l)
{
    l->blind = OVERSAMPLE_TAPS - 1;
    memset(l->lane, 0, l->channels * sizeof *l->lane);
    loudness_gap(&l->loudness);
}

static void cut_block(const struct level *l, size_t frames, struct cut *cut)
{
    size_t at = loudness_room(&l->loudness);

    *cut = (struct cut){0};
    for (; at < frames; at += l->loudness.hop_frames)
        cut->end[cut->pieces++] = at;
    cut->end[cut->pieces++] = frames;
}

static void weigh(struct level *l, size_t c, struct cut *cut)
{
    const double weight = loudness_weight(l->channels, c);
    const float *x = l->x + PAST;

    for (size_t i = 0, from = 0; i < cut->pieces && weight > 0; from = cut->end[i++])
        cut->energy[i] += weight * kweight_energy(&l->kweight, &l->lane[c].weighted,
                                                  x + from, cut->end[i] - from);
}

static float top(const struct grain *grain, size_t frames)
{
    float peak = 0;

    for (size_t g = 0; g < (frames + GRAIN - 1) / GRAIN; g++)
        peak = fmaxf(peak, grain[g].peak);
    return peak;
}

/* Channel c of a block, after its past; returns its peak. */
static float take_channel(struct level *l, size_t c, const float *in, size_t frames)
{
    float *x = l->x + PAST;
    float peak;

    memcpy(l->x, l->lane[c].past, sizeof l->lane[c].past);
    grain_channel(x, in, frames, l->channels, c);
    grain_measure(l->grain, x, frames);
    peak = top(l->grain, frames);
    if (!(peak > no_sound))
        return peak;
    for (size_t i = 0; i < frames; i++)
        x[i] = fmaxf(-no_sound, fminf(x[i], no_sound));
    grain_measure(l->grain, x, frames);
    return no_sound;
}

static void add_channel(struct level *l, size_t c, const float *in, size_t frames,
                        struct cut *cut)
{
    struct lane *lane = l->lane + c;
    const float *x = l->x + PAST;
    const size_t blind = l->blind < frames ? l->blind : frames;

    l->peak = fmaxf(l->peak, take_channel(l, c, in, frames));
    faults_add(&l->faults, c, x, frames, l->grain);
    l->true_peak = fmaxf(l->true_peak, l->peak);
    l->true_peak =
        oversample_peak(&l->oversample, x + blind, frames - blind, l->true_peak);
    weigh(l, c, cut);
    memcpy(lane->past, x + frames - PAST, sizeof lane->past);
}

void level_add(struct level *l, const float *in, size_t frames, bool counts_loud)
{
    struct cut cut = {0};

    if (counts_loud)
        cut_block(l, frames, &cut);
    faults_block(&l->faults, frames);
    for (size_t c = 0; c < l->channels; c++)
        add_channel(l, c, in, frames, &cut);
    l->blind -= l->blind < frames ? l->blind : frames;
    if (l->channels == 2)
        l->faults.side +=
            fmin(grain_side(in, frames), (double)no_sound * (double)no_sound);
    for (size_t i = 0, from = 0; i < cut.pieces; from = cut.end[i++])
        loudness_add(&l->loudness, cut.end[i] - from, cut.energy[i]);
}

void level_tell(struct level *l, struct loudness *loudness, struct quality *quality)
{
    *loudness = (struct loudness){.why = UNMEASURED_SILENT};
    if ((double)l->peak >= silence)
        loudness_tell(&l->loudness, (double)l->true_peak, loudness);
    faults_tell(&l->faults, (double)l->true_peak, quality);
}
