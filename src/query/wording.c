/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A query as text: put together from words, written anew, and pointed into. */
#include <stdlib.h>
#include <string.h>

#include "query/lex.h"
#include "query/query.h"
#include "query/value.h"
#include "util/buf.h"

enum { CARET_BEFORE = 50, CARET_WIDTH = 72 /* bytes shown of a long query */ };

static void put(struct buf *out, const char *text) { buf_bytes(out, text, strlen(text)); }

static void put_phrase(struct buf *out, const char *text)
{
    buf_u8(out, '"');
    for (; *text; text++) {
        if (*text == '"')
            buf_u8(out, '"');
        buf_u8(out, (uint8_t)*text);
    }
    buf_u8(out, '"');
}

/* [-][facet:]"the rest": where the phrase begins. */
static size_t phrase_start(const char *word)
{
    const size_t minus = *word == '-', n = strcspn(word, " \t\r\n:");

    return word[n] == ':' && facet_find(word + minus, n - minus) != QUERY_FACETS ? n + 1
                                                                                 : minus;
}

static void put_word(struct buf *out, const char *word, bool alone)
{
    size_t start;

    if (*word && (alone || !strpbrk(word, " \t\r\n") || strpbrk(word, "()\""))) {
        put(out, word);
        return;
    }
    start = phrase_start(word);
    buf_bytes(out, word, start);
    put_phrase(out, word + start);
}

char *query_join(const char *const *word, size_t n)
{
    struct buf out = {0};

    for (size_t i = 0; i < n; i++) {
        put(&out, i ? " " : "");
        put_word(&out, word[i], n == 1);
    }
    buf_u8(&out, 0);
    return (char *)out.data;
}

static void put_term(struct buf *out, const struct query_term *t)
{
    put(out, facets[t->facet].name);
    if (t->facet != QUERY_WORD)
        put(out, ":");
    if (t->measure != MEASURE_NONE)
        value_write(out, t);
    else if (t->quoted || strpbrk(t->text, " \t\r\n()\""))
        put_phrase(out, t->text);
    else
        put(out, t->text);
}

static void put_node(struct buf *out, const struct query *q, int i, enum query_op within);

/* Without parentheses that nobody needs: the text may be read again, whatever its depth.
 */
static void put_group(struct buf *out, const struct query *q, int i, enum query_op within)
{
    const struct query_node *n = &q->node[i];
    const bool apart = within == QUERY_NOT || within == QUERY_AND;

    put(out, apart ? "(" : "");
    for (int child = n->first; child >= 0; child = q->node[child].next) {
        if (child != n->first)
            put(out, n->op == QUERY_OR ? " or " : " ");
        put_node(out, q, child, n->op);
    }
    put(out, apart ? ")" : "");
}

static void put_node(struct buf *out, const struct query *q, int i, enum query_op within)
{
    const struct query_node *n = &q->node[i];

    switch (n->op) {
    case QUERY_TERM:
        put_term(out, &n->term);
        break;
    case QUERY_NOT:
        put(out, q->node[n->first].op == QUERY_NOT ? "not " : "-");
        put_node(out, q, n->first, QUERY_NOT);
        break;
    case QUERY_AND:
    case QUERY_OR:
        put_group(out, q, i, within);
        break;
    case QUERY_ALL:
    default:
        break;
    }
}

static void put_settings(struct buf *out, const struct query *q)
{
    for (size_t i = 0; i < q->sorts; i++) {
        const char *key = facet_sort_words;

        for (int skip = q->sort[i].key; skip > 0; skip--)
            key = strchr(key, ' ') + 1;
        put(out, out->len ? " sort:" : "sort:");
        put(out, q->sort[i].descending ? "-" : "");
        buf_bytes(out, key, strcspn(key, " "));
    }
    if (q->limit) {
        const struct query_term limit = {.facet = QUERY_LIMIT,
                                         .measure = MEASURE_NUMBER,
                                         .low = (double)q->limit,
                                         .high = (double)q->limit};

        put(out, out->len ? " limit:" : "limit:");
        value_write(out, &limit);
    }
}

/* An "or" before settings wants no parentheses: they count for the whole query. */
char *query_text(const struct query *q)
{
    struct buf out = {0};

    put_node(&out, q, q->root, QUERY_ALL);
    put_settings(&out, q);
    buf_u8(&out, 0);
    return (char *)out.data;
}

static size_t to_character(const char *text, size_t at)
{
    while (at > 0 && ((unsigned char)text[at] & 0xc0) == 0x80)
        at--;
    return at;
}

/* What a terminal would not show as it is stands there as a blank. */
static void put_shown(struct buf *out, const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++)
        buf_u8(out,
               (unsigned char)text[i] < 0x20 || text[i] == 0x7f ? ' ' : (uint8_t)text[i]);
}

char *query_caret(const char *text, size_t at)
{
    const size_t n = strlen(text);
    const size_t from = at <= CARET_BEFORE || n <= CARET_WIDTH
                            ? 0
                            : to_character(text, at - CARET_BEFORE);
    const size_t to =
        n - from <= CARET_WIDTH ? n : to_character(text, from + CARET_WIDTH);
    struct buf out = {0};

    put(&out, from ? "  ..." : "  ");
    put_shown(&out, text + from, to - from);
    put(&out, to < n ? "...\n" : "\n");
    put(&out, from ? "     " : "  ");
    for (size_t i = lex_column(text + from, at - from); i > 1; i--)
        put(&out, " ");
    put(&out, "^");
    buf_u8(&out, 0);
    return (char *)out.data;
}
