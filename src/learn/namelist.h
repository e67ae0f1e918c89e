/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LEARN_NAMELIST_H
#define LEARN_NAMELIST_H

#include <stddef.h>

#include "util/err.h"
#include "util/lexicon.h"

/*
 * models/names.csv: what words in the names of files and folders say of the sound.
 * Columns words, says, prior, groups, right, precision:
 *
 *   words      as lexicon_add() takes them
 *   says       a dotted category of models/taxonomy.csv, leaf or parent; "oneshot" or
 *              "loop"; "-" = nothing; "rule": a number of the rule that weighs names
 *   prior      what the precision would be without any data: a judgement. It
 *              also says how strong the words are: enum lexicon_strength
 *   groups     groups of the corpus (packs, kits) with such names, and
 *   right      the sum over them of the share of names that tell the truth
 *   precision  what counts: tests/bench/names computes it from the three before
 *
 * Rules: "place file", "place folder", "place folder 2", "place folder 3" (no word of
 * that place is more reliable), "trust" and "weight" (util/blend.h); each once.
 */
#define NAMELIST_FAIR 0.7
#define NAMELIST_SURE 0.85

struct lexicon *namelist_parse(const char *csv, size_t n, struct err *e); /* or NULL */

/* The table built into the program; lexicon_free(). NULL: it is malformed. */
struct lexicon *namelist_open(struct err *e);

#endif
