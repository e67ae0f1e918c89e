/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Feature BLOBs as rows: each kind in a table of its own. */
#include "store/features.h"

#include <string.h>

#include "store/db.h"

static const enum sql_id put[BLOB_KINDS] = {[BLOB_MEL] = SQL_MEL_PUT,
                                            [BLOB_DESCRIPTOR] = SQL_DESCRIPTOR_PUT,
                                            [BLOB_EMBEDDING] = SQL_EMBEDDING_PUT,
                                            [BLOB_PEAKS] = SQL_PEAKS_PUT};
static const enum sql_id drop[BLOB_KINDS] = {[BLOB_MEL] = SQL_MEL_DROP,
                                             [BLOB_DESCRIPTOR] = SQL_DESCRIPTOR_DROP,
                                             [BLOB_EMBEDDING] = SQL_EMBEDDING_DROP,
                                             [BLOB_PEAKS] = SQL_PEAKS_DROP};

static const enum sql_id get[BLOB_KINDS] = {[BLOB_MEL] = SQL_MEL_OF,
                                            [BLOB_DESCRIPTOR] = SQL_DESCRIPTOR_OF,
                                            [BLOB_EMBEDDING] = SQL_EMBEDDING_OF,
                                            [BLOB_PEAKS] = SQL_PEAKS_OF};

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

int feature_of(struct store *s, int64_t sample, unsigned kind, struct buf *out,
               struct err *e)
{
    sqlite3_stmt *st = db_query_id(s, get[kind], sample, e);
    const int found = st ? db_row(s, st, get[kind], e) : -1;
    struct blob_head head;
    struct err why;
    bool fits;

    if (found != 1)
        return found;
    fits = blob_unpack(&head, sqlite3_column_blob(st, 0),
                       (size_t)sqlite3_column_bytes(st, 0), out, &why) == 0 &&
           head.kind == kind && head.version == blob_kind_version(kind);
    sqlite3_reset(st);
    return fits;
}

unsigned feature_kind_of(const char *name)
{
    for (unsigned k = 1; k < BLOB_KINDS; k++)
        if (strcmp(blob_kind_name(k), name) == 0)
            return k;
    return 0;
}
