/* SPDX-License-Identifier: GPL-2.0-or-later */
/* store/dirs: whatever directories move, rows end where a crawl of the tree puts them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shelf.h"
#include "store/dirs.h"
#include "store/folders.h"
#include "util/buf.h"
#include "util/rng.h"

static struct shelf shelf;

static void make_shelf(void) { shelf_open(&shelf, ":memory:", STORE_WRITE); }
static void drop_shelf(void) { shelf_close(&shelf); }

TestSuite(woods, .init = make_shelf, .fini = drop_shelf);

/* A tree as it should be, and the same tree in the library. */
enum { MOST_PLACES = 400, PATH_ROOM = 2000 };

struct place_of {
    int64_t folder;
    char path[PATH_ROOM]; /* "" = the root */
};

struct wood {
    struct rng rng;
    struct place_of dir[MOST_PLACES];
    size_t dirs;
    struct place_of file[MOST_PLACES]; /* its path with its name; the i-th is row i + 1 */
    size_t files;
    int64_t folder[3];
};

static const char *const odd_name[] = {
    "a",        "a-b",  "ab",   "a0",       "%",         "_",        "a%",      "\xe9",
    "\xff\xfe", "in\n", "\033", "\xc3\xa4", "a\xcc\x88", "'",        "\"",      " ",
    "...",      "a.b",  "0",    "*",        "--",        "\xed\xa0", "K\tKick", "[ab]*",
};
enum { ODD_NAMES = sizeof odd_name / sizeof *odd_name };

static size_t find_place(const struct wood *w, int64_t folder, const char *path)
{
    size_t i = 0;

    while (i < w->dirs && (w->dir[i].folder != folder || strcmp(w->dir[i].path, path)))
        i++;
    return i;
}

/* The directory that holds a path. */
static struct place_of holder(const struct place_of *p)
{
    const char *slash = strrchr(p->path, '/');
    struct place_of above = {.folder = p->folder};

    memcpy(above.path, p->path, slash ? slash - p->path : 0);
    return above;
}

static void note_dir(struct wood *w, const struct place_of *p)
{
    const struct place_of above = holder(p);

    if (find_place(w, p->folder, p->path) < w->dirs)
        return;
    if (*p->path)
        note_dir(w, &above);
    cr_assert(w->dirs < MOST_PLACES);
    w->dir[w->dirs++] = *p;
}

/* A path of one or two odd names below some directory. */
static struct place_of odd_place(struct wood *w)
{
    struct place_of p = w->dir[rng_below(&w->rng, w->dirs)];

    for (size_t k = rng_below(&w->rng, 2) + 1; k > 0; k--) {
        cr_assert(strlen(p.path) < PATH_ROOM - 30);
        if (*p.path)
            strcat(p.path, "/");
        strcat(p.path, odd_name[rng_below(&w->rng, ODD_NAMES)]);
    }
    return p;
}

static void plant(struct wood *w, uint64_t seed)
{
    rng_init(&w->rng, seed);
    for (int i = 0; i < 3; i++)
        note_dir(w, &(struct place_of){.folder = w->folder[i]});
    for (; w->files < 60; w->files++) {
        struct place_of p = odd_place(w);

        note_dir(w, &p);
        sprintf(p.path + strlen(p.path), "/%zu.wav", w->files);
        w->file[w->files] = p;
    }
}

/* The rows that a crawl of the tree makes. */
static void enter_all(const struct wood *w, struct shelf *sh)
{
    struct err err = {0};
    int64_t dir;

    ok(store_begin(sh->s, &err));
    for (size_t i = 0; i < w->dirs; i++)
        ok(dir_reach(sh->s, w->dir[i].folder, w->dir[i].path, &dir, &err));
    for (size_t i = 0; i < w->files; i++) {
        const char *path = w->file[i].path, *slash = strrchr(path, '/');
        const struct file_stamp stamp = {1, 2, i + 1};

        ok(dir_reach_above(sh->s, w->file[i].folder, path, &dir, &err));
        ok(file_add(sh->s, dir, slash ? slash + 1 : path, &stamp, &err));
    }
    ok(store_commit(sh->s, &err));
}

static bool lies_in(const char *path, const char *dir)
{
    const size_t n = strlen(dir);

    return strncmp(path, dir, n) == 0 && (path[n] == '/' || path[n] == '\0');
}

static void carry(struct place_of *list, size_t n, const struct place_of *from,
                  const struct place_of *to)
{
    for (size_t i = 0; i < n; i++) {
        struct place_of now = *to;

        if (list[i].folder != from->folder || !lies_in(list[i].path, from->path))
            continue;
        strcat(now.path, list[i].path + strlen(from->path));
        cr_assert(strlen(now.path) < PATH_ROOM - 30);
        list[i] = now;
    }
}

/* Move one directory, in the tree and in the rows; how often that was possible. */
static int shuffle(struct wood *w, uint64_t seed)
{
    const struct place_of from = w->dir[rng_below(&w->rng, w->dirs)];
    const struct place_of to = odd_place(w), above = holder(&to);
    const bool may = *from.path && find_place(w, to.folder, to.path) == w->dirs &&
                     !(from.folder == to.folder && lies_in(to.path, from.path));

    cr_assert(shelf_move_dir(&shelf, from.folder, from.path, to.folder, to.path) == may,
              "seed %llu: %s to %s", (unsigned long long)seed, from.path, to.path);
    if (!may)
        return 0;
    carry(w->file, w->files, &from, &to);
    carry(w->dir, w->dirs, &from, &to);
    note_dir(w, &above);
    return 1;
}

/* All that apps and crawls can see of where files lie, as one text. */
static void dump(struct shelf *sh, struct buf *out)
{
    static const char *const sql[] = {
        "SELECT quote(path_bytes) || path || name || size FROM v1_file "
        "ORDER BY path_bytes",
        "SELECT CAST(f.path AS TEXT) || ' ' || quote(d.path) || ' ' || quote(d.display) "
        "|| quote(p.path) || (p.folder_id = d.folder_id) FROM dir d "
        "JOIN folder f ON f.id = d.folder_id LEFT JOIN dir p ON p.id = d.parent_id "
        "ORDER BY f.path, d.path"};

    for (int i = 0; i < 2; i++) {
        sqlite3_stmt *st = NULL;

        cr_assert(sqlite3_prepare_v2(sh->s->db, sql[i], -1, &st, NULL) == SQLITE_OK);
        while (sqlite3_step(st) == SQLITE_ROW) {
            const char *text = (const char *)sqlite3_column_text(st, 0);

            buf_bytes(out, text ? text : "", text ? strlen(text) : 0);
            buf_u8(out, '\n');
        }
        sqlite3_finalize(st);
    }
    buf_u8(out, 0);
}

static int compare_with_a_fresh_one(const struct wood *w, uint64_t seed)
{
    struct shelf fresh;
    struct buf have = {0}, want = {0};
    int rows = 0;

    shelf_open(&fresh, ":memory:", STORE_WRITE);
    cr_assert(shelf_folder(&fresh, "/other") == w->folder[1]);
    cr_assert(shelf_folder(&fresh, "/b\xe9") == w->folder[2]);
    enter_all(w, &fresh);
    dump(&shelf, &have);
    dump(&fresh, &want);
    cr_assert_str_eq((char *)have.data, (char *)want.data, "seed %llu",
                     (unsigned long long)seed);
    for (size_t i = 0; i < have.len; i++)
        rows += have.data[i] == '\n';
    buf_clear(&have);
    buf_clear(&want);
    shelf_close(&fresh);
    return rows;
}

Test(woods, any_moves_leave_what_a_crawl_of_the_tree_finds)
{
    int moves = 0, rows = 0;

    for (uint64_t seed = 1; seed <= 12; seed++) {
        struct wood *w = calloc(1, sizeof *w);

        drop_shelf();
        make_shelf();
        w->folder[0] = shelf.folder;
        w->folder[1] = shelf_folder(&shelf, "/other");
        w->folder[2] = shelf_folder(&shelf, "/b\xe9");
        plant(w, seed);
        enter_all(w, &shelf);
        for (int i = 0; i < 40; i++)
            moves += shuffle(w, seed);
        rows += compare_with_a_fresh_one(w, seed);
        cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM file WHERE id <> inode") == 0,
                  "a row is another file's");
        free(w);
    }
    cr_expect(moves > 12 * 20 && rows > 12 * 100, "%d moves, %d rows", moves, rows);
}
