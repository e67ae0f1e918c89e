/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_OPTS_H
#define CLI_OPTS_H

#include <stdbool.h>

#include "util/err.h"

enum { OPTS_MAX = 24 };

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
    int argc;                    /* what is left after the options */
    char **argv;
};

/*
 * Options may stand anywhere before "--". 0; 1 = --help was asked; -1 ERR_USAGE.
 * argv[0] is the command's name.
 */
int opts_parse(struct args *out, const struct opt *table, int argc, char **argv,
               struct err *e);

bool opt_given(const struct args *a, int letter);
const char *opt_text(const struct args *a, int letter); /* NULL when absent */

/* *out is left alone when absent. 0, or -1 ERR_USAGE: no number, or outside min..max. */
int opt_number(const struct args *a, int letter, long min, long max, long *out,
               struct err *e);

/* The lines of --help that list the table. */
void opts_print(const struct opt *table);

#endif
