/* SPDX-License-Identifier: GPL-2.0-or-later */
/* store/folders, dirs: what lies where, and that rows keep who they are. */
#include "store/folders.h"

#include <string.h>

#include "shelf.h"
#include "store/dirs.h"
#include "store/pending.h"

static struct shelf shelf;

static void make_shelf(void) { shelf_open(&shelf, ":memory:", STORE_WRITE); }
static void drop_shelf(void) { shelf_close(&shelf); }

TestSuite(folders, .init = make_shelf, .fini = drop_shelf);

/* The folder that holds path and the path in it; NULL = none is expected. */
static void lies_in(const char *path, int64_t folder, const char *sub)
{
    struct place at = {0};
    struct err err = {0};
    const int found = folder_find(shelf.s, path, &at, &err);

    cr_assert(found == (sub != NULL), "%s: %d %s", path, found, err.text);
    if (sub) {
        cr_expect(at.folder == folder, "%s", path);
        cr_expect_str_eq(at.sub, sub);
    }
    place_clear(&at);
}

static int64_t add(const char *path)
{
    struct place at = {0};
    struct err err = {0};
    int64_t id;

    ok(store_begin(shelf.s, &err));
    ok(folder_add(shelf.s, path, &at, &err));
    ok(store_commit(shelf.s, &err));
    id = at.folder;
    place_clear(&at);
    return id;
}

Test(folders, a_path_lies_in_a_folder_only_at_a_slash)
{
    lies_in("/music", shelf.folder, "");
    lies_in("/music/a/b.wav", shelf.folder, "a/b.wav");
    lies_in("/musical", 0, NULL);
    lies_in("/music2/x", 0, NULL);
    lies_in("/", 0, NULL);
    lies_in("/mus", 0, NULL);
}

Test(folders, a_folder_inside_another_is_a_part_of_it)
{
    cr_expect(add("/music/drums") == shelf.folder);
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM folder") == 1);
}

Test(folders, an_outer_folder_takes_in_its_inner_ones_and_rows_keep_their_identity)
{
    const int64_t kick = shelf_add(&shelf, "Kicks", "a.wav", 1, KICK, 0.9, FORM_ONESHOT);
    const int64_t dir = shelf_sql(&shelf, "SELECT max(id) FROM dir");
    const int64_t other = add("/data/b/c"), outer = add("/");

    cr_expect(other != outer);
    lies_in("/music/Kicks", outer, "music/Kicks");
    lies_in("/", outer, "");
    lies_in("/data/b/c/d", outer, "data/b/c/d");
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM folder") == 1);
    cr_expect(shelf_sql(&shelf, "SELECT id FROM v1_file WHERE "
                                "path = '/music/Kicks/a.wav'") == kick);
    cr_expect(shelf_sql(&shelf,
                        "SELECT id FROM v1_file WHERE "
                        "path_bytes = CAST('/music/Kicks/a.wav' AS BLOB)") == kick);
    cr_expect(shelf_sql(&shelf, "SELECT id FROM v1_sample WHERE "
                                "path = '/music/Kicks/a.wav'") > 0);
    cr_expect(shelf_sql(&shelf, "SELECT id FROM dir WHERE "
                                "path = CAST('music/Kicks' AS BLOB)") == dir);
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM dir d LEFT JOIN dir p ON "
                                "p.id = d.parent_id WHERE (p.id IS NULL) <> "
                                "(length(d.path) = 0)") == 0);
}

Test(folders, a_name_that_is_not_utf8_is_kept_in_bytes_and_shown_marked)
{
    const int64_t folder = add("/b\xe9");
    struct err err = {0};
    int64_t dir = 0, outer;

    ok(dir_reach(shelf.s, folder, "n\xff", &dir, &err));
    ok(file_add(shelf.s, dir, "kick\xfe.wav", &(struct file_stamp){1, 2, 3}, &err));
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM v1_file WHERE path = "
                                "'/b\uFFFD/n\uFFFD/kick\uFFFD.wav' AND path_bytes = "
                                "x'2F62E92F6EFF2F6B69636BFE2E776176'") == 1);
    outer = add("/");
    lies_in("/b\xe9/n\xff", outer, "b\xe9/n\xff");
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM v1_file WHERE path = "
                                "'/b\uFFFD/n\uFFFD/kick\uFFFD.wav' AND path_bytes = "
                                "x'2F62E92F6EFF2F6B69636BFE2E776176'") == 1);
}

Test(folders, removing_one_forgets_files_but_no_sample)
{
    struct err err = {0};

    shelf_add(&shelf, "Kicks", "a.wav", 1, KICK, 0.9, FORM_ONESHOT);
    cr_expect(folder_remove(shelf.s, "/music/Kicks", &err) == 0);
    cr_expect(folder_remove(shelf.s, "/musi", &err) == 0);
    cr_expect(folder_remove(shelf.s, "/music", &err) == 1);
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM file") == 0);
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM dir") == 0);
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM sample") == 1);
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM v1_tag") == 2);
    cr_expect(shelf_sql(&shelf, "SELECT what = 'folder' FROM v1_change "
                                "ORDER BY seq DESC LIMIT 1") == 1);
}

static int see_folder(void *arg, const struct folder *f, struct err *e)
{
    (void)e;
    *(struct folder *)arg = *f;
    return 0;
}

static struct folder only_folder(void)
{
    struct folder f = {0};
    struct err err = {0};

    ok(folder_each(shelf.s, see_folder, &f, &err));
    return f;
}

Test(folders, going_offline_and_back_changes_no_file_row_and_is_fed_once_each)
{
    struct err err = {0};

    shelf_add(&shelf, "Kicks", "a.wav", 1, KICK, 0.9, FORM_ONESHOT);
    ok(folder_crawled(shelf.s, shelf.folder, 5, 6, 7, &err));
    cr_expect(only_folder().device == 5 && only_folder().inode == 6);
    cr_expect(only_folder().fs == 7 && only_folder().crawled_at > 0);
    shelf_sql(&shelf, "DELETE FROM change");
    ok(folder_offline(shelf.s, shelf.folder, "the drive is away", &err));
    ok(folder_offline(shelf.s, shelf.folder, "the drive is away", &err));
    cr_expect(only_folder().offline);
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM file WHERE state = 'ok'") == 1);
    cr_expect(shelf_sql(&shelf, "SELECT available FROM v1_sample") == 0);
    cr_expect(shelf_sql(&shelf, "SELECT state = 'unavailable' FROM v1_file") == 1);
    ok(folder_crawled(shelf.s, shelf.folder, 5, 6, 7, &err));
    cr_expect(!only_folder().offline);
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM change WHERE what = 'folder'") ==
              2);
}

static int keep_dir(void *arg, int64_t id, const char *name, struct err *e)
{
    (void)id;
    (void)e;
    strcat(strcat(arg, name), " ");
    return 0;
}

Test(folders, a_directory_is_reached_with_all_above_it_once)
{
    struct err err = {0};
    int64_t deep = 0, again = 0, root = 0;
    char names[100] = "";

    ok(dir_reach(shelf.s, shelf.folder, "a/b/c", &deep, &err));
    ok(dir_reach(shelf.s, shelf.folder, "a/b/c", &again, &err));
    ok(dir_reach(shelf.s, shelf.folder, "", &root, &err));
    cr_expect(deep == again && root != deep);
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM dir") == 4);
    ok(dir_enter(shelf.s, shelf.folder, root, "z", 9, &again, &err));
    ok(dirs_in_dir(shelf.s, root, keep_dir, names, &err));
    cr_expect_str_eq(names, "a z ");
}

Test(folders, a_missing_directory_takes_everything_below_along)
{
    struct err err = {0};
    int64_t a = 0, files = 0;

    shelf_add(&shelf, "a/b", "1.wav", 1, KICK, 0.9, FORM_ONESHOT);
    shelf_add(&shelf, "a", "2.wav", 2, KICK, 0.9, FORM_ONESHOT);
    shelf_add(&shelf, "ab", "3.wav", 3, KICK, 0.9, FORM_ONESHOT);
    ok(dir_reach(shelf.s, shelf.folder, "a", &a, &err));
    shelf_sql(&shelf, "DELETE FROM change");
    ok(dir_missing(shelf.s, a, &files, &err));
    cr_expect(files == 2);
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM file WHERE state = 'ok'") == 1);
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM change WHERE what = 'files'") == 2);
    files = 0;
    ok(dir_missing(shelf.s, a, &files, &err));
    cr_expect(files == 0, "what is missing is not missed again");
}

static int keep_pending(void *arg, const struct pending *p, struct err *e)
{
    (void)e;
    strcat(strcat(strcat(strcat(arg, p->dir_path), "/"), p->name), " ");
    return 0;
}

Test(folders, pending_files_come_by_directory_and_name_within_their_scope)
{
    const struct scope all = {shelf.folder, ""}, part = {shelf.folder, "a"};
    struct err err = {0};
    char names[200] = "", rest[200] = "";
    int64_t n = 0, dir;

    shelf_file(&shelf, "a", "2.wav");
    shelf_file(&shelf, "a", "1.wav");
    shelf_file(&shelf, "a/b", "3.wav");
    shelf_file(&shelf, "a-b", "4.wav");
    ok(files_count_pending(shelf.s, &all, &n, &err));
    cr_expect(n == 4);
    ok(files_count_pending(shelf.s, &part, &n, &err));
    cr_expect(n == 3);
    ok(files_pending(shelf.s, &part, 0, "", 9, keep_pending, names, &err));
    cr_expect_str_eq(names, "a/1.wav a/2.wav a/b/3.wav ");
    ok(dir_reach(shelf.s, shelf.folder, "a", &dir, &err));
    ok(files_pending(shelf.s, &part, dir, "1.wav", 1, keep_pending, rest, &err));
    cr_expect_str_eq(rest, "a/2.wav ");
}

Test(folders, force_queues_what_is_there_in_its_scope)
{
    const struct scope part = {shelf.folder, "a"};
    struct err err = {0};
    int64_t n = 0;

    shelf_add(&shelf, "a", "1.wav", 1, KICK, 0.9, FORM_ONESHOT);
    shelf_add(&shelf, "b", "2.wav", 2, KICK, 0.9, FORM_ONESHOT);
    shelf_sql(&shelf,
              "INSERT INTO file SELECT 99, dir_id, CAST('x' AS BLOB), NULL, 1, 1, "
              "1, 'unavailable', sample_id, NULL, NULL, 1, '' FROM file LIMIT 1");
    ok(files_force(shelf.s, &part, &err));
    ok(files_count_pending(shelf.s, &part, &n, &err));
    cr_expect(n == 1);
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM file WHERE state = 'ok'") == 1);
}
