/* SPDX-License-Identifier: GPL-2.0-or-later */
/* index/ at single places: what came, changed, moved or went is in the rows afterwards,
 * and a file that only moved is the row that it was. */
#include "yard.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

Test(look, a_name_comes_changes_goes_and_is_back)
{
    struct yard y;
    int64_t id;

    yard_open(&y);
    yard_write(&y, "always.wav", "ok 0");
    yard_watch(&y);
    cr_expect(y.online && y.n.ok == 1);

    yard_write(&y, "new/deep/kick.wav", "ok 1");
    yard_name(&y, "new/deep/kick.wav");
    cr_expect(y.online && y.n.added == 1 && y.n.ok == 1 && y.n.seen == 1);
    id = yard_row_at(&y, "new/deep/kick.wav");
    cr_expect(id > 0);

    yard_write(&y, "new/deep/kick.wav", "ok 12");
    yard_name(&y, "new/deep/kick.wav");
    cr_expect(y.n.changed == 1 && y.n.ok == 1 &&
              yard_row_at(&y, "new/deep/kick.wav") == id);

    yard_name(&y, "new/deep/kick.wav");
    cr_expect(y.n.changed + y.n.added + y.n.done + y.n.missing == 0 && y.n.seen == 1);

    yard_rename(&y, "new/deep/kick.wav", "new/away.txt");
    yard_name(&y, "new/deep/kick.wav");
    cr_expect(y.n.missing == 1 && yard_rows_ok(&y) == 1);
    yard_name(&y, "new/deep/kick.wav");
    cr_expect(y.n.missing == 0, "it went once");
    yard_rename(&y, "new/away.txt", "new/deep/kick.wav");
    yard_name(&y, "new/deep/kick.wav");
    cr_expect(y.n.returned == 1 && y.n.done == 0 &&
              yard_row_at(&y, "new/deep/kick.wav") == id);
    yard_close(&y);
}

/* From one name to another, told in either order, the row goes along. */
static void move(struct yard *y, const char *from, const char *to, bool old_first)
{
    const int64_t id = yard_row_at(y, from),
                  rows = yard_sql(y, "SELECT count(*) FROM file");

    cr_assert(id > 0, "%s", from);
    yard_rename(y, from, to);
    yard_names(y, old_first ? from : to, old_first ? to : from);
    cr_expect(yard_row_at(y, to) == id, "%s to %s", from, to);
    cr_expect(yard_sql(y, "SELECT count(*) FROM file") == rows);
    cr_expect(y->n.moved == 1 && y->n.missing == 0 && y->n.added == 0 && y->n.done == 0,
              "%s to %s: %d moved, %d missing, %d done", from, to, (int)y->n.moved,
              (int)y->n.missing, (int)y->n.done);
}

Test(look, a_rename_keeps_its_row_whichever_name_is_told_first)
{
    static const char *const name[] = {
        "kick.wav",
        "snare.wav",
        "Snare.wav",
        "drums/snare.wav",
        "drums/fx/\xc3\xa9.wav",  /* e with acute, one character (NFC) */
        "drums/fx/e\xcc\x81.wav", /* the same to the eye, two (NFD) */
        "drums/\xff\xfe.wav",
        "kick.wav"};
    struct yard y;

    yard_open(&y);
    yard_write(&y, "kick.wav", "ok 1");
    yard_write(&y, "drums/fx/other.wav", "ok 2");
    yard_watch(&y);
    for (int turn = 0; turn < 2; turn++)
        for (size_t i = 0; i + 1 < sizeof name / sizeof *name; i++)
            move(&y, name[i], name[i + 1], (i + (size_t)turn) % 2);
    yard_close(&y);
}

Test(look, a_row_that_was_missing_for_a_while_is_found_under_another_name)
{
    struct yard y;
    int64_t id;

    yard_open(&y);
    yard_write(&y, "kick.wav", "ok 1");
    yard_write(&y, "always.wav", "ok 2");
    yard_watch(&y);
    id = yard_row_at(&y, "kick.wav");
    yard_rename(&y, "kick.wav", "b.wav");
    yard_name(&y, "kick.wav");
    cr_expect(y.n.missing == 1);
    yard_name(&y, "b.wav");
    cr_expect(y.n.moved == 1 && y.n.done == 0 && yard_row_at(&y, "b.wav") == id);
    yard_close(&y);
}

Test(look, two_spellings_of_one_name_are_two_files)
{
    struct yard y;

    yard_open(&y);
    yard_watch(&y);
    yard_write(&y, "\xc3\xa9.wav", "ok 1");
    yard_write(&y, "e\xcc\x81.wav", "ok 2");
    yard_write(&y, "KICK.wav", "ok 3");
    yard_write(&y, "kick.wav", "ok 4");
    yard_names(&y, "\xc3\xa9.wav", "e\xcc\x81.wav");
    yard_names(&y, "KICK.wav", "kick.wav");
    cr_expect(yard_rows_ok(&y) == 4 &&
              yard_sql(&y, "SELECT count(DISTINCT sample_id) FROM v1_file") == 4);
    yard_close(&y);
}

/* A second folder, outside the first. */
static void second_folder(struct yard *y, char dir[32], int64_t *id)
{
    struct index_counts n = {0};
    struct err err = {0};
    bool online;

    strcpy(dir, "/tmp/yard-XXXXXX");
    cr_assert(mkdtemp(dir));
    ok(indexer_add(y->x, dir, id, &err));
    ok(indexer_crawl(y->x, *id, &online, &n, &err));
    cr_expect(online && *id != y->folder);
}

Test(look, a_file_goes_from_one_folder_to_another_and_back_with_its_row)
{
    const struct look here = {"a/kick.wav", LOOK_NAME}, there = {"b.wav", LOOK_NAME};
    struct yard y;
    char dir[32], from[YARD_PATH], to[YARD_PATH];
    int64_t second, id;
    struct err err = {0};

    yard_open(&y);
    yard_write(&y, "a/kick.wav", "ok 1");
    yard_write(&y, "always.wav", "ok 2");
    yard_watch(&y);
    second_folder(&y, dir, &second);
    id = yard_row_at(&y, "a/kick.wav");
    yard_path(from, &y, "a/kick.wav");
    snprintf(to, sizeof to, "%s/b.wav", dir);
    for (int turn = 0; turn < 4; turn++) {
        const bool away = turn % 2 == 0, here_first = turn / 2 == 0;

        cr_assert(rename(away ? from : to, away ? to : from) == 0);
        y.n = (struct index_counts){0};
        for (int k = 0; k < 2; k++)
            ok((k == 0) == here_first
                   ? indexer_look(y.x, y.folder, &here, 1, &y.online, &y.n, &err)
                   : indexer_look(y.x, second, &there, 1, &y.online, &y.n, &err));
        cr_assert(yard_work(&y) == 0);
        cr_expect(y.n.moved == 1 && y.n.done == 0, "turn %d", turn);
        cr_expect((yard_row_at(&y, "a/kick.wav") == id) == !away, "turn %d", turn);
        cr_expect(yard_sql(&y, "SELECT count(*) FROM v1_file WHERE state = 'ok' AND "
                               "name = 'b.wav'") == away);
    }
    unlink(to);
    rmdir(dir);
    yard_close(&y);
}

Test(look, a_file_that_is_replaced_as_a_whole_keeps_its_row)
{
    struct yard y;
    int64_t id;

    yard_open(&y);
    yard_write(&y, "a.wav", "ok 1");
    yard_watch(&y);
    id = yard_row_at(&y, "a.wav");
    yard_write(&y, ".a.wav.tmp", "ok 2, longer");
    yard_rename(&y, ".a.wav.tmp", "a.wav");
    yard_names(&y, ".a.wav.tmp", "a.wav");
    cr_expect(y.n.changed == 1 && y.n.ok == 1 && yard_row_at(&y, "a.wav") == id);
    cr_expect(yard_sql(&y, "SELECT count(*) FROM file") == 1);
    yard_close(&y);
}

Test(look, a_directory_and_a_file_change_places)
{
    static const enum look_how how[] = {LOOK_NAME, LOOK_DIR, LOOK_TREE};
    struct yard y;

    for (size_t k = 0; k < sizeof how / sizeof *how; k++) {
        const struct look look = {"x.wav", how[k]};

        yard_open(&y);
        yard_write(&y, "x.wav", "ok 1");
        yard_write(&y, "always.wav", "ok 2");
        yard_watch(&y);
        yard_remove(&y, "x.wav");
        yard_write(&y, "x.wav/in/deep.wav", "ok 3");
        yard_write(&y, "x.wav/top.wav", "ok 4");
        yard_look(&y, &look, 1);
        cr_assert(yard_work(&y) == 0);
        cr_expect(yard_row_at(&y, "x.wav") == 0 && yard_row_at(&y, "x.wav/top.wav") > 0);
        cr_expect((yard_row_at(&y, "x.wav/in/deep.wav") > 0) == (how[k] != LOOK_DIR));

        yard_rename(&y, "x.wav", "elsewhere");
        yard_write(&y, "x.wav", "ok 5");
        yard_look(&y, &look, 1);
        cr_assert(yard_work(&y) == 0);
        cr_expect(yard_row_at(&y, "x.wav") > 0 && yard_rows_ok(&y) == 2, "%d rows",
                  (int)yard_rows_ok(&y));
        yard_close(&y);
    }
}

Test(look, a_directory_is_looked_at_without_what_lies_below_it)
{
    struct yard y;

    yard_open(&y);
    yard_write(&y, "d/a.wav", "ok 1");
    yard_write(&y, "d/old/b.wav", "ok 2");
    yard_write(&y, "d/went/c.wav", "ok 3");
    yard_watch(&y);
    yard_write(&y, "d/new.wav", "ok 4");
    yard_write(&y, "d/new/e.wav", "ok 5");
    yard_write(&y, "d/old/f.wav", "ok 6");
    yard_remove(&y, "d/a.wav");
    yard_rename(&y, "d/went", "moved");
    yard_look(&y, &(struct look){"d", LOOK_DIR}, 1);
    cr_assert(yard_work(&y) == 0);
    cr_expect(y.n.added == 1 && y.n.missing == 2 && y.n.dirs == 1);
    cr_expect(yard_row_at(&y, "d/new.wav") && yard_row_at(&y, "d/old/b.wav") &&
              !yard_row_at(&y, "d/new/e.wav") && !yard_row_at(&y, "d/old/f.wav"));
    yard_look(&y, &(struct look){"", LOOK_TREE}, 1);
    cr_assert(yard_work(&y) == 0);
    cr_expect(y.n.added == 2 && y.n.moved == 1 && y.n.done == 2 && yard_rows_ok(&y) == 5);
    yard_close(&y);
}

Test(look, what_is_gone_takes_all_below_it_along)
{
    static const enum look_how how[] = {LOOK_NAME, LOOK_DIR, LOOK_TREE};
    struct yard y;

    for (size_t k = 0; k < sizeof how / sizeof *how; k++) {
        yard_open(&y);
        yard_write(&y, "a/b/1.wav", "ok 1");
        yard_write(&y, "a/b/c/2.wav", "ok 2");
        yard_write(&y, "always.wav", "ok 3");
        yard_watch(&y);
        yard_rename(&y, "a", ".hidden");
        yard_look(&y, &(struct look){"a/b", how[k]}, 1);
        cr_expect(y.n.missing == 2 && yard_rows_ok(&y) == 1, "%d missing",
                  (int)y.n.missing);
        yard_look(&y, &(struct look){"a/nothing/is.wav", how[k]}, 1);
        yard_look(&y, &(struct look){"never", how[k]}, 1);
        cr_expect(y.n.missing == 0 && y.n.unreadable == 0 && y.complaints == 0);
        yard_close(&y);
    }
}

Test(look, hidden_places_and_other_files_are_left_alone)
{
    struct yard y;

    yard_open(&y);
    yard_write(&y, "a.wav", "ok 1");
    yard_watch(&y);
    yard_write(&y, ".git/a.wav", "ok 2");
    yard_write(&y, "d/@eaDir/b.wav", "ok 3");
    yard_write(&y, "d/.c.wav", "ok 4");
    yard_write(&y, "d/notes.txt", "ok 5");
    yard_names(&y, ".git/a.wav", ".git");
    yard_names(&y, "d/@eaDir/b.wav", "d/@eaDir");
    yard_names(&y, "d/.c.wav", "d/notes.txt");
    yard_names(&y, "../a.wav", "d//x.wav");
    cr_expect(yard_sql(&y, "SELECT count(*) FROM file") == 1 && y.complaints == 0);
    yard_close(&y);
}

Test(look, a_directory_that_was_renamed_takes_its_rows_along_either_way)
{
    static const struct look both[] = {{"old", LOOK_NAME}, {"new/sub", LOOK_NAME}};
    struct yard y;
    struct err err = {0};
    int64_t id;

    for (int told = 0; told < 2; told++) {
        yard_open(&y);
        yard_write(&y, "old/in/a.wav", "ok 1");
        yard_write(&y, "old/b.wav", "ok 2");
        yard_write(&y, "new/c.wav", "ok 3");
        yard_watch(&y);
        id = yard_row_at(&y, "old/in/a.wav");
        yard_rename(&y, "old", "new/sub");
        if (told)
            cr_expect(indexer_move_dir(y.x, y.folder, "old", y.folder, "new/sub", &err) ==
                      1);
        cr_expect((yard_row_at(&y, "new/sub/in/a.wav") == id) == told);
        yard_look(&y, both, 2);
        cr_assert(yard_work(&y) == 0);
        cr_expect(y.n.moved == (told ? 0 : 2) && y.n.done == 0 && y.n.missing == 0);
        cr_expect(yard_row_at(&y, "new/sub/in/a.wav") == id && yard_rows_ok(&y) == 3);
        cr_expect(indexer_move_dir(y.x, y.folder, "nowhere", y.folder, "x", &err) == 0);
        yard_close(&y);
    }
}

/* Root reads everything, so the test stops being it. */
static void become_nobody(const struct yard *y, const char *path)
{
    enum { NOBODY = 65534 };

    if (geteuid() == 0)
        cr_assert(chown(y->dir, NOBODY, NOBODY) == 0 &&
                  chown(path, NOBODY, NOBODY) == 0 && seteuid(NOBODY) == 0);
}

Test(look, an_unreadable_directory_keeps_its_rows)
{
    struct yard y;
    char path[YARD_PATH];

    yard_open(&y);
    yard_write(&y, "d/a.wav", "ok 1");
    yard_watch(&y);
    yard_path(path, &y, "d");
    become_nobody(&y, path);
    cr_assert(chmod(path, 0) == 0);
    yard_name(&y, "d/a.wav");
    cr_expect(y.n.unreadable == 1 && yard_rows_ok(&y) == 1);
    yard_complained(&y, "d/a.wav", "Permission denied");
    yard_look(&y, &(struct look){"d", LOOK_TREE}, 1);
    cr_expect(y.n.unreadable == 1 && yard_rows_ok(&y) == 1);
    cr_assert(chmod(path, 0700) == 0);
    yard_name(&y, "d/a.wav");
    cr_expect(y.n.unreadable == 0 && y.n.changed == 0 && y.n.done == 0);
    if (getuid() == 0)
        cr_assert(seteuid(0) == 0);
    yard_close(&y);
}
