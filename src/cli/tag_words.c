/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The words of tag and untag, read as opinions. */
#include "cli/tag_words.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/print.h"

bool tag_words_is(const char *argument)
{
    return (argument[0] == '+' || argument[0] == '-') && argument[1] != '\0';
}

/* A new category is for good: a slip of the pen is not to become one. */
static int ask_first(const char *tag, struct err *e)
{
    char answer[16] = "";

    if (!isatty(STDIN_FILENO) || !isatty(STDERR_FILENO))
        return err_set(e, ERR_USAGE, "%s is no known category; to make it, say --new",
                       tag);
    print_clean(stderr, tag);
    fputs(" is no known category. Make it? [y/N] ", stderr);
    if (fgets(answer, sizeof answer, stdin) && (*answer == 'y' || *answer == 'Y'))
        return 0;
    return err_set(e, ERR_STOPPED, "nothing is tagged");
}

static int check_fresh(const struct meaning *m, int verdict, bool fresh, struct err *e)
{
    if (!m->fresh || (verdict == CONFIRMED && fresh))
        return 0;
    if (verdict != CONFIRMED)
        return err_set(e, ERR_USAGE, "%s is no known category", m->tag);
    return ask_first(m->tag, e);
}

/* Two words of one command that cannot both hold. */
static int check_pair(const struct opinion *a, const struct opinion *b, struct err *e)
{
    if (strcmp(a->facet, b->facet) != 0)
        return 0;
    if (strcmp(a->tag, b->tag) == 0)
        return a->verdict == b->verdict
                   ? 0
                   : err_set(e, ERR_USAGE, "+%s and -%s contradict each other", a->tag,
                             a->tag);
    if (a->verdict == CONFIRMED && b->verdict == CONFIRMED &&
        facet_is_exclusive(a->facet))
        return err_set(e, ERR_USAGE, "%s and %s: a sound has one %s", a->tag, b->tag,
                       a->facet);
    return 0;
}

static int add(struct tag_words *out, struct store *s, const char *word, bool withdraw,
               bool fresh, struct err *e)
{
    struct meaning *m = &out->meaning[out->n];
    struct opinion *o = &out->opinion[out->n];

    if (out->n == TAG_WORDS_MAX)
        return err_set(e, ERR_USAGE, "more than %d tags at once", TAG_WORDS_MAX);
    if (vocabulary_find(s, word + 1, m, e) != 0)
        return -1;
    *o = (struct opinion){m->facet, m->tag,
                          withdraw       ? WITHDRAWN
                          : *word == '+' ? CONFIRMED
                                         : REJECTED};
    if (check_fresh(m, o->verdict, fresh, e) != 0)
        return -1;
    for (size_t i = 0; i < out->n; i++)
        if (check_pair(&out->opinion[i], o, e) != 0)
            return -1;
    out->n++;
    return 0;
}

int tag_words_of(struct tag_words *out, struct store *s, const struct args *a,
                 bool withdraw, bool fresh, struct err *e)
{
    out->n = 0;
    for (int i = 0; i < a->argc; i++)
        if (tag_words_is(a->argv[i]) && add(out, s, a->argv[i], withdraw, fresh, e) != 0)
            return -1;
    return 0;
}
