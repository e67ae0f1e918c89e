/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From a path, or the number of a sample, to the sound. */
#include "store/identity.h"

#include <string.h>

#include "store/db.h"
#include "store/folders.h"

int identity_of_file(struct store *s, const char *path, int64_t *file, struct err *e)
{
    struct place at = {0};
    sqlite3_stmt *st;
    const char *slash, *name;
    int found = folder_find(s, path, &at, e);

    if (found != 1)
        return found;
    slash = strrchr(at.sub, '/');
    name = slash ? slash + 1 : at.sub;
    st = db_query(s, SQL_INSPECT_PLACE, e);
    if (st) {
        db_int(st, ":folder", at.folder);
        db_blob(st, ":dir", at.sub, slash ? (size_t)(slash - at.sub) : 0);
        db_blob(st, ":name", name, strlen(name));
    }
    found = st ? db_value(s, st, SQL_INSPECT_PLACE, file, e) : -1;
    place_clear(&at);
    return found;
}

static int read_identity(struct store *s, enum sql_id what, int64_t id,
                         struct identity *out, struct err *e)
{
    sqlite3_stmt *st = db_query_id(s, what, id, e);
    const int found = st ? db_row(s, st, what, e) : -1;

    if (found != 1)
        return found;
    *out = (struct identity){.sample = sqlite3_column_int64(st, 0)};
    if (sqlite3_column_bytes(st, 1) == SOUND_HASH)
        memcpy(out->hash, sqlite3_column_blob(st, 1), SOUND_HASH);
    if (sqlite3_column_type(st, 2) != SQLITE_NULL)
        out->path = db_column_bytes(st, 2);
    sqlite3_reset(st);
    return 1;
}

int identity_of_path(struct store *s, const char *path, struct identity *out,
                     struct err *e)
{
    int64_t file = 0;
    const int found = identity_of_file(s, path, &file, e);

    return found == 1 ? read_identity(s, SQL_IDENTITY_OF_FILE, file, out, e) : found;
}

int identity_of_sample(struct store *s, int64_t sample, struct identity *out,
                       struct err *e)
{
    return read_identity(s, SQL_IDENTITY_OF_SAMPLE, sample, out, e);
}
