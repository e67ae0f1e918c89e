/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef UTIL_NAMING_H
#define UTIL_NAMING_H

#include <stddef.h>

#include "util/lexicon.h"

/*
 * What the paths of a sound say of it: the pure half of the witness from names.
 *
 * In one name the longest words win, and of equals the last: "bass drum" is a kick. Words
 * that lie on one branch of the categories say the deepest ("perc conga"); others say
 * what they have in common ("kick snare": drums) or, having nothing in common, nothing.
 * A weak word is not heard beside others ("noise snare" is a snare).
 * The file's own name goes before its folder's, a near folder before a far one; a far
 * one may only make more precise what a near one says ("Hat 3.wav" in "Open Hats").
 * Letters without an edge are words where nothing is left over ("closedhh"), and else
 * speak by a long word that is sure, at their end ("jakeguitar").
 * Three folders are read, and never the library's own root. Several files that hold one
 * sound are taken as several words in one name.
 */
enum { NAMING_TEXT = 64 };

struct saying {
    char what[NAMING_TEXT];   /* "drums.kick", "loop"; "" = nothing is said */
    char words[NAMING_TEXT];  /* that say so, as the lexicon has them: "kick, snare" */
    enum lexicon_place place; /* where they stand */
    float p;                  /* how often such words tell the truth, 0 to 1 */
    bool torn;                /* the words disagree: this is what they have in common */
};

struct naming {
    struct saying category, form;
};

/* Borrowed. dir: the path of the folder below the root, "" = the root itself. */
struct naming_file {
    const char *dir, *name;
};

void naming_of(struct naming *out, const struct lexicon *x,
               const struct naming_file *file, size_t files);

/* Is `tag` the category `of`, or below it? */
bool naming_within(const char *tag, const char *of);

#endif
