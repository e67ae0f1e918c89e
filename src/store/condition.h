/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STORE_CONDITION_H
#define STORE_CONDITION_H

#include "query/query.h"
#include "store/meant.h"
#include "store/sentence.h"

/* The conditions of a query as SQL, beginning with WHERE: all that is not held already.
 * Nobody outside store/ includes this. */
void condition_add(struct sentence *to, const struct query *q, const struct meant *m);

/* What a key sorts by. */
enum sql_id condition_key(enum query_sort_key key);

#endif
