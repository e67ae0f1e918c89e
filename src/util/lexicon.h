/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef UTIL_LEXICON_H
#define UTIL_LEXICON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/err.h"
#include "util/sound.h"

/*
 * The words by which people name sounds, each with what it says and how often it is
 * right, and the rule by which such a word is weighed against the ear. Plain data once
 * filled: learn/namelist fills it from models/names.csv.
 */
enum {
    LEXICON_KEY = 31 /* bytes of an entry's words, folded, without the gaps */
};

/* Where in a path a word stands: the file's own name, the folder that holds it, ... */
enum lexicon_place { PLACE_FILE, PLACE_FOLDER, PLACE_FOLDER_2, PLACE_FOLDER_3, PLACES };

/* How much a word may be taken for what it says before anything is measured. */
enum lexicon_strength {
    WORD_WEAK, /* often only describes ("noise snare"): others of the name go first */
    WORD_FAIR,
    WORD_SURE /* even where it ends letters that mean nothing: "jakeguitar" */
};

struct lexicon_entry {
    char key[LEXICON_KEY + 1];
    uint32_t gaps;   /* bit i: the name may have a gap before byte i */
    int tag;         /* category: of lexicon.tag; -1 = says nothing of it */
    int form;        /* enum sound_form; -1 = says nothing of it */
    float precision; /* share of names with these words that tell the truth */
    enum lexicon_strength strength;
};

struct lexicon {
    struct lexicon_entry *entry; /* owned, sorted by key once sealed */
    size_t entries, room;
    char **tag; /* (tags) dotted categories; owned */
    size_t tags;
    int *slot; /* hash table of the entries' keys; owned */
    size_t slots;
    float place[PLACES]; /* no word of that place is more reliable than this */
    float trust;         /* share of names that are meant: see util/blend.h */
    float weight;        /* of a name against the ear: see util/blend.h */
    char id[33];         /* hex digits: two tables with the same text share it */
};

/* Never NULL; lexicon_free(). */
struct lexicon *lexicon_new(void);
void lexicon_free(struct lexicon *x);

/*
 * One entry. `words`: small letters and digits; a blank is a place where a name may have
 * a gap ("open hat" finds OpenHat, open_hat and openhat; "bd" does not find b_d).
 * category "" and form -1: words that say nothing, and keep their parts from speaking.
 * 0, or -1: ERR_FORMAT (not folded, precision outside 0 to 1), ERR_LIMIT.
 */
int lexicon_add(struct lexicon *x, const char *words, const char *category, int form,
                double precision, enum lexicon_strength strength, struct err *e);

/* After the last entry, before the first question. -1: ERR_FORMAT, words given twice. */
int lexicon_seal(struct lexicon *x, struct err *e);

/* The first entry (of two, one may speak of category and one of form) of text[0..n), or
 * of its singular; NULL = none. lexicon_has_next(): the one behind it has the same key.
 */
const struct lexicon_entry *lexicon_find(const struct lexicon *x, const char *text,
                                         size_t n);
bool lexicon_has_next(const struct lexicon *x, const struct lexicon_entry *entry);

#endif
