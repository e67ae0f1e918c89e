/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STORE_CONDITION_H
#define STORE_CONDITION_H

#include <sqlite3.h>

#include "store/db.h"
#include "store/query.h"

/* What one term asks of a file: a condition and what its `?`s are. */
struct condition {
    enum sql_id sql;
    bool exclude;
    bool category;    /* of a SEARCH_WEARS: its tags are categories */
    char *text;       /* owned; NULL: low and high are bound instead */
    double low, high; /* only where text is NULL */
    size_t values;    /* `?`s */
    size_t tags;      /* how many tags the text lists, of a SEARCH_WEARS */
};

/* What a term asks; sql SQL_COUNT: nothing at all. c->text is to be freed. 0, or -1. */
int condition_of(struct condition *c, struct store *s, const struct query_term *t,
                 struct err *e);

/* Bind its values from `at` on; the place behind them. */
int condition_bind(const struct condition *c, sqlite3_stmt *st, int at);

/* The text must be there, too: one condition for both, which the index finds at once. */
void condition_and(struct condition *c, const char *text);

enum { CONDITION_FEW = 5000 };

/* How many rows fit a wanted text or tag, up to CONDITION_FEW. */
int condition_count(const struct condition *c, struct store *s, int64_t *n,
                    struct err *e);

#endif
