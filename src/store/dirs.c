/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Directories as rows: one for each that was walked, by its path in the folder. */
#include "store/dirs.h"

#include <stdlib.h>
#include <string.h>

#include "store/branch.h"
#include "store/changes.h"
#include "store/db.h"
#include "store/named.h"
#include "util/mem.h"

int dir_find(struct store *s, int64_t folder, const char *path, int64_t *id,
             uint64_t *device, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_DIR_FIND, e);
    int found;

    if (!st)
        return -1;
    db_int(st, ":folder", folder);
    db_blob(st, ":path", path, strlen(path));
    found = db_row(s, st, SQL_DIR_FIND, e);
    if (found != 1)
        return found;
    *id = sqlite3_column_int64(st, 0);
    *device = (uint64_t)sqlite3_column_int64(st, 1);
    sqlite3_reset(st);
    return 1;
}

/* The same; its row gets the device number, unless that is 0. */
static int find_dir(struct store *s, int64_t folder, const char *path, uint64_t device,
                    int64_t *id, struct err *e)
{
    uint64_t known;
    const int found = dir_find(s, folder, path, id, &known, e);
    sqlite3_stmt *st;

    if (found != 1 || known == device || device == 0)
        return found;
    st = db_query_id(s, SQL_DIR_DEVICE, *id, e);
    if (!st)
        return -1;
    db_int(st, ":device", (int64_t)device);
    return db_done(s, st, SQL_DIR_DEVICE, e) == 0 ? 1 : -1;
}

int dirs_remount(struct store *s, int64_t folder, uint64_t before, uint64_t device,
                 struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_DIRS_REMOUNT, e);

    if (!st)
        return -1;
    db_int(st, ":folder", folder);
    db_int(st, ":before", (int64_t)before);
    db_int(st, ":device", (int64_t)device);
    return db_done(s, st, SQL_DIRS_REMOUNT, e);
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

/* The rows themselves; what apps and ears have to know of it is told before. */
static int move_branch(struct store *s, const struct branch *from, int64_t to_folder,
                       const char *to, struct err *e)
{
    int64_t parent = 0;
    sqlite3_stmt *st;

    if (branch_run(s, SQL_NAMED_MARK_BELOW, from, e) != 0 ||
        branch_run(s, SQL_DIR_MOVE_FEED, from, e) != 0 ||
        branch_run(s, SQL_TEXT_DROP_BELOW, from, e) != 0 ||
        dir_reach_above(s, to_folder, to, &parent, e) != 0)
        return -1;
    st = branch_query(s, SQL_DIR_MOVE, from, e);
    if (!st)
        return -1;
    db_int(st, ":to_folder", to_folder);
    db_int(st, ":parent", parent);
    db_blob(st, ":to", to, strlen(to));
    db_int(st, ":cut", (int64_t)strlen(from->path) + 1);
    return db_done(s, st, SQL_DIR_MOVE, e);
}

/* Is there a row at `from`, none at `to`, and does the one not lie in the other? */
static int can_move(struct store *s, const struct branch *from, int64_t to_folder,
                    const char *to, struct err *e)
{
    const size_t low = strlen(from->low);
    int64_t id;
    int found;

    if (!*from->path || !*to ||
        (from->folder == to_folder && strncmp(to, from->low, low) == 0))
        return 0;
    found = find_dir(s, from->folder, from->path, 0, &id, e);
    if (found != 1)
        return found;
    found = find_dir(s, to_folder, to, 0, &id, e);
    return found < 0 ? -1 : !found;
}

int dir_move(struct store *s, int64_t from_folder, const char *from, int64_t to_folder,
             const char *to, struct err *e)
{
    struct branch b = branch_of(from_folder, from);
    int rc = can_move(s, &b, to_folder, to, e);

    if (rc == 1 && (move_branch(s, &b, to_folder, to, e) != 0 ||
                    branch_put_text(s, to_folder, to, e) != 0))
        rc = -1;
    branch_clear(&b);
    return rc;
}

int dir_has_files(struct store *s, int64_t dir, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_DIR_HAS_FILES, e);
    int64_t any = 0;

    if (!st)
        return -1;
    db_int(st, ":dir", dir);
    return db_value(s, st, SQL_DIR_HAS_FILES, &any, e) == 1 ? any != 0 : -1;
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
