/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Directories as rows: one for each that was walked, by its path in the folder. */
#include "store/dirs.h"

#include <stdlib.h>
#include <string.h>

#include "store/changes.h"
#include "store/db.h"
#include "store/named.h"
#include "util/mem.h"

static int find_dir(struct store *s, int64_t folder, const char *path, uint64_t device,
                    int64_t *id, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_DIR_FIND, e);
    uint64_t known;
    int found;

    if (!st)
        return -1;
    db_int(st, ":folder", folder);
    db_blob(st, ":path", path, strlen(path));
    found = db_row(s, st, SQL_DIR_FIND, e);
    if (found != 1)
        return found;
    *id = sqlite3_column_int64(st, 0);
    known = (uint64_t)sqlite3_column_int64(st, 1);
    sqlite3_reset(st);
    if (known == device || device == 0)
        return 1;
    st = db_query_id(s, SQL_DIR_DEVICE, *id, e);
    if (!st)
        return -1;
    db_int(st, ":device", (int64_t)device);
    return db_done(s, st, SQL_DIR_DEVICE, e) == 0 ? 1 : -1;
}

int dir_enter(struct store *s, int64_t folder, int64_t parent, const char *path,
              uint64_t device, int64_t *id, struct err *e)
{
    const int found = find_dir(s, folder, path, device, id, e);
    sqlite3_stmt *st;
    char *display;
    int rc;

    if (found != 0)
        return found < 0 ? -1 : 0;
    st = db_query(s, SQL_DIR_INSERT, e);
    if (!st)
        return -1;
    display = db_display(path);
    db_int(st, ":folder", folder);
    if (parent)
        db_int(st, ":parent", parent);
    db_blob(st, ":path", path, strlen(path));
    db_text(st, ":display", display);
    db_int(st, ":device", (int64_t)device);
    rc = db_value(s, st, SQL_DIR_INSERT, id, e);
    free(display);
    return rc < 0 ? -1 : 0;
}

int dir_reach(struct store *s, int64_t folder, const char *path, int64_t *id,
              struct err *e)
{
    int rc = dir_enter(s, folder, 0, "", 0, id, e);

    for (const char *end = path; rc == 0 && *end;) {
        char *part;

        end += *end == '/';
        end += strcspn(end, "/");
        part = mem_text(path, (size_t)(end - path));
        rc = dir_enter(s, folder, *id, part, 0, id, e);
        free(part);
    }
    return rc;
}

int dir_reach_above(struct store *s, int64_t folder, const char *path, int64_t *id,
                    struct err *e)
{
    const char *last = strrchr(path, '/');
    char *above = mem_text(path, last ? (size_t)(last - path) : 0);
    const int rc = dir_reach(s, folder, above, id, e);

    free(above);
    return rc;
}

int dirs_in_dir(struct store *s, int64_t dir,
                int (*each)(void *arg, int64_t id, const char *name, struct err *e),
                void *arg, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_DIR_CHILDREN, e);
    int found;

    if (!st)
        return -1;
    db_int(st, ":dir", dir);
    while ((found = db_row(s, st, SQL_DIR_CHILDREN, e)) == 1) {
        char *path = db_column_bytes(st, 1);
        const char *slash = strrchr(path, '/');
        const int rc =
            each(arg, sqlite3_column_int64(st, 0), slash ? slash + 1 : path, e);

        free(path);
        if (rc != 0) {
            sqlite3_reset(st);
            return rc;
        }
    }
    return found;
}

int dir_missing(struct store *s, int64_t dir, int64_t *files, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_DIR_MISSING, e);
    int found;

    if (!st)
        return -1;
    db_int(st, ":dir", dir);
    while ((found = db_row(s, st, SQL_DIR_MISSING, e)) == 1) {
        const int64_t sample = sqlite3_column_int64(st, 0);

        ++*files;
        if (sample && (named_mark(s, sample, e) != 0 ||
                       change_record(s, sample, "files", e) != 0)) {
            sqlite3_reset(st);
            return -1;
        }
    }
    return found;
}
