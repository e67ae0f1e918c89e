/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef QUERY_QUERY_H
#define QUERY_QUERY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "query/facet.h"
#include "util/err.h"

/*
 * The language of a search, read without a library; sampledb-query(7) explains it.
 *
 *   query   = [group {"or" group}]
 *   group   = part {["and"] part}
 *   part    = "not" part | "-" "(" query ")" | "(" query ")" | ["-"] term | setting
 *   term    = word | phrase | facet ":" value
 *   value   = word | phrase                what a facet takes: see facet.c
 *   phrase  = '"' text '"'                 a quote in it is doubled
 *   setting = "sort:" ["-"] key | "limit:" number
 *   range   = ("<" | "<=" | ">" | ">=") point | [point] ".." [point] | point
 *
 * A word ends at a blank, a parenthesis or a quote. "or", "and" and "not" stand for
 * themselves in any case, unless they are quoted. Settings count for the whole query.
 */
enum {
    QUERY_MAX_BYTES = 8192,
    QUERY_MAX_TERMS = 64,
    QUERY_MAX_DEPTH = 32, /* parentheses and nots within each other */
    QUERY_MAX_SORTS = 4
};

enum query_op {
    QUERY_ALL, /* everything: a query without a condition */
    QUERY_AND,
    QUERY_OR,
    QUERY_NOT, /* one child */
    QUERY_TERM
};

/* How the bounds of a term are meant. */
enum query_measure {
    MEASURE_NONE,   /* it has text */
    MEASURE_NUMBER, /* in what the facet counts in */
    MEASURE_OCTAVE, /* a note of any octave: low = high = 0 for C to 11 for B */
    MEASURE_AGE,    /* seconds before now */
    MEASURE_DAY     /* whole days of the calendar, where one lives; 0 = 1970-01-01 */
};

struct query_term {
    enum query_facet facet;
    bool quoted;      /* a phrase: text, and never a tag */
    const char *text; /* the value, owned by the query; "" where there are bounds */
    enum query_measure measure;
    double low, high;  /* -DBL_MAX and DBL_MAX = open; both included, unless: */
    bool above, below; /* low, high itself is left out */
};

struct query_node {
    enum query_op op;
    int first, next; /* child and sibling: places in query.node; -1 = none */
    size_t at;       /* byte of the text where it begins */
    struct query_term term;
};

struct query_sort {
    enum query_sort_key key;
    bool descending;
};

struct query {
    struct query_node *node; /* (nodes) owned */
    size_t nodes, room, terms;
    int root;
    struct query_sort sort[QUERY_MAX_SORTS];
    size_t sorts;
    int64_t limit; /* 0 = none */
    char *text;    /* values, one behind the other; owned */
    size_t used;
};

/*
 * 0; query_free(). Or -1 ERR_USAGE, "column 5: 'dur:long': a duration is ...", and *at
 * (NULL is fine) the byte it speaks of. Columns count characters, from 1.
 */
int query_parse(struct query **out, const char *text, size_t *at, struct err *e);
void query_free(struct query *q); /* NULL is fine */

/*
 * The words of a command line as one query. A single one is a whole query; of several,
 * one with blanks in it is a phrase, as if its quotes were still there, unless it has
 * quotes or parentheses of its own. An empty one is a phrase, too. To free().
 */
char *query_join(const char *const *word, size_t n);

/* The same query, written anew: it reads as an equal one. To free(). */
char *query_text(const struct query *q);

/* The term that says similar:, or NULL. There is at most one, and it must hold. */
const struct query_term *query_similar(const struct query *q);

/* Two lines for people: the query (a part of a long one), and a caret below byte `at`.
 * To free(). */
char *query_caret(const char *text, size_t at);

#endif
