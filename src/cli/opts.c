/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Option tables: parsing and --help from one place. */
#include "cli/opts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LETTERS = 255, WORD_MAX = 32 };

/* What every command takes beside its own table. */
static const struct opt common[] = {
    {LETTERS + 1, "db", "FILE", "the library to use, instead of $SAMPLEDB_LIBRARY"},
    {LETTERS + 2, "config", "FILE", "the configuration, instead of the usual one"},
    {LETTERS + 3, "help", NULL, "print this text"},
    {0},
};

/* A command line on its way to struct args. */
struct scan {
    struct args *out;
    char **argv;
    int argc, at; /* argv[at] is the word in hand */
    bool words, help;
};

static int place(const struct opt *table, int letter)
{
    for (int i = 0; table[i].name; i++)
        if (table[i].letter == letter)
            return i;
    return -1;
}

static const struct opt *named(const struct opt *table, const char *name, size_t len)
{
    for (; table->name; table++)
        if (strlen(table->name) == len && strncmp(table->name, name, len) == 0)
            return table;
    return NULL;
}

static int keep(struct scan *s, const struct opt *o, const char *value, struct err *e)
{
    struct args *a = s->out;

    if (o == &common[0])
        a->library = value;
    else if (o == &common[1])
        a->config = value;
    else if (o == &common[2])
        s->help = true;
    else if (a->givens == OPTS_GIVEN)
        return err_set(e, ERR_USAGE, "more than %d options", OPTS_GIVEN);
    else {
        const int at = (int)(o - a->table);

        a->value[at] = value;
        a->given[a->givens++] = (struct opt_given){at, value};
    }
    return 0;
}

/* The value of o: what is joined to it (NULL = nothing), else the next word. */
static int take(struct scan *s, const struct opt *o, const char *joined, struct err *e)
{
    if (o->arg && !joined && s->at + 1 >= s->argc)
        return err_set(e, ERR_USAGE, "%s needs a value: %s", s->argv[s->at], o->arg);
    if (!o->arg && joined)
        return err_set(e, ERR_USAGE, "--%s takes no value", o->name);
    if (o->arg && !joined)
        joined = s->argv[++s->at];
    return keep(s, o, o->arg ? joined : "", e);
}

static int unknown(const struct opt *table, const char *typed, size_t len, struct err *e)
{
    const char *name[OPTS_MAX + 3];
    char word[WORD_MAX];
    const char *near;
    int n = 0;

    for (const struct opt *o = table; o->name; o++)
        name[n++] = o->name;
    for (const struct opt *o = common; o->name; o++)
        name[n++] = o->name;
    snprintf(word, sizeof word, "%.*s", (int)len, typed);
    near = opts_nearest(word, name, n);
    if (near)
        return err_set(e, ERR_USAGE, "unknown option --%s; did you mean --%s?", word,
                       near);
    return err_set(e, ERR_USAGE, "unknown option --%s; try --help", word);
}

static int long_option(struct scan *s, const char *word, struct err *e)
{
    const char *equals = strchr(word, '=');
    const size_t len = equals ? (size_t)(equals - word) : strlen(word);
    const struct opt *o = named(s->out->table, word, len);

    if (!o)
        o = named(common, word, len);
    if (!o)
        return unknown(s->out->table, word, len, e);
    return take(s, o, equals ? equals + 1 : NULL, e);
}

/* -j4, -j 4, and -0j: flags run together. */
static int short_options(struct scan *s, const char *letters, struct err *e)
{
    const struct opt *table = s->out->table;

    for (; *letters; letters++) {
        const int at = place(table, (unsigned char)*letters);

        if (at < 0)
            return err_set(e, ERR_USAGE, "unknown option -%c; try --help", *letters);
        if (table[at].arg)
            return take(s, &table[at], letters[1] ? letters + 1 : NULL, e);
        if (keep(s, &table[at], "", e) != 0)
            return -1;
    }
    return 0;
}

/* Where single-dash words are arguments: is this one an option all the same? */
static bool is_exact(const struct opt *table, const char *letters)
{
    const int at = place(table, (unsigned char)letters[0]);

    if (at < 0 || letters[1] == '\0')
        return at >= 0;
    return table[at].arg && strspn(letters + 1, "0123456789") == strlen(letters + 1);
}

/* 1 argv[at] was an option and is dealt with, 0 it is an argument, -1. */
static int option(struct scan *s, struct err *e)
{
    const char *word = s->argv[s->at];
    int rc;

    if (word[0] != '-' || word[1] == '\0')
        return 0;
    if (word[1] == '-')
        rc = long_option(s, word + 2, e);
    else if (s->words && !is_exact(s->out->table, word + 1))
        return 0;
    else
        rc = short_options(s, word + 1, e);
    return rc == 0 ? 1 : -1;
}

static int parse(struct scan *s, struct err *e)
{
    int kept = 0;

    for (s->at = 1; s->at < s->argc && strcmp(s->argv[s->at], "--") != 0; s->at++) {
        const int rc = option(s, e);

        if (rc < 0)
            return -1;
        if (rc == 0)
            s->argv[1 + kept++] = s->argv[s->at];
    }
    for (s->at++; s->at < s->argc; s->at++)
        s->argv[1 + kept++] = s->argv[s->at];
    s->out->argc = kept;
    s->out->argv = s->argv + 1;
    return s->help;
}

int opts_parse(struct args *out, const struct opt *table, int argc, char **argv,
               struct err *e)
{
    struct scan s = {.out = out, .argv = argv, .argc = argc};

    *out = (struct args){.table = table};
    return parse(&s, e);
}

int opts_parse_words(struct args *out, const struct opt *table, int argc, char **argv,
                     struct err *e)
{
    struct scan s = {.out = out, .argv = argv, .argc = argc, .words = true};

    *out = (struct args){.table = table};
    return parse(&s, e);
}

const char *opt_text(const struct args *a, int letter)
{
    const int at = place(a->table, letter);

    return at < 0 ? NULL : a->value[at];
}

const char *opt_nth(const struct args *a, int letter, int n)
{
    const int at = place(a->table, letter);

    for (int i = 0; i < a->givens; i++)
        if (a->given[i].at == at && n-- == 0)
            return a->given[i].value;
    return NULL;
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

static void print_one(const struct opt *o)
{
    const bool brief = o->letter <= LETTERS;
    char left[64];

    snprintf(left, sizeof left, "%c%c%s--%s%s%s", brief ? '-' : ' ',
             brief ? (char)o->letter : ' ', brief ? ", " : "  ", o->name,
             o->arg ? " " : "", o->arg ? o->arg : "");
    printf("  %-24s %s\n", left, o->help);
}

void opts_print(const struct opt *table)
{
    if (table->name)
        puts("\nOptions:");
    for (; table->name; table++)
        print_one(table);
    puts("\nOptions of every command:");
    for (const struct opt *o = common; o->name; o++)
        print_one(o);
}

/* Edits that turn a into b: insert, delete, change one character. Short words only. */
static int distance(const char *a, const char *b)
{
    const int n = (int)strlen(b);
    int row[WORD_MAX + 1];

    for (int j = 0; j <= n; j++)
        row[j] = j;
    for (int i = 1; *a; a++, i++) {
        int corner = row[0];

        row[0] = i;
        for (int j = 1; j <= n; j++) {
            const int changed = corner + (*a != b[j - 1]);

            corner = row[j];
            row[j] = row[j] < row[j - 1] ? row[j] + 1 : row[j - 1] + 1;
            row[j] = row[j] < changed ? row[j] : changed;
        }
    }
    return row[n];
}

const char *opts_nearest(const char *typed, const char *const *name, int n)
{
    const size_t len = strlen(typed);
    const char *best = NULL;
    int least = len < 4 ? 2 : 3; /* typos at or over this many are another word */

    for (int i = 0; i < n; i++) {
        int d;

        if (strlen(name[i]) > WORD_MAX || len == 0)
            continue;
        d = distance(typed, name[i]);
        if (d < least) {
            least = d;
            best = name[i];
        }
    }
    return best;
}
