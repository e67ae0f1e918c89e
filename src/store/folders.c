/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Roots that the user gave us: never nested, and out of reach as a whole. */
#include "store/folders.h"

#include <stdlib.h>
#include <string.h>

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
    char *display;
    int rc;

    if (dir_reach_above(s, id, rel, &parent, e) != 0 ||
        db_run_id(s, SQL_NAMED_MARK_FOLDER, old, e) != 0)
        return -1;
    st = db_query(s, SQL_DIR_ABSORB, e);
    if (!st)
        return -1;
    display = db_display(rel);
    db_int(st, ":folder", id);
    db_int(st, ":parent", parent);
    db_int(st, ":plain", display == NULL);
    db_blob(st, ":rel", rel, strlen(rel));
    db_text(st, ":rel_display", display ? display : rel);
    db_int(st, ":old", old);
    rc = db_done(s, st, SQL_DIR_ABSORB, e);
    free(display);
    return rc == 0 ? db_run_id(s, SQL_FOLDER_DELETE, old, e) : -1;
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

/* Apps have to look at v1_folder again. */
static int feed(struct store *s, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_FOLDER_CHANGE, e);

    return st ? db_done(s, st, SQL_FOLDER_CHANGE, e) : -1;
}

int folder_add(struct store *s, const char *path, struct place *out, struct err *e)
{
    const int found = folder_find(s, path, out, e);
    struct place made = {0};

    if (found != 0)
        return found < 0 ? -1 : 0;
    if (insert(s, path, &made.folder, e) != 0 ||
        absorb_inner(s, made.folder, path, e) != 0 || feed(s, e) != 0)
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
         db_run_id(s, SQL_FOLDER_DELETE, at.folder, e) != 0 || feed(s, e) != 0))
        found = -1;
    place_clear(&at);
    return found;
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
        const struct folder f = {
            .id = sqlite3_column_int64(st, 0),
            .path = path,
            .display = (const char *)sqlite3_column_text(st, 2),
            .offline = strcmp((const char *)sqlite3_column_text(st, 3), "offline") == 0,
            .why = (const char *)sqlite3_column_text(st, 4),
            .since = sqlite3_column_int64(st, 5),
            .crawled_at = sqlite3_column_int64(st, 6),
            .device = (uint64_t)sqlite3_column_int64(st, 7),
            .inode = (uint64_t)sqlite3_column_int64(st, 8),
            .files = sqlite3_column_int64(st, 9),
        };
        const int rc = each(arg, &f, e);

        free(path);
        if (rc != 0) {
            sqlite3_reset(st);
            return rc;
        }
    }
    return found;
}

/* Feed a turn to offline or back: `now` is what the row is about to say. */
static int feed_turn(struct store *s, int64_t id, bool now, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_FOLDER_STATE, e);
    int64_t before = 0;
    int found;

    if (!st)
        return -1;
    db_int(st, ":id", id);
    found = db_value(s, st, SQL_FOLDER_STATE, &before, e);
    if (found != 1)
        return found;
    return before == now ? 0 : feed(s, e);
}

int folder_crawled(struct store *s, int64_t id, uint64_t device, uint64_t inode,
                   struct err *e)
{
    sqlite3_stmt *st;

    if (feed_turn(s, id, false, e) != 0)
        return -1;
    st = db_query_id(s, SQL_FOLDER_CRAWLED, id, e);
    if (!st)
        return -1;
    db_int(st, ":device", (int64_t)device);
    db_int(st, ":inode", (int64_t)inode);
    return db_done(s, st, SQL_FOLDER_CRAWLED, e);
}

int folder_offline(struct store *s, int64_t id, const char *why, struct err *e)
{
    sqlite3_stmt *st;

    if (feed_turn(s, id, true, e) != 0)
        return -1;
    st = db_query_id(s, SQL_FOLDER_OFFLINE, id, e);
    if (!st)
        return -1;
    db_text(st, ":why", why);
    return db_done(s, st, SQL_FOLDER_OFFLINE, e);
}
