/* SPDX-License-Identifier: GPL-2.0-or-later */
/* index/: a folder whose drive goes and comes back costs one row each time, and no file
 * is read again. */
#include "yard.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILES = 12, TIMES = 100 };

/* A folder of analysed files, and a table of each row of `file` that is touched. */
static void open_drive(struct yard *y)
{
    char name[40], text[20];

    yard_open(y);
    for (int i = 0; i < FILES; i++) {
        sprintf(name, "%s%d.wav", i % 3 ? "a/b/" : "", i);
        sprintf(text, "ok %d", i);
        yard_write(y, name, text);
    }
    yard_watch(y);
    cr_assert(y->online && y->n.ok == FILES);
    yard_sql(y, "CREATE TEMP TABLE touched (id);"
                "CREATE TEMP TRIGGER on_update AFTER UPDATE ON file BEGIN "
                "INSERT INTO touched VALUES (new.id); END;"
                "CREATE TEMP TRIGGER on_insert AFTER INSERT ON file BEGIN "
                "INSERT INTO touched VALUES (new.id); END;"
                "CREATE TEMP TRIGGER on_delete AFTER DELETE ON file BEGIN "
                "INSERT INTO touched VALUES (old.id); END;");
}

static int64_t touched(struct yard *y)
{
    return yard_sql(y, "SELECT count(*) FROM touched");
}

static int64_t fed(struct yard *y) { return yard_sql(y, "SELECT max(seq) FROM change"); }

/* Move all that is in the folder, or the folder itself, away or back. */
static void swap_root(const struct yard *y, bool away)
{
    char aside[40];

    sprintf(aside, "%s.away", y->dir);
    cr_assert(rename(away ? y->dir : aside, away ? aside : y->dir) == 0);
}

/* Offline by that reason; a second look writes nothing. */
static void expect_offline(struct yard *y, const char *why)
{
    const int64_t before = fed(y);
    char sql[300];

    yard_look(y, &(struct look){"0.wav", LOOK_NAME}, 1);
    cr_expect(!y->online && y->n.offline == 1 && y->n.missing == 0);
    snprintf(sql, sizeof sql,
             "SELECT count(*) FROM v1_folder WHERE state = 'offline' AND why = '%s'",
             why);
    cr_expect(yard_sql(y, sql) == 1, "%s", sql);
    cr_expect(fed(y) == before + 1 && touched(y) == 0);
    yard_look(y, &(struct look){"", LOOK_TREE}, 1);
    cr_expect(!y->online && y->n.seen == 0);
    yard_crawl(y);
    cr_expect(!y->online && y->n.offline == 1 && y->n.seen == 0);
    cr_expect(yard_work(y) == 0 && fed(y) == before + 1 && touched(y) == 0);
    cr_expect(yard_sql(y, "SELECT count(*) FROM v1_file WHERE state = 'unavailable'") ==
              FILES);
}

static void expect_back(struct yard *y)
{
    const int64_t before = fed(y);

    yard_look(y, &(struct look){"0.wav", LOOK_NAME}, 1);
    cr_expect(!y->online, "only a crawl brings it back");
    yard_crawl(y);
    cr_assert(yard_work(y) == 0);
    cr_expect(y->online && y->n.seen == FILES && y->n.todo + y->n.done == 0);
    cr_expect(y->n.added + y->n.changed + y->n.moved + y->n.returned == 0);
    cr_expect(fed(y) == before + 1 && touched(y) == 0);
    cr_expect(yard_sql(y, "SELECT count(*) FROM v1_file WHERE state = 'ok'") == FILES);
}

Test(drive, a_folder_that_is_away_and_back_a_hundred_times_loses_nothing)
{
    struct yard y;

    open_drive(&y);
    for (int i = 0; i < TIMES; i++) {
        swap_root(&y, true);
        expect_offline(&y, "No such file or directory");
        swap_root(&y, false);
        expect_back(&y);
    }
    yard_close(&y);
}

Test(drive, an_empty_mount_point_or_a_file_in_its_place_is_no_folder)
{
    struct yard y;
    FILE *f;

    open_drive(&y);
    swap_root(&y, true);
    cr_assert(mkdir(y.dir, 0700) == 0);
    expect_offline(&y, "is empty; is its drive mounted?");
    cr_assert(rmdir(y.dir) == 0);
    swap_root(&y, false);
    expect_back(&y);

    swap_root(&y, true);
    f = fopen(y.dir, "w");
    cr_assert(f && fclose(f) == 0);
    expect_offline(&y, "Not a directory");
    cr_assert(unlink(y.dir) == 0);
    swap_root(&y, false);
    expect_back(&y);
    yard_close(&y);
}

Test(drive, a_marker_has_to_be_there_and_to_say_what_the_row_says)
{
    struct yard y;

    open_drive(&y);
    yard_sql(&y, "UPDATE folder SET marker = 'this one'");
    expect_offline(&y, "its file .sampledb-folder is missing; is its drive mounted?");
    yard_write(&y, ".sampledb-folder", "this one\n");
    expect_back(&y);
    yard_write(&y, ".sampledb-folder", "that one\n");
    expect_offline(&y, "its file .sampledb-folder is that of another folder");
    yard_write(&y, ".sampledb-folder", "this one");
    expect_back(&y);
    yard_remove(&y, ".sampledb-folder");
    yard_link(&y, "a", ".sampledb-folder");
    expect_offline(&y, "its file .sampledb-folder: is no regular file");
    yard_close(&y);
}

/* Another drive in the same place: its own files, and a number that is not ours. */
static void put_another(struct yard *y)
{
    swap_root(y, true);
    cr_assert(mkdir(y->dir, 0700) == 0);
    yard_write(y, "other/strange.wav", "ok 50");
    yard_write(y, "unknown.wav", "ok 51");
    yard_sql(y, "UPDATE folder SET fs = 12345");
}

Test(drive, another_volume_in_its_place_touches_nothing)
{
    struct yard y;

    open_drive(&y);
    put_another(&y);
    expect_offline(&y, "another volume is mounted there");
    yard_remove(&y, "other/strange.wav");
    yard_remove(&y, "other");
    yard_remove(&y, "unknown.wav");
    cr_assert(rmdir(y.dir) == 0);
    swap_root(&y, false);
    expect_back(&y); /* by its names, although the number is another one */
    yard_close(&y);
}

Test(drive, without_numbers_of_file_systems_device_and_inode_tell)
{
    struct yard y;

    open_drive(&y);
    put_another(&y);
    yard_sql(&y, "UPDATE folder SET fs = NULL"); /* same device: only a new folder */
    yard_crawl(&y);
    cr_expect(y.online && y.n.added == 2 && y.n.missing == FILES);
    yard_sql(&y,
             "UPDATE folder SET fs = NULL, device = 99, inode = inode + 1;"
             "UPDATE file SET name = CAST('x' || name AS BLOB);"
             "UPDATE dir SET path = CAST('x' || path AS BLOB) WHERE length(path) > 0");
    yard_crawl(&y);
    cr_expect(!y.online && y.n.missing == 0 && y.n.added == 0);
    yard_close(&y);
}

Test(drive, a_device_number_is_no_part_of_a_file)
{
    struct yard y;
    int64_t id, before;

    open_drive(&y);
    id = yard_sql(&y, "SELECT id FROM file WHERE name = CAST('4.wav' AS BLOB)");
    /* As if all had been on another device, and one file had moved while it was away,
     * to where the walk comes first. */
    yard_sql(&y, "UPDATE dir SET device = 4711; UPDATE folder SET device = 4711");
    yard_rename(&y, "a/b/4.wav", "moved.wav");
    before = fed(&y);
    yard_crawl(&y);
    cr_assert(yard_work(&y) == 0);
    cr_expect(y.n.moved == 1 && y.n.seen == FILES && y.n.done == 0);
    cr_expect(y.n.added + y.n.changed + y.n.missing + y.n.returned == 0);
    cr_expect(touched(&y) == 1 && fed(&y) == before + 1);
    cr_expect(
        yard_sql(&y, "SELECT id FROM file WHERE name = CAST('moved.wav' AS BLOB)") == id);
    cr_expect(yard_sql(&y, "SELECT count(DISTINCT device) FROM dir") == 1);
    yard_close(&y);
}

Test(drive, an_empty_mount_point_below_a_folder_keeps_its_rows)
{
    struct yard y;
    char away[40], there[40];

    open_drive(&y);
    sprintf(there, "%s/a", y.dir);
    sprintf(away, "%s.a", y.dir);
    yard_sql(&y,
             "UPDATE dir SET device = 4711 WHERE length(path) > 0"); /* a drive, then */
    cr_assert(rename(there, away) == 0 && mkdir(there, 0700) == 0);
    for (int i = 0; i < 3; i++) {
        if (i == 2)
            yard_look(&y, &(struct look){"a", LOOK_TREE}, 1);
        else
            yard_crawl(&y);
        cr_expect(y.online && y.n.unreadable == 1 && y.n.missing == 0 &&
                  touched(&y) == 0);
        yard_complained(&y, "a", "is empty; is the drive mounted that was here?");
    }
    cr_assert(rmdir(there) == 0 && rename(away, there) == 0);
    yard_crawl(&y);
    cr_expect(y.n.unreadable == 0 && y.n.seen == FILES && touched(&y) == 0);

    cr_assert(rename(there, away) == 0 && mkdir(there, 0700) == 0);
    yard_crawl(&y);
    cr_expect(y.n.missing == FILES - FILES / 3, "an ordinary directory that was emptied");
    cr_assert(rmdir(there) == 0 && rename(away, there) == 0);
    yard_close(&y);
}

/* The folder is gone, and what is open of it leads nowhere; or all is back. */
static void plug(const struct yard *y, bool out)
{
    char in[60], aside[60];

    if (!out)
        swap_root(y, false);
    for (int i = 0; i < 10; i++) {
        sprintf(in, "%s/d%d", y->dir, i);
        sprintf(aside, "%s/.d%d", y->dir, i);
        cr_assert(rename(out ? in : aside, out ? aside : in) == 0);
    }
    if (out)
        swap_root(y, true);
}

/* In the middle of the work, once. */
static void pull_the_plug(struct yard *y, const struct index_counts *n)
{
    if (n->done >= 3 && y->limit++ == 0)
        plug(y, true);
}

Test(drive, a_drive_that_goes_while_it_is_read_leaves_its_files_waiting)
{
    struct yard y;
    char name[40], text[20];
    int64_t left;

    yard_open(&y);
    yard_write(&y, "always.wav", "ok 0");
    yard_watch(&y);
    for (int i = 0; i < 200; i++) {
        sprintf(name, "d%d/%03d.wav", i / 20, i);
        sprintf(text, "ok %d", i);
        yard_write(&y, name, text);
    }
    y.on_progress = pull_the_plug;
    yard_crawl(&y);
    cr_assert(yard_work(&y) == 0, "%s", y.err.text);
    left = yard_sql(&y, "SELECT count(*) FROM file WHERE state = 'pending'");
    cr_expect(y.n.offline == 1 && y.n.missing == 0 && y.n.failed == 0);
    cr_expect(left > 0 && left + y.n.ok == 200, "%d left", (int)left);
    cr_expect(yard_sql(&y, "SELECT count(*) FROM folder WHERE state = 'offline'") == 1);
    plug(&y, false);
    yard_crawl(&y);
    cr_expect(y.online && y.n.todo == 0 && y.n.changed + y.n.added == 0);
    cr_assert(yard_work(&y) == 0);
    cr_expect(y.n.ok == left);
    yard_close(&y);
}
