/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A made-up collection of any size: packs, directories, names and sounds as people have.
 */
#ifndef SYNTH_H
#define SYNTH_H

#include <stddef.h>
#include <stdint.h>

#include "store/files.h"
#include "store/models.h"
#include "util/sound.h"

/*
 * The same seed gives the same collection: drums first, two thirds one-shots, file names
 * with the words that sample packs use, the frequent ones most, loops with a tempo.
 * Directories come in the order in which a crawl meets them, files in that of their
 * names.
 */
enum { SYNTH_FILES = 256 /* in one directory, at most */ };

struct synth_file {
    char name[160];
    struct file_stamp stamp;
    int64_t sound; /* its number; a copy has that of an earlier file */
    int leaf;      /* of the model */
    int form;      /* enum sound_form */
    int bpm, note; /* 0, -1 = none */
};

struct synth_dir {
    char path[320]; /* relative to the folder */
    size_t n;
    struct synth_file file[SYNTH_FILES];
};

struct synth;
struct synth *synth_new(const struct model_ref *m, uint64_t seed); /* m is borrowed */
void synth_free(struct synth *y);

void synth_next(struct synth *y, struct synth_dir *out);

/* What an analysis would say of it; the BLOBs are the synth's until the next call. */
void synth_sound(struct synth *y, const struct synth_file *f, struct sound *out);

/* The hash of that sound. */
void synth_hash(const struct synth_file *f, uint8_t hash[SOUND_HASH]);

#endif
