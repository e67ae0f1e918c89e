/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STORE_PLAN_H
#define STORE_PLAN_H

#include <sqlite3.h>

#include "store/search.h"

/* The statement of a query, of which the last `?` is the limit; sqlite3_finalize(). NULL:
 * see search_open_query(). Nobody outside store/ includes this. */
sqlite3_stmt *plan_make(struct store *s, const struct query *q,
                        const struct search_with *with, struct err *e);

#endif
