/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef AUDIO_LOUDNESS_H
#define AUDIO_LOUDNESS_H

#include <stddef.h>

#include "util/facets.h"

/*
 * Loudness of EBU R128: ITU-R BS.1770-4 with gates. Energy comes in hops of 100 ms; a
 * block is 400 ms, and begins every 100 ms. The loudest block is the momentary maximum.
 * Integrated is the mean of the blocks that are over -70 LUFS, and no more than 10 LU
 * under the mean of those (EBU Tech 3341). What is left over at the end is in no block.
 *
 * What is too short for a block counts as one that silence fills up: the reading of a
 * meter at which it is played once. So a sound of 40 ms is 10 LU softer than the same
 * sound held for 400, as it is to the ear, and there is no step at 400 ms.
 *
 * Where nothing is over -70 LUFS, integrated is -70.
 */
enum { LOUDNESS_BLOCKS = 640, LOUDNESS_HOPS = 4 };

struct loudness_meter {
    size_t hop_frames, in_hop, hops; /* hops: whole ones since the last gap */
    double hop[LOUDNESS_HOPS];       /* their energies, the newest at hops % 4 */
    double block[LOUDNESS_BLOCKS];   /* mean squares */
    size_t blocks;
    double all; /* energy of everything */
};

void loudness_init(struct loudness_meter *m, int rate_hz);

/* What follows does not join what came before. */
void loudness_gap(struct loudness_meter *m);

/* Frames until this hop is full; at least 1. */
size_t loudness_room(const struct loudness_meter *m);

/* `energy` of frames <= loudness_room(): K-weighted squares, added over all channels with
 * the weights of BS.1770. */
void loudness_add(struct loudness_meter *m, size_t frames, double energy);

/* Of all so far, which is not silent; true_peak is a magnitude over 0. */
void loudness_tell(const struct loudness_meter *m, double true_peak,
                   struct loudness *out);

/* Weight of a channel: 1; surround, of 4 to 6 channels, 1.41; low-frequency effects 0. */
double loudness_weight(size_t channels, size_t c);

#endif
