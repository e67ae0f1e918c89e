/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A directory and all below it as a range of paths. */
#include "store/branch.h"

#include <stdlib.h>
#include <string.h>

#include "util/mem.h"

struct branch branch_of(int64_t folder, const char *path)
{
    const size_t n = strlen(path);
    struct branch b = {folder, path, mem_new(n + 2, 1), mem_new(n + 2, 1)};

    memcpy(b.low, path, n);
    memcpy(b.high, path, n);
    b.low[n] = '/';
    b.high[n] = '/' + 1;
    return b;
}

void branch_clear(struct branch *b)
{
    free(b->low);
    free(b->high);
}

sqlite3_stmt *branch_query(struct store *s, enum sql_id what, const struct branch *b,
                           struct err *e)
{
    sqlite3_stmt *st = db_query(s, what, e);

    if (!st)
        return NULL;
    db_int(st, ":folder", b->folder);
    db_blob(st, ":from", b->path, strlen(b->path));
    db_blob(st, ":low", b->low, strlen(b->low));
    db_blob(st, ":high", b->high, strlen(b->high));
    return st;
}

int branch_run(struct store *s, enum sql_id what, const struct branch *b, struct err *e)
{
    sqlite3_stmt *st = branch_query(s, what, b, e);

    return st ? db_done(s, st, what, e) : -1;
}

int branch_put_text(struct store *s, int64_t folder, const char *path, struct err *e)
{
    struct branch at = branch_of(folder, path);
    const int rc = branch_run(s, SQL_TEXT_PUT_BELOW, &at, e);

    branch_clear(&at);
    return rc;
}
