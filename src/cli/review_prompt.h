/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_REVIEW_PROMPT_H
#define CLI_REVIEW_PROMPT_H

#include <stddef.h>

#include "util/err.h"

/* A line in which a person types tags, one key at a time: "hat-closed", "+snare -loop".
 */
enum { PROMPT_ROOM = 400, PROMPT_WORDS = 16 };

struct prompt {
    char text[PROMPT_ROOM + 1];
    size_t n;
};
enum prompt_step { PROMPT_GOES_ON, PROMPT_DONE, PROMPT_GIVEN_UP };

/* What may be typed: "drums.kick", "loop", "user:dusty". Borrowed. */
struct prompt_names {
    char **name; /* (n) */
    size_t n;
};

/* A key of review_tty.h; Tab completes the last word as far as it is clear. */
enum prompt_step prompt_key(struct prompt *p, int key, const struct prompt_names *names);

/* Names in which the last word begins a part ("clo" drums.hat.closed), any case, "-" for
 * ".": the first `most` of them, and how many there are. None for an empty word. */
size_t prompt_matches(const struct prompt *p, const struct prompt_names *names,
                      const char **match, size_t most);

/*
 * The line as words with a sign each, "+" where there was none: a blank before a sign
 * parts them, so that "user:so so" is one. They live in room (PROMPT_ROOM + PROMPT_WORDS
 * + 1). How many, or -1 ERR_USAGE: too many.
 */
int prompt_words(const struct prompt *p, char *room, char *word[PROMPT_WORDS],
                 struct err *e);

#endif
