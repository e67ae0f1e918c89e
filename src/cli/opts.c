/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Option tables: parsing and --help from one place. */
#include "cli/opts.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HELP = 1000, FIRST_LONG = 2000 };

static int place(const struct opt *table, int letter)
{
    for (int i = 0; table[i].name; i++)
        if (table[i].letter == letter)
            return i;
    return -1;
}

/* Our table as getopt_long() wants it; each long option returns FIRST_LONG + its place.
 */
static void translate(const struct opt *table, char *brief, struct option *lengthy)
{
    int i = 0;

    *brief++ = ':';
    for (; table[i].name && i < OPTS_MAX; i++) {
        lengthy[i] =
            (struct option){.name = table[i].name,
                            .has_arg = table[i].arg ? required_argument : no_argument,
                            .val = FIRST_LONG + i};
        if (table[i].letter > 255)
            continue;
        *brief++ = (char)table[i].letter;
        if (table[i].arg)
            *brief++ = ':';
    }
    lengthy[i] = (struct option){.name = "help", .val = HELP};
    *brief = '\0';
}

int opts_parse(struct args *out, const struct opt *table, int argc, char **argv,
               struct err *e)
{
    char brief[2 * OPTS_MAX + 2];
    struct option lengthy[OPTS_MAX + 2] = {0};
    int c;

    *out = (struct args){.table = table};
    translate(table, brief, lengthy);
    optind = 0; /* glibc: start over, whatever was parsed before */
    opterr = 0;
    while ((c = getopt_long(argc, argv, brief, lengthy, NULL)) != -1) {
        const int at = c >= FIRST_LONG ? c - FIRST_LONG : place(table, c);

        if (c == HELP)
            return 1;
        if (c == ':')
            return err_set(e, ERR_USAGE, "%s needs a value", argv[optind - 1]);
        if (c == '?' || at < 0)
            return err_set(e, ERR_USAGE, "unknown option %s; try --help",
                           argv[optind - 1]);
        out->value[at] = table[at].arg ? optarg : "";
    }
    out->argc = argc - optind;
    out->argv = argv + optind;
    return 0;
}

const char *opt_text(const struct args *a, int letter)
{
    const int at = place(a->table, letter);

    return at < 0 ? NULL : a->value[at];
}

bool opt_given(const struct args *a, int letter) { return opt_text(a, letter) != NULL; }

int opt_number(const struct args *a, int letter, long min, long max, long *out,
               struct err *e)
{
    const int at = place(a->table, letter);
    const char *text = at < 0 ? NULL : a->value[at];
    char *end = NULL;
    long v;

    if (!text)
        return 0;
    errno = 0;
    v = strtol(text, &end, 10);
    if (end == text || *end || errno || v < min || v > max)
        return err_set(e, ERR_USAGE, "--%s wants a number from %ld to %ld, not '%s'",
                       a->table[at].name, min, max, text);
    *out = v;
    return 0;
}

void opts_print(const struct opt *table)
{
    for (int i = 0; table[i].name; i++) {
        const struct opt *o = &table[i];
        char left[64];

        snprintf(left, sizeof left, "%c%c%s--%s%s%s", o->letter < 256 ? '-' : ' ',
                 o->letter < 256 ? (char)o->letter : ' ', o->letter < 256 ? ", " : "  ",
                 o->name, o->arg ? " " : "", o->arg ? o->arg : "");
        printf("  %-24s %s\n", left, o->help);
    }
}
