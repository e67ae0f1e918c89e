/* SPDX-License-Identifier: GPL-2.0-or-later */
/* store/dirs: a directory that moves takes along what lies in it, and nothing else. */
#include "store/dirs.h"

#include <stdio.h>
#include <string.h>

#include "shelf.h"
#include "store/folders.h"

static struct shelf shelf;

static void make_shelf(void) { shelf_open(&shelf, ":memory:", STORE_WRITE); }
static void drop_shelf(void) { shelf_close(&shelf); }

TestSuite(moved_dirs, .init = make_shelf, .fini = drop_shelf);

static int move(const char *from, const char *to)
{
    return shelf_move_dir(&shelf, shelf.folder, from, shelf.folder, to);
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
    const int64_t other = shelf_folder(&shelf, "/other");
    const int64_t id = shelf_file(&shelf, "a/b", "1.wav");

    cr_expect(shelf_move_dir(&shelf, shelf.folder, "a", other, "a") == 1);
    cr_expect(file_at("/other/a/b/1.wav") == id);
    cr_expect(shelf_sql(&shelf, "SELECT folder_id FROM v1_file") == other);
    cr_expect(shelf_move_dir(&shelf, other, "a", shelf.folder, "a") == 1);
    cr_expect(file_at("/music/a/b/1.wav") == id);
}

Test(moved_dirs, what_cannot_be_moved_is_left_as_it_is)
{
    const int64_t other = shelf_folder(&shelf, "/other");

    shelf_file(&shelf, "a/b", "1.wav");
    shelf_file(&shelf, "c", "2.wav");
    shelf_sql(&shelf, "DELETE FROM change");
    cr_expect(move("a", "c") == 0, "onto another");
    cr_expect(move("a", "a") == 0, "onto itself");
    cr_expect(move("a", "a/b/d") == 0, "into itself");
    cr_expect(move("a/b", "a") == 0, "onto what holds it");
    cr_expect(move("nosuch", "d") == 0);
    cr_expect(move("a", "") == 0 && move("", "d") == 0, "the root");
    cr_expect(shelf_move_dir(&shelf, shelf.folder, "a", other, "") == 0);
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

Test(moved_dirs, a_small_move_does_not_read_the_whole_folder)
{
    static const enum sql_id what[] = {SQL_DIR_MOVE, SQL_DIR_MOVE_FEED,
                                       SQL_NAMED_MARK_BELOW};
    struct err err = {0};
    char path[20];
    int64_t dir;

    ok(store_begin(shelf.s, &err));
    for (int i = 0; i < 2000; i++) {
        snprintf(path, sizeof path, "%d/x", i);
        ok(dir_reach(shelf.s, shelf.folder, path, &dir, &err));
    }
    ok(store_commit(shelf.s, &err));
    cr_expect(move("700/x", "y") == 1);
    for (size_t i = 0; i < sizeof what / sizeof *what; i++) {
        const int steps =
            sqlite3_stmt_status(shelf.s->stmt[what[i]], SQLITE_STMTSTATUS_VM_STEP, 0);

        cr_expect(steps > 0 && steps < 500, "%s: %d steps", sql_name[what[i]], steps);
    }
}
