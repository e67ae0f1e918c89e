/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef QUERY_SYNONYMS_H
#define QUERY_SYNONYMS_H

#include <stddef.h>

#include "util/err.h"
#include "util/lexicon.h"

/*
 * Words that mean a tag: rows "word,tag" of comma-separated values.
 *
 *   word   letters and digits in any case, with or without accents; a blank, which in a
 *          query may as well be "-", "_" or nothing: "hi hat" is also hihat and Hi-Hat
 *   tag    as a query would name it ("drums.kick", "kick", "loop"); "-" = the word is no
 *          tag, and looked for as text
 *
 * A first row "word,tag" and rows that begin with # do not count. A word is there once.
 */
enum { SYNONYMS_MAX = 256 * 1024 /* bytes of a table */ };

/* lexicon_free(). NULL: ERR_FORMAT or ERR_LIMIT, the text beginning with the line. */
struct lexicon *synonyms_parse(const char *csv, size_t n, struct err *e);

/* models/synonyms.csv, as built in. NULL: it is malformed. */
struct lexicon *synonyms_open(struct err *e);

/* The tag that this word means, or several words with one blank between them; "-"; or
 * NULL. A plural means what its singular does. Borrowed from the table, which may be
 * NULL. */
const char *synonyms_find(const struct lexicon *x, const char *words);

/* Each word of the table with the tag that it means. */
void synonyms_each(const struct lexicon *x,
                   void (*each)(void *arg, const char *word, const char *tag), void *arg);

#endif
