/* SPDX-License-Identifier: GPL-2.0-or-later */
/* store/dirs: a directory that moves takes along what lies in it, and nothing else. */
#include "store/dirs.h"

#include <stdio.h>
#include <string.h>

#include "shelf.h"
#include "store/folders.h"
#include "util/buf.h"
#include "util/rng.h"

static struct shelf shelf;

static void make_shelf(void) { shelf_open(&shelf, ":memory:", STORE_WRITE); }
static void drop_shelf(void) { shelf_close(&shelf); }

TestSuite(moved_dirs, .init = make_shelf, .fini = drop_shelf);

static int64_t add_folder(struct shelf *sh, const char *path)
{
    struct place at = {0};
    struct err err = {0};
    int64_t id;

    ok(store_begin(sh->s, &err));
    ok(folder_add(sh->s, path, &at, &err));
    ok(store_commit(sh->s, &err));
    id = at.folder;
    place_clear(&at);
    return id;
}

static int move_to(int64_t from_folder, const char *from, int64_t to_folder,
                   const char *to)
{
    struct err err = {0};
    int rc;

    ok(store_begin(shelf.s, &err));
    rc = dir_move(shelf.s, from_folder, from, to_folder, to, &err);
    ok(store_commit(shelf.s, &err));
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM pragma_foreign_key_check") == 0);
    return rc;
}

static int move(const char *from, const char *to)
{
    return move_to(shelf.folder, from, shelf.folder, to);
}

/* The file of a path; 0 = there is none. */
static int64_t file_at(const char *path)
{
    char sql[300];

    snprintf(
        sql, sizeof sql,
        "SELECT id FROM v1_file WHERE path = '%s' AND path_bytes = CAST(path AS BLOB)",
        path);
    return shelf_sql(&shelf, sql);
}

Test(moved_dirs, a_moved_directory_takes_all_below_it_and_no_neighbour)
{
    const int64_t top = shelf_file(&shelf, "a", "1.wav"),
                  deep = shelf_file(&shelf, "a/b/c", "2.wav"),
                  dash = shelf_file(&shelf, "a-b", "3.wav"),
                  zero = shelf_file(&shelf, "a0", "4.wav"),
                  inner = shelf_file(&shelf, "x/a", "5.wav");
    const int64_t dirs = shelf_sql(&shelf, "SELECT count(*) FROM dir");

    cr_expect(move("a", "x/y") == 1);
    cr_expect(file_at("/music/x/y/1.wav") == top);
    cr_expect(file_at("/music/x/y/b/c/2.wav") == deep);
    cr_expect(file_at("/music/a-b/3.wav") == dash);
    cr_expect(file_at("/music/a0/4.wav") == zero);
    cr_expect(file_at("/music/x/a/5.wav") == inner);
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM dir") == dirs);
}

Test(moved_dirs, what_holds_the_new_place_is_made)
{
    const int64_t id = shelf_file(&shelf, "a", "1.wav");

    cr_expect(move("a", "new/and/deep") == 1);
    cr_expect(file_at("/music/new/and/deep/1.wav") == id);
    cr_expect(shelf_sql(&shelf,
                        "SELECT count(*) FROM dir d JOIN dir p ON p.id = "
                        "d.parent_id WHERE p.path = CAST('new/and' AS BLOB)") == 1);
}

Test(moved_dirs, to_another_folder_and_back)
{
    const int64_t other = add_folder(&shelf, "/other");
    const int64_t id = shelf_file(&shelf, "a/b", "1.wav");

    cr_expect(move_to(shelf.folder, "a", other, "a") == 1);
    cr_expect(file_at("/other/a/b/1.wav") == id);
    cr_expect(shelf_sql(&shelf, "SELECT folder_id FROM v1_file") == other);
    cr_expect(move_to(other, "a", shelf.folder, "a") == 1);
    cr_expect(file_at("/music/a/b/1.wav") == id);
}

Test(moved_dirs, what_cannot_be_moved_is_left_as_it_is)
{
    const int64_t other = add_folder(&shelf, "/other");

    shelf_file(&shelf, "a/b", "1.wav");
    shelf_file(&shelf, "c", "2.wav");
    shelf_sql(&shelf, "DELETE FROM change");
    cr_expect(move("a", "c") == 0, "onto another");
    cr_expect(move("a", "a") == 0, "onto itself");
    cr_expect(move("a", "a/b/d") == 0, "into itself");
    cr_expect(move("a/b", "a") == 0, "onto what holds it");
    cr_expect(move("nosuch", "d") == 0);
    cr_expect(move("a", "") == 0 && move("", "d") == 0, "the root");
    cr_expect(move_to(shelf.folder, "a", other, "") == 0);
    cr_expect(move("A", "d") == 0, "another case is another name");
    cr_expect(move("%", "d") == 0 && move("_", "d") == 0, "no wildcards");
    cr_expect(file_at("/music/a/b/1.wav") && file_at("/music/c/2.wav"));
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM change") == 0);
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM dir WHERE path = 'd'") == 0);
}

Test(moved_dirs, case_and_normal_form_of_a_name_may_change)
{
    const int64_t id = shelf_file(&shelf, "kicks", "1.wav");

    cr_expect(move("kicks", "Kicks") == 1 && file_at("/music/Kicks/1.wav") == id);
    cr_expect(move("Kicks", "K\xc3\xa4") == 1 && file_at("/music/K\xc3\xa4/1.wav") == id);
    cr_expect(move("K\xc3\xa4", "Ka\xcc\x88") == 1); /* the same to the eye */
    cr_expect(file_at("/music/Ka\xcc\x88/1.wav") == id);
}

Test(moved_dirs, what_is_shown_follows_the_bytes)
{
    shelf_file(&shelf, "plain/\xff", "1.wav");
    shelf_file(&shelf, "plain/in\nner", "2.wav");
    cr_expect(move("plain", "b\xe9") == 1);
    cr_expect(shelf_sql(&shelf,
                        "SELECT count(*) FROM v1_file WHERE "
                        "path = '/music/b\uFFFD/\uFFFD/1.wav' AND "
                        "path_bytes = x'2F6D757369632F62E92FFF2F312E776176'") == 1);
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM dir WHERE display = "
                                "'b\uFFFD/in\uFFFDner'") == 1);
    cr_expect(move("b\xe9", "plain") == 1);
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM dir WHERE display IS NULL AND "
                                "path = CAST('plain/in\nner' AS BLOB)") == 1);
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM dir WHERE display = "
                                "'plain/\uFFFD'") == 1);
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM dir WHERE display IS NOT NULL") ==
              1);
}

Test(moved_dirs, samples_below_are_fed_once_and_asked_for_their_names_again)
{
    const struct shelf_sounds {
        const char *dir, *name;
        int seed;
    } file[] = {{"a", "1.wav", 1},
                {"a/b", "copy.wav", 1},
                {"a/b", "2.wav", 2},
                {"c", "3.wav", 3}};

    for (size_t i = 0; i < 4; i++)
        shelf_add(&shelf, file[i].dir, file[i].name, file[i].seed, KICK, 0.9,
                  FORM_ONESHOT);
    shelf_file(&shelf, "a", "never decoded.wav");
    shelf_sql(&shelf, "DELETE FROM change");
    shelf_sql(&shelf, "UPDATE sample SET renamed = 0");
    cr_expect(move("a", "z") == 1);
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM sample WHERE renamed") == 2);
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM v1_change") == 2);
    cr_expect(shelf_sql(&shelf,
                        "SELECT count(DISTINCT c.sample_id) FROM v1_change c JOIN "
                        "v1_file f ON f.sample_id = c.sample_id WHERE what = "
                        "'files' AND f.path LIKE '/music/z/%'") == 2);
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM v1_file WHERE state = 'ok'") == 4);
}

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

    cr_assert(move_to(from.folder, from.path, to.folder, to.path) == may,
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
    cr_assert(add_folder(&fresh, "/other") == w->folder[1]);
    cr_assert(add_folder(&fresh, "/b\xe9") == w->folder[2]);
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

Test(moved_dirs, any_moves_leave_what_a_crawl_of_the_tree_finds)
{
    int moves = 0, rows = 0;

    for (uint64_t seed = 1; seed <= 12; seed++) {
        struct wood *w = calloc(1, sizeof *w);

        drop_shelf();
        make_shelf();
        w->folder[0] = shelf.folder;
        w->folder[1] = add_folder(&shelf, "/other");
        w->folder[2] = add_folder(&shelf, "/b\xe9");
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
