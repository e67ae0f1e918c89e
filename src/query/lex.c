/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Cut a query into words, phrases, facets and operators. */
#include "query/lex.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static const char blanks[] = " \t\r\n";

size_t lex_column(const char *text, size_t at)
{
    size_t column = 1;

    for (size_t i = 0; i < at && text[i]; i++)
        column += ((unsigned char)text[i] & 0xc0) != 0x80;
    return column;
}

int lex_refuse(const char *text, size_t at, struct err *e, const char *fmt, ...)
{
    va_list ap;
    char what[sizeof e->text];

    va_start(ap, fmt);
    vsnprintf(what, sizeof what, fmt, ap);
    va_end(ap);
    return err_set(e, ERR_USAGE, "column %zu: %.360s", lex_column(text, at), what);
}

static int refuse(const struct lex *x, size_t where, size_t *at, struct err *e,
                  const char *what)
{
    *at = where;
    return lex_refuse(x->text, where, e, "%s", what);
}

static bool ends_word(char c) { return !c || strchr(" \t\r\n()\"", c) != NULL; }

/* "deep ""sub""" from its first quote on. */
static int read_phrase(struct lex *x, size_t *at, struct err *e)
{
    const size_t open = x->at++;

    for (;; x->at++) {
        const char c = x->text[x->at];

        if (!c)
            return refuse(x, open, at, e, "this quote is never closed");
        if (c == '"' && x->text[x->at + 1] != '"')
            break;
        x->at += c == '"';
        buf_u8(&x->value, (uint8_t)c);
    }
    x->at++;
    x->quoted = true;
    if (!ends_word(x->text[x->at]) || x->text[x->at] == '"')
        return refuse(x, x->at, at, e, "a blank is missing behind the quote");
    return 0;
}

/* [-]word, [-]"phrase", [-]facet:word, [-]facet:"phrase" */
static int read_term(struct lex *x, size_t *at, struct err *e)
{
    const size_t begin = x->at;
    size_t n = 0;
    const char *colon;

    x->kind = LEX_TERM;
    while (!ends_word(x->text[begin + n]))
        n++;
    colon = memchr(x->text + begin, ':', n);
    x->head = colon ? (size_t)(colon - x->text) - begin : 0;
    x->head_text = x->text + begin;
    x->value_at = begin + (colon ? x->head + 1 : 0);
    x->at = begin + n;
    buf_bytes(&x->value, x->text + x->value_at, x->at - x->value_at);
    if (colon && x->head == 0)
        return refuse(x, begin, at, e, "a facet is missing before the colon");
    if (x->text[x->at] == '"') {
        if (x->at > x->value_at)
            return refuse(x, x->at, at, e,
                          "a quote inside a word; write the whole word in quotes, and "
                          "a quote in it twice");
        return read_phrase(x, at, e);
    }
    if (n == 0)
        return refuse(x, x->begin, at, e, "'-': a dash alone finds nothing");
    return 0;
}

static void read_operator(struct lex *x)
{
    static const struct {
        const char *word;
        enum lex_kind kind;
    } words[] = {{"and", LEX_AND}, {"or", LEX_OR}, {"not", LEX_NOT}};
    const char *word = (const char *)x->value.data;

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (!x->minus && !x->quoted && x->head == 0 &&
            strcasecmp(word, words[i].word) == 0)
            x->kind = words[i].kind;
}

int lex_next(struct lex *x, size_t *at, struct err *e)
{
    const char *p;
    int rc;

    x->at += strspn(x->text + x->at, blanks);
    x->begin = x->value_at = x->at;
    x->minus = x->quoted = false;
    x->head = 0;
    buf_reset(&x->value);
    p = x->text + x->at;
    x->kind = *p == '('                  ? LEX_OPEN
              : *p == ')'                ? LEX_CLOSE
              : *p == '-' && p[1] == '(' ? LEX_MINUS
                                         : LEX_END;
    if (!*p || x->kind != LEX_END) {
        x->at += *p != '\0';
        return 0;
    }
    x->minus = *p == '-';
    x->at += x->minus;
    rc = read_term(x, at, e);
    buf_u8(&x->value, 0);
    if (rc == 0)
        read_operator(x);
    return rc;
}

void lex_clear(struct lex *x) { buf_clear(&x->value); }
