/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_ASKING_H
#define CLI_ASKING_H

#include "answer/alike.h"
#include "cli/cmd.h"
#include "store/search.h"

/* What a command line has beside the library: files of its own, and Ctrl-C. */
extern const struct alike_beside asking_beside;

/*
 * The arguments of a command as a search in the session's library, with the user's own
 * synonyms. What is wrong with the words is said, and shown by the session's note.
 * 0, or -1: ERR_USAGE, ERR_FORMAT and ERR_IO (the user's synonyms), ERR_STORE.
 */
int asking_open(struct search **out, struct session *s, const struct args *a,
                struct err *e);

/* The user's own synonyms, of the file that the configuration names, which must be there,
 * or of the usual one, which need not: to lexicon_free(), NULL = none. 0, or -1. */
int asking_synonyms(struct lexicon **out, const struct config *c, struct err *e);

#endif
