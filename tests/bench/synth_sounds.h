/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What an analysis would say of the sounds of a made-up collection. */
#ifndef SYNTH_SOUNDS_H
#define SYNTH_SOUNDS_H

#include "synth.h"
#include "util/blob.h"
#include "util/rng.h"

enum { SOUNDS_WIDTH = 128 /* numbers of an embedding */ };

struct sounds {
    const struct model_ref *m; /* borrowed */
    uint64_t seed;
    float *centre; /* (m->nodes, SOUNDS_WIDTH); owned */
    struct blob_packer *packer;
    struct buf raw, descriptor, embedding, peaks;
};

void sounds_init(struct sounds *y, const struct model_ref *m, uint64_t seed);
void sounds_clear(struct sounds *y);
void sounds_make(struct sounds *y, const struct synth_file *f, struct sound *out);
void sounds_hash(int64_t number, uint8_t hash[SOUND_HASH]);

#endif
