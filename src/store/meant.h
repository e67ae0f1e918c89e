/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STORE_MEANT_H
#define STORE_MEANT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "query/query.h"
#include "store/store.h"
#include "util/lexicon.h"

/*
 * What the terms of a query mean in this library: which are tags, and which ones.
 *
 * A plain word is, the first that knows it: the user's own synonym; a category of the
 * library, or a part of one's name; another tag of the library; a synonym that is built
 * in; else text. A synonym counts only where the library has its tag. Two or three words
 * side by side may be one synonym ("bass drum"). A phrase is text. Text is the start of a
 * word, or words of which the last has only its start, in names and directories; what has
 * neither letter nor digit is a part of a file name.
 */
enum meant_kind {
    MEANT_TERM,  /* what the facet says */
    MEANT_TEXT,  /* a word or phrase to look for in names */
    MEANT_WORDS, /* the same that has letters: full text finds it */
    MEANT_TAGS,  /* one of these tags */
    MEANT_PART   /* of the synonym that a word before it begins: nothing more */
};

struct meant {
    enum meant_kind kind;
    bool category; /* its tags are categories */
    bool words;    /* some are words for what was measured: without confidence */
    int64_t *tag, *loop_tag; /* (tags), (loop_tags) owned, in order, each once */
    char *match;             /* of MEANT_WORDS: as FTS5 takes it; owned */
    bool held; /* what the plan starts from, so it is no condition any more */
    size_t tags, loop_tags; /* loop_tag: of bst: and ucs:, where the sound is a loop */
};

/* One for each node of q: an OR of tags is such tags itself. 0, or -1: ERR_STORE, or
 * ERR_USAGE for a code that is none. */
int meant_open(struct meant **out, struct store *s, const struct query *q,
               const struct lexicon *own, struct err *e);
void meant_close(struct meant *m, const struct query *q);

/* The words of `more` must be found as well. */
void meant_and(struct meant *m, const struct meant *more);

/* Tags as SQL reads them from json_each(): "[1,2]". To free(). */
char *meant_json(const struct meant *m);

#endif
