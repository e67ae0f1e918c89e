/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_OPTS_H
#define CLI_OPTS_H

#include <stdbool.h>

#include "util/err.h"

enum { OPTS_MAX = 24, OPTS_GIVEN = 64 };

/* One option of a command. A table of them ends with {0}. */
struct opt {
    int letter;       /* 'j' for -j; above 255: long form only */
    const char *name; /* "jobs" for --jobs */
    const char *arg;  /* "N"; NULL = a flag */
    const char *help;
};

/* A parsed command line: borrowed from argv. */
struct args {
    const struct opt *table;
    const char *value[OPTS_MAX]; /* by place in the table; NULL = not given, "" = flag */
    struct opt_given {
        int at; /* in the table */
        const char *value;
    } given[OPTS_GIVEN]; /* (givens) the same in the order they came, repeats too */
    int givens;
    const char *library; /* --db, which every command takes; NULL = not given */
    const char *config;  /* --config, the same */
    int argc;            /* what is left after the options */
    char **argv;
};

/*
 * Options may stand anywhere before "--"; the last of a kind counts, unless the command
 * asks for all of them. Accepts
 * --name, --name=VALUE, --name VALUE, -n VALUE, -nVALUE and -0j for flags 0 and j.
 * argv[0] is the command's name; what is no option moves to the front of the rest.
 * 0; 1 = --help was asked; -1 ERR_USAGE.
 */
int opts_parse(struct args *out, const struct opt *table, int argc, char **argv,
               struct err *e);

/*
 * The same for a command whose arguments may begin with '-': one dash makes an
 * option only where the word is exactly one of the table (-0, -n VALUE) or such
 * a letter with a number behind it (-n5). Every other "-word" is an argument; a
 * word with two dashes is still an option.
 */
int opts_parse_words(struct args *out, const struct opt *table, int argc, char **argv,
                     struct err *e);

bool opt_given(const struct args *a, int letter);
const char *opt_text(const struct args *a, int letter); /* NULL when absent */

/* Of an option that may stand more than once the n-th value, from 0; NULL past the last.
 */
const char *opt_nth(const struct args *a, int letter, int n);

/* *out is left alone when absent. 0, or -1 ERR_USAGE: no number, or outside min..max. */
int opt_number(const struct args *a, int letter, long min, long max, long *out,
               struct err *e);

/* The lines of --help that list the table. */
void opts_print(const struct opt *table);

/* Of n names the one that `typed` most likely means; NULL if none is near. */
const char *opts_nearest(const char *typed, const char *const *name, int n);

#endif
