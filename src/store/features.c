/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Feature BLOBs as rows: mel, descriptor and embedding, each in a table of its own. */
#include "store/features.h"

#include <string.h>

#include "store/db.h"

static const enum sql_id put[BLOB_KINDS] = {[BLOB_MEL] = SQL_MEL_PUT,
                                            [BLOB_DESCRIPTOR] = SQL_DESCRIPTOR_PUT,
                                            [BLOB_EMBEDDING] = SQL_EMBEDDING_PUT};
static const enum sql_id drop[BLOB_KINDS] = {[BLOB_MEL] = SQL_MEL_DROP,
                                             [BLOB_DESCRIPTOR] = SQL_DESCRIPTOR_DROP,
                                             [BLOB_EMBEDDING] = SQL_EMBEDDING_DROP};

int feature_put(struct store *s, int64_t sample, unsigned kind, int64_t version,
                const void *data, size_t n, struct err *e)
{
    sqlite3_stmt *st = db_query(s, put[kind], e);

    if (!st)
        return -1;
    db_int(st, ":sample", sample);
    db_int(st, ":version", version);
    db_blob(st, ":data", data, n);
    return db_done(s, st, put[kind], e);
}

int feature_drop(struct store *s, int64_t sample, unsigned kind, struct err *e)
{
    return db_run_id(s, drop[kind], sample, e);
}

unsigned feature_kind_of(const char *name)
{
    for (unsigned k = 1; k < BLOB_KINDS; k++)
        if (strcmp(blob_kind_name(k), name) == 0)
            return k;
    return 0;
}
