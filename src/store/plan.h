/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STORE_PLAN_H
#define STORE_PLAN_H

#include <sqlite3.h>

#include "store/search.h"

enum plan_kind {
    PLAN_HITS, /* files with what search_hit has of them */
    PLAN_IDS,  /* the same files in the same order: their ids alone */
    PLAN_ROW   /* one file as that search shows it: the last `?` is its id */
};

/* The statement of a query, of which the last `?` is the limit; sqlite3_finalize(). NULL:
 * see search_open_query(). Nobody outside store/ includes this. */
sqlite3_stmt *plan_make(struct store *s, const struct query *q, enum plan_kind kind,
                        const struct search_with *with, struct err *e);

#endif
