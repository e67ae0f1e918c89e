/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_TAG_WORDS_H
#define CLI_TAG_WORDS_H

#include "cli/opts.h"
#include "store/feedback.h"
#include "store/vocabulary.h"

/* What a command line says of sounds: "+kick", "-snare", "+user:favourite". */
enum { TAG_WORDS_MAX = 32 };

struct tag_words {
    struct meaning meaning[TAG_WORDS_MAX];
    struct opinion opinion[TAG_WORDS_MAX]; /* (n) borrow from meaning */
    size_t n;
};

/* Is it such a word, or a file? A file of such a name is written ./+name. */
bool tag_words_is(const char *argument);

/*
 * All such words among the arguments. withdraw: whatever their sign, they are taken back.
 * fresh: a new category may be made; else a person is asked, where there is one.
 * 0, or -1 ERR_USAGE, ERR_STOPPED, ERR_STORE.
 */
int tag_words_of(struct tag_words *out, struct store *s, const struct args *a,
                 bool withdraw, bool fresh, struct err *e);

#endif
