/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An extension for any SQLite: how far two embeddings are from each other. */
#include <sqlite3ext.h>
#include <stdbool.h>
#include <string.h>

#include "near/space.h"
#include "util/blob.h"

SQLITE_EXTENSION_INIT1

#define EXPORT __attribute__((visibility("default")))

/* The embedding of a BLOB and its trunk: false where it is none, or of silence. */
static bool read_value(sqlite3_value *v, struct embedding *k, const uint8_t **trunk)
{
    const void *blob = sqlite3_value_blob(v);
    const size_t n = (size_t)sqlite3_value_bytes(v);
    struct err why;

    if (sqlite3_value_type(v) != SQLITE_BLOB || n < BLOB_HEAD + SOUND_TRUNK)
        return false;
    *trunk = (const uint8_t *)blob + BLOB_HEAD;
    return space_read(k, *trunk, blob, n, &why) == 1;
}

/* sampledb_distance(a, b): 0 to 2, NULL where the two cannot be compared. */
static void distance(sqlite3_context *call, int argc, sqlite3_value **argv)
{
    struct embedding a, b;
    const uint8_t *trunk_a, *trunk_b;
    struct space s;

    (void)argc;
    if (!read_value(argv[0], &a, &trunk_a) || !read_value(argv[1], &b, &trunk_b) ||
        a.n != b.n || memcmp(trunk_a, trunk_b, SOUND_TRUNK) != 0)
        return;
    space_init(&s, a.n);
    space_add(&s, 0, &a);
    space_add(&s, 1, &b);
    sqlite3_result_double(call, (double)space_between(&s, 0, &s, 1) / SPACE_UNIT);
    space_clear(&s);
}

/* SQLite finds it by the name of the file, sampledb_ext.so. */
EXPORT int sqlite3_sampledbext_init(sqlite3 *db, char **why,
                                    const sqlite3_api_routines *api);

int sqlite3_sampledbext_init(sqlite3 *db, char **why, const sqlite3_api_routines *api)
{
    (void)why;
    SQLITE_EXTENSION_INIT2(api);
    return sqlite3_create_function(db, "sampledb_distance", 2,
                                   SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS,
                                   NULL, distance, NULL, NULL);
}
