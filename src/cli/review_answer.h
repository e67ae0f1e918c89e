/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_REVIEW_ANSWER_H
#define CLI_REVIEW_ANSWER_H

#include "cli/hearing.h"
#include "cli/tag_words.h"
#include "store/feedback.h"
#include "store/store.h"
#include "util/sound.h"

/* What was said of one sound at once, and can be taken back. */
struct answer {
    uint8_t hash[SOUND_HASH];
    size_t n;
    struct answer_word {
        char facet[CORRECTION_FACET + 1], tag[CORRECTION_TEXT + 1];
        int verdict, before; /* before: what held of this tag */
    } word[TAG_WORDS_MAX];
};

/*
 * Say n opinions of the sound, leaving out what holds already: *out->n is how many are
 * left. Once it returns 0 they are on disk, twice (store/feedback.h); -1: nothing is.
 */
int answer_say(struct answer *out, struct store *s, struct hearing *h,
               const uint8_t hash[SOUND_HASH], const struct opinion *o, size_t n,
               struct err *e);

/* As further words, since none is ever removed: what did not hold before is withdrawn. */
int answer_undo(const struct answer *a, struct store *s, struct hearing *h,
                struct err *e);

/* "drums.kick, not loop": out of room bytes; returns out. */
const char *answer_text(const struct answer *a, char *out, size_t room);

/* Which category was confirmed, or else rejected (*is): NULL = it says nothing of that.
 */
const char *answer_category(const struct answer *a, bool *is);

#endif
