/* SPDX-License-Identifier: GPL-2.0-or-later */
/* store/: another program holds the lock, or there is no room: told apart, nothing lost.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "shelf.h"
#include "store/changes.h"
#include "store/daemon.h"
#include "store/folders.h"

static char dir[64], path[128];
static struct shelf shelf;
static sqlite3 *other; /* another program */

static void open_both(void)
{
    snprintf(dir, sizeof dir, "/tmp/sampledb-test-XXXXXX");
    cr_assert(mkdtemp(dir) != NULL);
    snprintf(path, sizeof path, "%s/library.db", dir);
    shelf_open(&shelf, path, STORE_OWN);
    store_patience(shelf.s, 0);
    cr_assert(sqlite3_open(path, &other) == SQLITE_OK);
}

static void drop_both(void)
{
    char line[100];

    sqlite3_close(other);
    shelf_close(&shelf);
    snprintf(line, sizeof line, "rm -r %s", dir);
    cr_expect(system(line) == 0);
}

TestSuite(busy, .init = open_both, .fini = drop_both);

static void do_other(const char *sql)
{
    char *why = NULL;

    cr_assert(sqlite3_exec(other, sql, NULL, NULL, &why) == SQLITE_OK, "%s: %s", sql,
              why);
}

static void is_busy(int rc, const struct err *e)
{
    cr_expect(rc == -1);
    cr_expect(e->kind == ERR_BUSY, "kind %d: %s", (int)e->kind, e->text);
    cr_expect(strstr(e->text, "another program keeps it locked") != NULL, "%s", e->text);
    cr_expect(strncmp(e->text, path, strlen(path)) == 0, "no path: %s", e->text);
}

Test(busy, a_writer_is_told_to_come_back_and_then_nothing_is_lost)
{
    struct err err = {0};

    do_other("BEGIN IMMEDIATE; INSERT INTO change (what) VALUES ('folder')");
    for (int i = 0; i < 3; i++)
        is_busy(store_begin(shelf.s, &err), &err);
    do_other("COMMIT");
    ok(store_begin(shelf.s, &err));
    ok(change_record(shelf.s, 1, "tags", &err));
    ok(store_commit(shelf.s, &err));
    cr_expect(shelf_sql(&shelf,
                        "SELECT count(*) = 1 AND max(seq) = (SELECT count(*) FROM "
                        "change) FROM change WHERE what = 'tags'") == 1);
}

Test(busy, writes_without_a_transaction_are_told_too_and_equal_rows_need_no_lock)
{
    struct err err = {0};

    ok(folder_cover(shelf.s, shelf.folder, COVERAGE_WATCHED, NULL, &err));
    ok(daemon_put(shelf.s, DAEMON_IDLE, NULL, 4711, &err));
    do_other("BEGIN IMMEDIATE");
    ok(folder_cover(shelf.s, shelf.folder, COVERAGE_WATCHED, NULL, &err));
    ok(daemon_put(shelf.s, DAEMON_IDLE, NULL, 4711, &err));
    is_busy(folder_cover(shelf.s, shelf.folder, COVERAGE_POLLED, NULL, &err), &err);
    is_busy(daemon_put(shelf.s, DAEMON_WORKING, NULL, 4711, &err), &err);
    is_busy(change_record(shelf.s, 1, "tags", &err), &err);
    do_other("COMMIT");
    ok(folder_cover(shelf.s, shelf.folder, COVERAGE_POLLED, NULL, &err));
    ok(daemon_put(shelf.s, DAEMON_WORKING, NULL, 4711, &err));
}

/* The library may not grow beyond what it has. */
static void fill_up(void)
{
    shelf_sql(&shelf, "PRAGMA max_page_count = 1"); /* it takes what there is */
}

static int write_much(struct err *e)
{
    int rc = store_begin(shelf.s, e);

    for (int i = 0; i < 20000 && rc == 0; i++)
        rc = change_record(shelf.s, i + 1, "tags", e);
    return rc;
}

Test(busy, a_full_disk_is_no_lock_and_nothing_half_done_stays)
{
    const int64_t before = shelf_sql(&shelf, "SELECT count(*) FROM change");
    struct err err = {0};

    fill_up();
    cr_expect(write_much(&err) == -1);
    shelf_refused(&err, ERR_STORE, "no room to write the library");
    store_rollback(shelf.s);
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM change") == before);
    shelf_sql(&shelf, "PRAGMA max_page_count = 100000");
    ok(write_much(&err));
    ok(store_commit(shelf.s, &err));
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM change") == before + 20000);
    cr_expect(shelf_sql(&shelf, "SELECT max(seq) = count(*) FROM change") == 1);
}

Test(busy, a_commit_that_fails_is_a_rollback)
{
    const int64_t before = shelf_sql(&shelf, "SELECT count(*) FROM file");
    struct err err = {0};

    ok(store_begin(shelf.s, &err));
    shelf_sql(&shelf, "PRAGMA defer_foreign_keys = ON;"
                      "INSERT INTO file (dir_id, name, size, mtime_ns, inode, state) "
                      "VALUES (999, x'61', 1, 1, 1, 'pending')");
    cr_expect(store_commit(shelf.s, &err) == -1);
    shelf_refused(&err, ERR_STORE, "FOREIGN KEY");
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM file") == before);
    ok(store_begin(shelf.s, &err));
    ok(store_commit(shelf.s, &err));
}

Test(busy, an_answer_for_a_file_that_was_forgotten_meanwhile_is_dropped)
{
    const int64_t file = shelf_file(&shelf, "a", "1.wav");
    struct sound sound;
    struct err err = {0};

    shelf_sound(&shelf, &sound, 1, KICK, 0.9, FORM_ONESHOT);
    sound.embedded.bpm = 120;
    cr_expect(folder_remove(shelf.s, "/music", &err) == 1);
    ok(sample_put(shelf.s, file, &sound, &shelf.model, &err));
    ok(sample_put_failure(shelf.s, file, FILE_FAILED, "damaged", false, &err));
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM sample") == 0);
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM embedded") == 0);
}
