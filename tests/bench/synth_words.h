/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The words of a made-up collection: what packs, their folders and their files say. */
#ifndef SYNTH_WORDS_H
#define SYNTH_WORDS_H

#include <stddef.h>

/* How often a leaf is met among a thousand sounds, and what people call it: folders, then
 * files. The last names of a list are the rare ones. */
struct synth_leaf {
    const char *category;
    int share, loops; /* of a thousand sounds; of a hundred of its sounds, loops */
    const char *folder[4], *file[6];
};

extern const struct synth_leaf synth_leaf[];
extern const size_t synth_leaves;

/* Words that describe, the frequent ones first. */
extern const char *const synth_adjective[];
extern const size_t synth_adjectives;

extern const char *const synth_machine[];
extern const size_t synth_machines;

extern const char *const synth_genre[];
extern const size_t synth_genres;

#endif
