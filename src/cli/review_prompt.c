/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A line in which a person types tags. */
#include "cli/review_prompt.h"

#include <stdbool.h>
#include <string.h>

#include "cli/review_tty.h"

enum { CTRL_H = 8, TAB = 9, CTRL_U = 21, CTRL_W = 23, RUBOUT = 127 };

static bool is_sign(char c) { return c == '+' || c == '-'; }

/* Where the last word begins, behind its sign. */
static size_t last_word(const struct prompt *p)
{
    size_t at = p->n;

    while (at > 0 && !(is_sign(p->text[at]) && p->text[at - 1] == ' '))
        at--;
    return at + (is_sign(p->text[at]) ? 1 : 0);
}

static char fold(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c == '-' ? '.' : c;
}

static bool begins(const char *name, const char *with)
{
    while (*with && fold(*name) == fold(*with)) {
        name++;
        with++;
    }
    return !*with;
}

static bool is_match(const char *name, const char *word)
{
    for (const char *at = name; at; at = strpbrk(at, ".:")) {
        at += at != name;
        if (begins(at, word))
            return true;
    }
    return false;
}

size_t prompt_matches(const struct prompt *p, const struct prompt_names *names,
                      const char **match, size_t most)
{
    const char *word = p->text + last_word(p);
    size_t n = 0;

    for (size_t i = 0; *word && i < names->n; i++)
        if (is_match(names->name[i], word)) {
            if (n < most)
                match[n] = names->name[i];
            n++;
        }
    return n;
}

/* How far all names that match go along. */
static size_t common(const char *word, const char *first,
                     const struct prompt_names *names)
{
    size_t n = strlen(first);

    for (size_t i = 0; i < names->n; i++)
        if (is_match(names->name[i], word))
            for (size_t k = 0; k < n; k++)
                if (names->name[i][k] != first[k])
                    n = k;
    return n;
}

static void complete(struct prompt *p, const struct prompt_names *names)
{
    const size_t at = last_word(p);
    const char *first;
    size_t n;

    if (prompt_matches(p, names, &first, 1) == 0)
        return;
    n = common(p->text + at, first, names);
    if (at + n > PROMPT_ROOM || n < p->n - at)
        return;
    memcpy(p->text + at, first, n);
    p->n = at + n;
    p->text[p->n] = '\0';
}

/* The last character, all its bytes. */
static void rub_out(struct prompt *p)
{
    while (p->n > 0 && ((unsigned char)p->text[p->n - 1] & 0xc0) == 0x80)
        p->n--;
    p->n -= p->n > 0;
    p->text[p->n] = '\0';
}

static void rub_out_word(struct prompt *p)
{
    while (p->n > 0 && p->text[p->n - 1] == ' ')
        rub_out(p);
    while (p->n > 0 && p->text[p->n - 1] != ' ')
        rub_out(p);
}

enum prompt_step prompt_key(struct prompt *p, int key, const struct prompt_names *names)
{
    switch (key) {
    case '\n':
    case '\r':
        return p->n > 0 ? PROMPT_DONE : PROMPT_GIVEN_UP;
    case TTY_ESCAPE:
        return PROMPT_GIVEN_UP;
    case TAB:
        complete(p, names);
        break;
    case CTRL_H:
    case RUBOUT:
        rub_out(p);
        break;
    case CTRL_U:
        *p = (struct prompt){.n = 0};
        break;
    case CTRL_W:
        rub_out_word(p);
        break;
    default:
        if (key >= ' ' && key < 256 && p->n < PROMPT_ROOM)
            p->text[p->n++] = (char)key;
        p->text[p->n] = '\0';
    }
    return PROMPT_GOES_ON;
}

int prompt_words(const struct prompt *p, char *room, char *word[PROMPT_WORDS],
                 struct err *e)
{
    int n = 0;

    for (const char *at = p->text; *(at += strspn(at, " "));) {
        const char *end = at;
        size_t len;

        while (*end && !(*end == ' ' && is_sign(end[strspn(end, " ")])))
            end++;
        for (len = (size_t)(end - at); at[len - 1] == ' ';)
            len--;
        if (n == PROMPT_WORDS)
            return err_set(e, ERR_USAGE, "more than %d tags at once", PROMPT_WORDS);
        word[n++] = room;
        if (!is_sign(*at))
            *room++ = '+';
        memcpy(room, at, len);
        room += len;
        *room++ = '\0';
        at = end;
    }
    return n;
}
