/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STORE_SENTENCE_H
#define STORE_SENTENCE_H

#include "store/db.h"
#include "util/buf.h"

/*
 * A statement put together from fragments of sql/search.sql, and what its `?`s are, in
 * the order in which they stand. {0} is an empty one. Nobody outside store/ includes
 * this.
 */
enum { SENTENCE_VALUES = 30000 }; /* SQLite's own limit is 32766 */

struct sentence {
    struct buf sql;
    struct sentence_value {
        char *text; /* owned; NULL: a number */
        bool whole;
        int64_t i;
        double r;
    } * value; /* (values) owned */
    size_t values, room;
};

void sentence_clear(struct sentence *x);

void sentence_add(struct sentence *x, enum sql_id fragment);
/* Glue that is the same in every statement: " AND ", "(". */
void sentence_glue(struct sentence *x, const char *words);

void sentence_text(struct sentence *x, const char *text);
void sentence_int(struct sentence *x, int64_t v);
void sentence_real(struct sentence *x, double v);

/* The statement, with all values bound but those behind the last one that was given;
 * sqlite3_finalize(). NULL: ERR_STORE, ERR_LIMIT. */
sqlite3_stmt *sentence_prepare(struct sentence *x, struct store *s, struct err *e);

#endif
