/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files as rows: seen, changed, moved, missing. */
#include "store/files.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/changes.h"
#include "store/db.h"
#include "store/named.h"
#include "store/samples.h"
#include "util/mem.h"
#include "util/sound.h"

static const char *const state_name[] = {
    [FILE_PENDING] = "pending",         [FILE_OK] = "ok",
    [FILE_FAILED] = "failed",           [FILE_UNSUPPORTED] = "unsupported",
    [FILE_UNAVAILABLE] = "unavailable",
};

const char *file_state_name(enum file_state state) { return state_name[state]; }

enum file_state file_state_of(const char *name)
{
    enum file_state state = FILE_PENDING;

    while (state < FILE_UNAVAILABLE && strcmp(name, state_name[state]) != 0)
        state++;
    return state;
}

static void bind_stamp(sqlite3_stmt *st, const struct file_stamp *f)
{
    db_int(st, ":size", f->size);
    db_int(st, ":mtime_ns", f->mtime_ns);
    db_int(st, ":inode", (int64_t)f->inode);
}

/* Where a file is. The answer is bound, too: free it once the statement has run. */
static char *bind_place(sqlite3_stmt *st, int64_t dir, const char *name)
{
    char *display = db_display(name);

    db_int(st, ":dir", dir);
    db_blob(st, ":name", name, strlen(name));
    db_text(st, ":display", display);
    return display;
}

/* Run a one-row update that returns its sample_id, and feed that to v1_change. */
static int update_and_record(struct store *s, sqlite3_stmt *st, enum sql_id id,
                             struct err *e)
{
    const int found = db_row(s, st, id, e);
    int64_t sample = 0;

    if (found == 1) {
        sample = sqlite3_column_int64(st, 0);
        sqlite3_reset(st);
    }
    if (found < 0)
        return -1;
    if (sample && named_mark(s, sample, e) != 0)
        return -1;
    return sample ? change_record(s, sample, "files", e) : 0;
}

static int update_by_id(struct store *s, enum sql_id what, int64_t id, struct err *e)
{
    sqlite3_stmt *st = db_query_id(s, what, id, e);

    return st ? update_and_record(s, st, what, e) : -1;
}

void file_list_clear(struct file_list *l)
{
    free(l->entry);
    free(l->names);
    *l = (struct file_list){0};
}

/* Append a name to the list's arena; its offset, since the arena may move. */
static size_t keep_name(struct file_list *l, const void *name, size_t n)
{
    const size_t at = l->names_len;

    if (l->names_room - at < n + 1) {
        l->names_room = (at + n + 1) * 2;
        l->names = mem_grow(l->names, l->names_room, 1);
    }
    memcpy(l->names + at, name, n);
    l->names[at + n] = '\0';
    l->names_len += n + 1;
    return at;
}

static void keep_entry(struct file_list *l, sqlite3_stmt *st)
{
    l->entry = mem_more(l->entry, l->n, &l->room, sizeof *l->entry);
    keep_name(l, sqlite3_column_blob(st, 1), (size_t)sqlite3_column_bytes(st, 1));
    l->entry[l->n++] = (struct file_entry){
        .id = sqlite3_column_int64(st, 0),
        .stamp = {.size = sqlite3_column_int64(st, 2),
                  .mtime_ns = sqlite3_column_int64(st, 3),
                  .inode = (uint64_t)sqlite3_column_int64(st, 4)},
        .state = file_state_of((const char *)sqlite3_column_text(st, 5)),
        /* A failure is tried again by every new release, the rest by a new analysis. */
        .current = sqlite3_column_int(st, 6),
    };
    if (l->entry[l->n - 1].state == FILE_FAILED)
        l->entry[l->n - 1].current &= sqlite3_column_int(st, 7) == 1;
}

/* The rows that the statement gives for dir, by name. */
static int list_files(struct store *s, sqlite3_stmt *st, enum sql_id what, int64_t dir,
                      struct file_list *out, struct err *e)
{
    const char *name;
    int found;

    out->n = out->names_len = 0;
    db_int(st, ":dir", dir);
    db_int(st, ":analysis", SOUND_ANALYSIS);
    db_text(st, ":program", PACKAGE_VERSION);
    while ((found = db_row(s, st, what, e)) == 1)
        keep_entry(out, st);
    name = out->names;
    for (size_t i = 0; i < out->n; i++, name += strlen(name) + 1)
        out->entry[i].name = name;
    return found;
}

int files_in_dir(struct store *s, int64_t dir, struct file_list *out, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_FILES_IN_DIR, e);

    return st ? list_files(s, st, SQL_FILES_IN_DIR, dir, out, e) : -1;
}

int file_in_dir(struct store *s, int64_t dir, const char *name, struct file_list *out,
                struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_FILE_IN_DIR, e);

    if (!st)
        return -1;
    db_blob(st, ":name", name, strlen(name));
    return list_files(s, st, SQL_FILE_IN_DIR, dir, out, e);
}

int file_add(struct store *s, int64_t dir, const char *name, const struct file_stamp *f,
             struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_FILE_INSERT, e);
    char *display;
    int rc;

    if (!st)
        return -1;
    display = bind_place(st, dir, name);
    bind_stamp(st, f);
    rc = db_done(s, st, SQL_FILE_INSERT, e);
    free(display);
    return rc == 0 ? db_run_id(s, SQL_TEXT_PUT, sqlite3_last_insert_rowid(s->db), e) : rc;
}

int file_changed(struct store *s, int64_t id, const struct file_stamp *f, struct err *e)
{
    sqlite3_stmt *st = db_query_id(s, SQL_FILE_CHANGED, id, e);

    if (!st)
        return -1;
    bind_stamp(st, f);
    return update_and_record(s, st, SQL_FILE_CHANGED, e);
}

int file_stale(struct store *s, int64_t id, struct err *e)
{
    return update_by_id(s, SQL_FILE_STALE, id, e);
}

int file_missing(struct store *s, int64_t id, struct err *e)
{
    return update_by_id(s, SQL_FILE_MISSING, id, e);
}

int file_returned(struct store *s, int64_t id, struct err *e)
{
    return update_by_id(s, SQL_FILE_RETURNED, id, e);
}

void file_twin_clear(struct file_twin *t)
{
    free(t->folder);
    free(t->path);
    *t = (struct file_twin){0};
}

/* dir/name, or name alone in the root. */
static char *join(const char *dir, const char *name)
{
    const size_t room = strlen(dir) + strlen(name) + 2;
    char *path = mem_new(room, 1);

    snprintf(path, room, "%s%s%s", dir, *dir ? "/" : "", name);
    return path;
}

static int find_twin(struct store *s, enum sql_id what, sqlite3_stmt *st, uint64_t device,
                     const struct file_stamp *f, struct file_twin *out, struct err *e)
{
    char *dir, *name;
    int found;

    db_int(st, ":device", (int64_t)device);
    bind_stamp(st, f);
    found = db_row(s, st, what, e);
    if (found != 1)
        return found;
    dir = db_column_bytes(st, 2);
    name = db_column_bytes(st, 3);
    *out = (struct file_twin){.id = sqlite3_column_int64(st, 0),
                              .missing = sqlite3_column_int(st, 4) == 1,
                              .folder = db_column_bytes(st, 1),
                              .path = join(dir, name)};
    free(dir);
    free(name);
    sqlite3_reset(st);
    return 1;
}

int file_twin(struct store *s, uint64_t device, const struct file_stamp *f,
              struct file_twin *out, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_FILE_TWIN, e);

    return st ? find_twin(s, SQL_FILE_TWIN, st, device, f, out, e) : -1;
}

int file_other_link(struct store *s, uint64_t device, const struct file_stamp *f,
                    int64_t after, struct file_twin *out, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_FILE_OTHER_LINK, e);

    if (!st)
        return -1;
    db_int(st, ":after", after);
    return find_twin(s, SQL_FILE_OTHER_LINK, st, device, f, out, e);
}

int file_move(struct store *s, int64_t id, int64_t dir, const char *name, struct err *e)
{
    sqlite3_stmt *st = db_query_id(s, SQL_FILE_MOVE, id, e);
    char *display;
    int rc;

    if (!st || db_run_id(s, SQL_TEXT_DROP, id, e) != 0)
        return -1;
    display = bind_place(st, dir, name);
    rc = update_and_record(s, st, SQL_FILE_MOVE, e);
    free(display);
    return rc == 0 ? db_run_id(s, SQL_TEXT_PUT, id, e) : rc;
}

int file_link(struct store *s, int64_t twin, int64_t dir, const char *name, struct err *e)
{
    sqlite3_stmt *st = db_query(s, SQL_FILE_LINK, e);
    int64_t id = 0;
    char *display;
    int found;

    if (!st)
        return -1;
    display = bind_place(st, dir, name);
    db_int(st, ":twin", twin);
    found = db_value(s, st, SQL_FILE_LINK, &id, e);
    free(display);
    if (found != 1)
        return found;
    return db_run_id(s, SQL_TEXT_PUT, id, e) == 0 ? sample_share(s, id, twin, e) : -1;
}
