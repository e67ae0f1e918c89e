/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_REVIEW_PLAYER_H
#define CLI_REVIEW_PLAYER_H

#include <stdbool.h>
#include <sys/types.h>

#include "util/err.h"

/*
 * A program that plays a sound: one at a time, without a shell, in a process group of its
 * own, with nothing to read from and nowhere to write to.
 */
enum { PLAYER_WORDS = 64 };

/*
 * A command as words: blanks part them, '...' and "..." hold them together, and a
 * backslash takes the next character as it is, outside of '...'. word (PLAYER_WORDS + 1)
 * ends with NULL; to player_words_free(). 0, or -1 ERR_USAGE: nothing, a quote that does
 * not end, too many.
 */
int player_split(const char *command, char **word, struct err *e);
void player_words_free(char **word);

/* The words with path for each {} in them; where there is none, path as one more. */
void player_fill(char *const *word, const char *path, char **out);

struct player {
    char *word[PLAYER_WORDS + 1]; /* owned */
    pid_t pid;                    /* 0 = silent now */
    bool off;                     /* nothing is played, ever (again) */
    bool told;                    /* that it ends as a failure */
};

/* command: NULL = the first of the usual programs that search (of the form of $PATH; NULL
 * = none) has. *found: is there one? 0, or -1 ERR_USAGE. */
int player_open(struct player *p, const char *command, const char *search, bool *found,
                struct err *e);
void player_close(struct player *p);

/* Stops what is heard, and plays that file. -1 ERR_IO: it cannot be started, and will not
 * be tried again. */
int player_play(struct player *p, const char *path, struct err *e);

/* Silence. -1 ERR_IO, once: it had ended by itself, as a failure. */
int player_stop(struct player *p, struct err *e);

#endif
