/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Roots that the user gave us: never nested, and out of reach as a whole. */
#include "store/folders.h"

#include <stdlib.h>
#include <string.h>

#include "store/branch.h"
#include "store/changes.h"
#include "store/db.h"
#include "store/dirs.h"
#include "util/buf.h"
#include "util/mem.h"

void place_clear(struct place *p)
{
    free(p->sub);
    *p = (struct place){0};
}

int folder_find(struct store *s, const char *path, struct place *out, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_FOLDER_HOLDING, e);
    size_t n;
    int found;

    if (!st)
        return -1;
    db_blob(st, ":path", path, strlen(path));
    found = db_row(s, st, SQL_FOLDER_HOLDING, e);
    if (found != 1)
        return found;
    n = (size_t)sqlite3_column_bytes(st, 1);
    out->folder = sqlite3_column_int64(st, 0);
    path += n < strlen(path) ? n : strlen(path);
    out->sub = mem_text(path + (*path == '/'), strlen(path + (*path == '/')));
    sqlite3_reset(st);
    return 1;
}

static int insert(struct store *s, const char *path, int64_t *id, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_FOLDER_INSERT, e);
    char *display;
    int rc;

    if (!st)
        return -1;
    display = db_display(path);
    db_blob(st, ":path", path, strlen(path));
    db_text(st, ":display", display);
    rc = db_value(s, st, SQL_FOLDER_INSERT, id, e);
    free(display);
    return rc < 0 ? -1 : 0;
}

/* Folder `old` becomes the directory rel of folder `id`. */
static int absorb(struct store *s, int64_t id, int64_t old, const char *rel,
                  struct err *e)
{
    int64_t parent = 0;
    sqlite3_stmt *st;

    if (dir_reach_above(s, id, rel, &parent, e) != 0 ||
        db_run_id(s, SQL_NAMED_MARK_FOLDER, old, e) != 0 ||
        db_run_id(s, SQL_TEXT_DROP_FOLDER, old, e) != 0)
        return -1;
    st = db_query(s, SQL_DIR_ABSORB, e);
    if (!st)
        return -1;
    db_int(st, ":folder", id);
    db_int(st, ":parent", parent);
    db_blob(st, ":rel", rel, strlen(rel));
    db_int(st, ":old", old);
    if (db_done(s, st, SQL_DIR_ABSORB, e) != 0 || branch_put_text(s, id, rel, e) != 0)
        return -1;
    return db_run_id(s, SQL_FOLDER_DELETE, old, e);
}

/* One folder that lies below `prefix` (it ends in '/'): 1 and its id and path, or 0. */
static int next_inside(struct store *s, int64_t outer, const char *prefix, int64_t *id,
                       char **path, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_FOLDERS_INSIDE, e);
    int found;

    if (!st)
        return -1;
    db_int(st, ":outer", outer);
    db_blob(st, ":prefix", prefix, strlen(prefix));
    found = db_row(s, st, SQL_FOLDERS_INSIDE, e);
    if (found == 1) {
        *id = sqlite3_column_int64(st, 0);
        *path = db_column_bytes(st, 1);
        sqlite3_reset(st);
    }
    return found;
}

static int absorb_inner(struct store *s, int64_t id, const char *path, struct err *e)
{
    struct buf prefix = {0};
    int64_t old = 0;
    char *inner = NULL;
    int found;

    buf_bytes(&prefix, path, strlen(path));
    if (prefix.data[prefix.len - 1] != '/')
        buf_u8(&prefix, '/');
    buf_u8(&prefix, 0);
    while ((found = next_inside(s, id, (char *)prefix.data, &old, &inner, e)) == 1) {
        const int rc = absorb(s, id, old, inner + prefix.len - 1, e);

        free(inner);
        if (rc != 0) {
            found = -1;
            break;
        }
    }
    buf_clear(&prefix);
    return found;
}

int folder_add(struct store *s, const char *path, struct place *out, struct err *e)
{
    const int found = folder_find(s, path, out, e);
    struct place made = {0};

    if (found != 0)
        return found < 0 ? -1 : 0;
    if (insert(s, path, &made.folder, e) != 0 ||
        absorb_inner(s, made.folder, path, e) != 0 || change_folders(s, e) != 0)
        return -1;
    made.sub = mem_text("", 0);
    *out = made;
    return 0;
}

int folder_remove(struct store *s, const char *path, struct err *e)
{
    struct place at = {0};
    int found = folder_find(s, path, &at, e);

    if (found == 1 && at.sub[0] != '\0')
        found = 0;
    if (found == 1 &&
        (db_run_id(s, SQL_NAMED_MARK_FOLDER, at.folder, e) != 0 ||
         db_run_id(s, SQL_TEXT_DROP_FOLDER, at.folder, e) != 0 ||
         db_run_id(s, SQL_FOLDER_DELETE, at.folder, e) != 0 || change_folders(s, e) != 0))
        found = -1;
    place_clear(&at);
    return found;
}

static struct folder read_row(sqlite3_stmt *st)
{
    const char *state = (const char *)sqlite3_column_text(st, 3);

    return (struct folder){
        .id = sqlite3_column_int64(st, 0),
        .display = (const char *)sqlite3_column_text(st, 2),
        .offline = strcmp(state, "offline") == 0,
        .why = (const char *)sqlite3_column_text(st, 4),
        .since = sqlite3_column_int64(st, 5),
        .crawled_at = sqlite3_column_int64(st, 6),
        .device = (uint64_t)sqlite3_column_int64(st, 7),
        .inode = (uint64_t)sqlite3_column_int64(st, 8),
        .fs = (uint64_t)sqlite3_column_int64(st, 9),
        .marker = (const char *)sqlite3_column_text(st, 10),
        .coverage = folder_coverage_of((const char *)sqlite3_column_text(st, 11)),
        .coverage_why = (const char *)sqlite3_column_text(st, 12),
        .coverage_since = sqlite3_column_int64(st, 13),
    };
}

int folder_each(struct store *s,
                int (*each)(void *arg, const struct folder *f, struct err *e), void *arg,
                struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_FOLDER_ALL, e);
    int found;

    if (!st)
        return -1;
    while ((found = db_row(s, st, SQL_FOLDER_ALL, e)) == 1) {
        char *path = db_column_bytes(st, 1);
        struct folder f = read_row(st);
        int rc;

        f.path = path;
        rc = each(arg, &f, e);
        free(path);
        if (rc != 0) {
            sqlite3_reset(st);
            return rc;
        }
    }
    return found;
}

int folder_get(struct store *s, int64_t id, struct folder *out, struct err *e)
{
    sqlite3_stmt *st = db_query_id(s, SQL_FOLDER_GET, id, e);
    const int found = st ? db_row(s, st, SQL_FOLDER_GET, e) : -1;

    if (found != 1)
        return found;
    *out = read_row(st);
    out->path = db_keep(s, KEPT_PATH, st, 1);
    out->display = db_keep(s, KEPT_DISPLAY, st, 2);
    out->why = db_keep(s, KEPT_WHY, st, 4);
    out->marker = db_keep(s, KEPT_MARKER, st, 10);
    out->coverage_why = db_keep(s, KEPT_COVER, st, 12);
    sqlite3_reset(st);
    return 1;
}

int folder_files(struct store *s, int64_t id, int64_t *n, struct err *e)
{
    sqlite3_stmt *st = db_query_id(s, SQL_FOLDER_FILES, id, e);

    return st && db_value(s, st, SQL_FOLDER_FILES, n, e) == 1 ? 0 : -1;
}

int folder_has_files(struct store *s, int64_t id, struct err *e)
{
    sqlite3_stmt *st = db_query_id(s, SQL_FOLDER_HAS_FILES, id, e);
    int64_t any = 0;

    return st && db_value(s, st, SQL_FOLDER_HAS_FILES, &any, e) == 1 ? any != 0 : -1;
}

/* Another folder at, above or below path? ERR_USAGE. */
static int check_apart(struct store *s, int64_t id, const char *path, struct err *e)
{
    sqlite3_stmt *st = db_query_id(s, SQL_FOLDER_OVERLAP, id, e);
    int found;

    if (!st)
        return -1;
    db_blob(st, ":path", path, strlen(path));
    found = db_row(s, st, SQL_FOLDER_OVERLAP, e);
    if (found != 1)
        return found;
    err_set(e, ERR_USAGE, "%s is, holds or lies in a folder of the library: %s", path,
            (const char *)sqlite3_column_text(st, 0));
    sqlite3_reset(st);
    return -1;
}

static int put_path(struct store *s, int64_t id, const char *path, struct err *e)
{
    sqlite3_stmt *st = db_query_id(s, SQL_FOLDER_RELOCATE, id, e);
    char *display;
    int rc;

    if (!st)
        return -1;
    display = db_display(path);
    db_blob(st, ":path", path, strlen(path));
    db_text(st, ":display", display);
    rc = db_done(s, st, SQL_FOLDER_RELOCATE, e);
    free(display);
    return rc == 0 ? change_folders(s, e) : -1;
}

static bool is_path(const char *path)
{
    const size_t n = strlen(path);

    return path[0] == '/' && (n == 1 || path[n - 1] != '/');
}

int folder_relocate(struct store *s, const char *from, const char *to, struct err *e)
{
    struct place at = {0};
    int found;

    if (!is_path(to))
        return err_set(e, ERR_USAGE, "'%s' is no absolute path", to);
    found = folder_find(s, from, &at, e);
    if (found == 1 && at.sub[0] != '\0')
        found = 0;
    if (found == 1 && strcmp(from, to) != 0 &&
        (check_apart(s, at.folder, to, e) != 0 || put_path(s, at.folder, to, e) != 0))
        found = -1;
    place_clear(&at);
    return found;
}
