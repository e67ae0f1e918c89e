/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From the text of a query to its tree, by recursive descent. */
#include "query/query.h"

#include <stdlib.h>
#include <string.h>

#include "query/lex.h"
#include "query/value.h"
#include "util/mem.h"
#include "util/utf8.h"

/* A query on its way to its tree. The first error stops everything. */
struct parser {
    struct query *q; /* owned */
    struct lex x;    /* the token in hand */
    int depth;
    size_t at; /* byte that the error speaks of */
    struct err *e;
};

/* A group of children, built in order. `n` counts them. */
struct group {
    enum query_op op;
    int first, last, n;
    size_t at;
};

static int parse_or(struct parser *p, int *out);

static int refuse(struct parser *p, size_t at, const char *what)
{
    p->at = at;
    return lex_refuse(p->x.text, at, p->e, "%s", what);
}

/* The same with the term in hand before it, cut between characters if it is long. */
static int refuse_term(struct parser *p, size_t at, const char *what)
{
    const char *text = p->x.text;
    size_t n = p->x.at - p->x.begin;

    for (n = n < 80 ? n : 80;
         n > 0 && ((unsigned char)text[p->x.begin + n] & 0xc0) == 0x80;)
        n--;
    p->at = at;
    return lex_refuse(text, at, p->e, "'%.*s': %s", (int)n, text + p->x.begin, what);
}

static int advance(struct parser *p) { return lex_next(&p->x, &p->at, p->e); }

static int new_node(struct query *q, enum query_op op, size_t at)
{
    q->node = mem_more(q->node, q->nodes, &q->room, sizeof *q->node);
    q->node[q->nodes] = (struct query_node){.op = op, .first = -1, .next = -1, .at = at};
    return (int)q->nodes++;
}

static void append(struct query *q, struct group *g, int child, int last, int n)
{
    if (g->n > 0)
        q->node[g->last].next = child;
    else
        g->first = child;
    g->last = last;
    g->n += n;
}

/* A child of the group's own kind gives its children instead of itself. */
static void add(struct query *q, struct group *g, int child)
{
    const struct query_node *c = &q->node[child];
    int last = c->first, n = 1;

    if (c->op != g->op) {
        append(q, g, child, child, 1);
        return;
    }
    for (; q->node[last].next >= 0; n++)
        last = q->node[last].next;
    append(q, g, c->first, last, n);
    q->node[child] = (struct query_node){.op = QUERY_ALL, .first = -1, .next = -1};
}

/* A group of one is that one. */
static int close_group(struct query *q, const struct group *g)
{
    int node;

    if (g->n == 1)
        return g->first;
    node = new_node(q, g->op, g->at);
    q->node[node].first = g->first;
    return node;
}

static char *keep_text(struct query *q, const char *text)
{
    char *kept = q->text + q->used;

    memcpy(kept, text, strlen(text) + 1); /* no longer than the query: there is room */
    q->used += strlen(text) + 1;
    return kept;
}

static const char for_all[] =
    "it counts for the whole query: outside of parentheses, and without not";

static int add_sort(struct parser *p, const char *value)
{
    struct query *q = p->q;
    const bool minus = *value == '-';
    const int key = facet_sort_key(value + minus);

    if (key < 0)
        return refuse_term(p, p->x.value_at, facets[QUERY_SORT].allowed);
    if (q->sorts == QUERY_MAX_SORTS)
        return refuse_term(p, p->x.begin, "more to sort by than four keys");
    q->sort[q->sorts++] = (struct query_sort){(enum query_sort_key)key, minus};
    return 0;
}

static int add_limit(struct parser *p, const char *value)
{
    const int64_t limit = value_limit(value);

    if (limit == 0)
        return refuse_term(p, p->x.value_at, facets[QUERY_LIMIT].allowed);
    if (p->q->limit)
        return refuse_term(p, p->x.begin, "there is a limit already");
    p->q->limit = limit;
    return 0;
}

/* 1 = the token in hand is a setting, which is done with. */
static int parse_setting(struct parser *p)
{
    const char *value = (const char *)p->x.value.data;
    const enum query_facet f =
        p->x.kind == LEX_TERM ? facet_find(p->x.head_text, p->x.head) : QUERY_FACETS;
    int rc;

    if (f != QUERY_SORT && f != QUERY_LIMIT)
        return 0;
    if (p->depth > 0 || p->x.minus)
        return refuse_term(p, p->x.begin, for_all);
    rc = f == QUERY_SORT ? add_sort(p, value) : add_limit(p, value);
    return rc == 0 && advance(p) == 0 ? 1 : -1;
}

static int find_facet(struct parser *p, enum query_facet *out)
{
    *out = p->x.head ? facet_find(p->x.head_text, p->x.head) : QUERY_WORD;
    if (*out != QUERY_FACETS)
        return 0;
    return refuse_term(p, p->x.begin,
                       "not one of path: name: category: form: note: key: bpm: dur: "
                       "conf: state: tag: user: added: loudness: ...; see "
                       "sampledb-query(7), or write it in quotes to find it as text");
}

/* word, "phrase", facet:value; without its dash. */
static int parse_term(struct parser *p, int *out)
{
    struct query *q = p->q;
    struct query_term t = {.text = "", .quoted = p->x.quoted};
    const char *why;
    char *value;

    if (q->terms++ == QUERY_MAX_TERMS)
        return refuse(p, p->x.begin, "more than 64 words; a search has at most so many");
    if (find_facet(p, &t.facet) != 0)
        return -1;
    if (t.facet == QUERY_SORT || t.facet == QUERY_LIMIT) /* behind a not */
        return refuse_term(p, p->x.begin, for_all);
    if (p->x.value.len <= 1)
        return refuse_term(p, p->x.value_at,
                           t.facet == QUERY_WORD ? "an empty word finds nothing"
                                                 : "nothing follows the colon");
    t.text = value = keep_text(q, (const char *)p->x.value.data);
    t.quoted &= t.facet == QUERY_WORD;
    if (!value_read(&t, value, &why))
        return refuse_term(p, p->x.value_at, why);
    *out = new_node(q, QUERY_TERM, p->x.begin);
    q->node[*out].term = t;
    return advance(p);
}

static int negate(struct parser *p, size_t at, int child)
{
    const int node = new_node(p->q, QUERY_NOT, at);

    p->q->node[node].first = child;
    return node;
}

/* "(" query ")", with the parenthesis in hand. */
static int parse_parentheses(struct parser *p, int *out)
{
    const size_t open = p->x.begin;

    if (advance(p) != 0)
        return -1;
    if (p->x.kind == LEX_CLOSE)
        return refuse(p, open, "there is nothing in these parentheses");
    if (parse_or(p, out) != 0)
        return -1;
    if (p->x.kind != LEX_CLOSE)
        return refuse(p, open, "this parenthesis is never closed");
    return advance(p);
}

static const char *name_of(enum lex_kind kind)
{
    return kind == LEX_AND ? "and" : kind == LEX_OR ? "or" : "not";
}

static int missing(struct parser *p, const char *behind)
{
    const char *found = p->x.kind == LEX_END     ? "the end"
                        : p->x.kind == LEX_CLOSE ? "')'"
                                                 : name_of(p->x.kind);

    p->at = p->x.begin;
    return lex_refuse(p->x.text, p->x.begin, p->e, "a word is missing %s%s%s%s",
                      *behind ? "behind '" : "", behind,
                      *behind ? "', before " : "before ", found);
}

static int parse_part(struct parser *p, const char *behind, int *out)
{
    const struct lex now = p->x;
    int rc;

    if (now.kind == LEX_TERM) {
        rc = parse_term(p, out);
        if (rc == 0 && now.minus)
            *out = negate(p, now.begin, *out);
        return rc;
    }
    if (now.kind != LEX_OPEN && now.kind != LEX_NOT && now.kind != LEX_MINUS)
        return missing(p, behind);
    if (++p->depth > QUERY_MAX_DEPTH)
        return refuse(p, now.begin, "more than 32 parentheses and nots in each other");
    if (now.kind == LEX_OPEN)
        rc = parse_parentheses(p, out);
    else
        rc = advance(p) != 0 ? -1 : parse_part(p, "not", out);
    p->depth--;
    if (rc == 0 && now.kind != LEX_OPEN)
        *out = negate(p, now.begin, *out);
    return rc;
}

static bool ends_group(const struct parser *p)
{
    return p->x.kind == LEX_END || p->x.kind == LEX_CLOSE || p->x.kind == LEX_OR;
}

/* An "and" that stands between two parts. */
static int parse_joint(struct parser *p)
{
    if (p->x.kind != LEX_AND)
        return 0;
    if (advance(p) != 0)
        return -1;
    return ends_group(p) || p->x.kind == LEX_AND ? missing(p, "and") : 0;
}

/* Parts side by side. *out = -1: there was nothing but settings. */
static int parse_and(struct parser *p, const char *behind, int *out)
{
    struct group g = {.op = QUERY_AND, .at = p->x.begin};

    *out = -1;
    while (!ends_group(p)) {
        int part = -1;
        const int setting = parse_setting(p);

        if (setting < 0)
            return -1;
        if (setting == 0) {
            if (parse_part(p, behind, &part) != 0)
                return -1;
            add(p->q, &g, part);
        }
        if (parse_joint(p) != 0)
            return -1;
        behind = "";
    }
    if (g.n > 0)
        *out = close_group(p->q, &g);
    return 0;
}

static int parse_or(struct parser *p, int *out)
{
    struct group g = {.op = QUERY_OR, .at = p->x.begin};
    const char *behind = "";

    for (;;) {
        int part = -1;

        if (parse_and(p, behind, &part) != 0)
            return -1;
        if (part < 0 && (*behind || p->depth > 0 || p->x.kind == LEX_OR))
            return missing(p, behind);
        if (part >= 0)
            add(p->q, &g, part);
        if (p->x.kind != LEX_OR)
            break;
        behind = "or";
        if (advance(p) != 0)
            return -1;
    }
    *out = g.n > 0 ? close_group(p->q, &g) : new_node(p->q, QUERY_ALL, 0);
    return 0;
}

/* similar: is what the whole search starts from: once, and beside all the rest. */
static int check_similar(struct parser *p)
{
    const struct query *q = p->q;
    const struct query_term *allowed = query_similar(q);

    for (size_t i = 0; i < q->nodes; i++) {
        const struct query_node *n = &q->node[i];

        if (n->op == QUERY_TERM && n->term.facet == QUERY_SIMILAR && &n->term != allowed)
            return refuse(p, n->at,
                          "similar: stands in a query once, outside of parentheses, or "
                          "and not");
    }
    return 0;
}

static int check_text(struct parser *p)
{
    const char *text = p->x.text;
    const size_t n = strlen(text);

    if (n > QUERY_MAX_BYTES)
        return refuse(p, QUERY_MAX_BYTES, "too long: a query has at most 8192 bytes");
    for (size_t i = 0, len; i < n; i += len) {
        const bool blank = text[i] == '\t' || text[i] == '\n' || text[i] == '\r';

        len = blank ? 1 : utf8_shown(text + i, n - i);
        if (len == 0)
            return refuse(p, i,
                          (unsigned char)text[i] >= 0x80 && !utf8_valid(text + i, 2)
                              ? "this byte is not UTF-8"
                              : "a control character");
    }
    return 0;
}

static int parse_all(struct parser *p)
{
    if (check_text(p) != 0 || advance(p) != 0 || parse_or(p, &p->q->root) != 0)
        return -1;
    if (p->x.kind == LEX_CLOSE)
        return refuse(p, p->x.begin, "this parenthesis closes nothing");
    return check_similar(p);
}

int query_parse(struct query **out, const char *text, size_t *at, struct err *e)
{
    struct parser p = {.x.text = text, .e = e};
    int rc;

    p.q = mem_new(1, sizeof *p.q);
    p.q->text = mem_new(2 * strnlen(text, QUERY_MAX_BYTES) + 1, 1);
    rc = parse_all(&p);
    lex_clear(&p.x);
    if (rc == 0) {
        *out = p.q;
        return 0;
    }
    if (at)
        *at = p.at;
    query_free(p.q);
    return -1;
}

void query_free(struct query *q)
{
    if (!q)
        return;
    free(q->node);
    free(q->text);
    free(q);
}

const struct query_term *query_similar(const struct query *q)
{
    const struct query_node *root = &q->node[q->root];
    int i = root->op == QUERY_AND ? root->first : q->root;

    for (; i >= 0; i = q->node[i].next)
        if (q->node[i].op == QUERY_TERM && q->node[i].term.facet == QUERY_SIMILAR)
            return &q->node[i].term;
    return NULL;
}
