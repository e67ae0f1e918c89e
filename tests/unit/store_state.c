/* SPDX-License-Identifier: GPL-2.0-or-later */
/* store/folders, daemon: coverage, volumes, folders that move, and the daemon's own row.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "shelf.h"
#include "store/daemon.h"
#include "store/dirs.h"
#include "store/folders.h"
#include "store/lock.h"

static struct shelf shelf;

static void make_shelf(void) { shelf_open(&shelf, ":memory:", STORE_WRITE); }
static void drop_shelf(void) { shelf_close(&shelf); }

TestSuite(coverage, .init = make_shelf, .fini = drop_shelf);

static struct folder the_folder(void)
{
    struct folder f = {0};
    struct err err = {0};

    cr_assert(folder_get(shelf.s, shelf.folder, &f, &err) == 1, "%s", err.text);
    return f;
}

static int64_t add_folder(const char *path)
{
    struct place at = {0};
    struct err err = {0};
    int64_t id;

    ok(folder_add(shelf.s, path, &at, &err));
    id = at.folder;
    place_clear(&at);
    return id;
}

static int64_t changes(void) { return shelf_sql(&shelf, "SELECT count(*) FROM change"); }

Test(coverage, names_are_those_of_the_view_and_back)
{
    for (enum folder_coverage c = COVERAGE_ON_DEMAND; c <= COVERAGE_OFFLINE; c++)
        cr_expect(folder_coverage_of(folder_coverage_name(c)) == c);
    cr_expect(folder_coverage_of("by magic") == COVERAGE_ON_DEMAND);
    cr_expect_str_eq(folder_coverage_name(COVERAGE_ON_DEMAND), "on demand");
}

Test(coverage, a_new_folder_is_covered_on_demand_and_of_no_volume)
{
    const struct folder f = the_folder();
    struct folder none;
    struct err err = {0};

    cr_expect_str_eq(f.path, "/music");
    cr_expect_str_eq(f.display, "/music");
    cr_expect(f.coverage == COVERAGE_ON_DEMAND && !f.coverage_why && !f.offline);
    cr_expect(f.coverage_since > 0 && f.crawled_at == 0);
    cr_expect(f.device == 0 && f.inode == 0 && f.fs == 0 && !f.marker && !f.why);
    cr_expect(folder_get(shelf.s, 99, &none, &err) == 0);
}

Test(coverage, all_that_is_known_of_a_volume_comes_back)
{
    const uint64_t big = UINT64_MAX - 6;
    struct err err = {0};
    struct folder f;

    ok(folder_crawled(shelf.s, shelf.folder, big, big - 1, big - 2, &err));
    ok(folder_mark(shelf.s, shelf.folder, "0123abcd", &err));
    ok(folder_cover(shelf.s, shelf.folder, COVERAGE_POLLED, "too many", &err));
    ok(folder_offline(shelf.s, shelf.folder, "is away", &err));
    f = the_folder();
    cr_expect(f.device == big && f.inode == big - 1 && f.fs == big - 2);
    cr_expect_str_eq(f.marker, "0123abcd");
    cr_expect_str_eq(f.coverage_why, "too many");
    cr_expect_str_eq(f.why, "is away");
    cr_expect(f.offline && f.coverage == COVERAGE_POLLED && f.crawled_at > 0);
    ok(folder_mark(shelf.s, shelf.folder, NULL, &err));
    cr_expect(!the_folder().marker);
}

Test(coverage, it_is_written_and_fed_only_where_it_differs)
{
    struct err err = {0};
    const int64_t before = changes();

    ok(folder_cover(shelf.s, shelf.folder, COVERAGE_WATCHED, NULL, &err));
    ok(folder_cover(shelf.s, shelf.folder, COVERAGE_WATCHED, NULL, &err));
    cr_expect(changes() == before + 1);
    shelf_sql(&shelf, "UPDATE folder SET coverage_since = 7");
    ok(folder_cover(shelf.s, shelf.folder, COVERAGE_WATCHED, "partly", &err));
    cr_expect(changes() == before + 2 && the_folder().coverage_since == 7);
    ok(folder_cover(shelf.s, shelf.folder, COVERAGE_POLLED, "partly", &err));
    cr_expect(changes() == before + 3 && the_folder().coverage_since > 7);
    ok(folder_cover(shelf.s, 99, COVERAGE_POLLED, NULL, &err));
    cr_expect(changes() == before + 3, "there is no such folder");
}

Test(coverage, it_can_be_set_within_a_transaction_and_taken_back_with_it)
{
    struct err err = {0};

    ok(store_begin(shelf.s, &err));
    ok(folder_cover(shelf.s, shelf.folder, COVERAGE_WATCHED, NULL, &err));
    store_rollback(shelf.s);
    cr_expect(the_folder().coverage == COVERAGE_ON_DEMAND);
    ok(folder_cover(shelf.s, shelf.folder, COVERAGE_WATCHED, NULL, &err));
    store_rollback(shelf.s);
    cr_expect(the_folder().coverage == COVERAGE_WATCHED, "one of its own is committed");
}

Test(coverage, back_in_reach_without_a_walk)
{
    struct err err = {0};
    int64_t before;

    shelf_add(&shelf, "Kicks", "a.wav", 1, KICK, 0.9, FORM_ONESHOT);
    ok(folder_offline(shelf.s, shelf.folder, "is away", &err));
    before = changes();
    ok(folder_online(shelf.s, shelf.folder, &err));
    ok(folder_online(shelf.s, shelf.folder, &err));
    cr_expect(!the_folder().offline && !the_folder().why);
    cr_expect(the_folder().crawled_at == 0);
    cr_expect(changes() == before + 1);
    cr_expect(shelf_sql(&shelf, "SELECT available FROM v1_sample") == 1);
}

Test(coverage, files_are_counted_and_those_not_missing_are_found)
{
    struct err err = {0};
    int64_t n = 7, other = add_folder("/other");

    cr_expect(folder_has_files(shelf.s, shelf.folder, &err) == 0);
    shelf_add(&shelf, "a", "1.wav", 1, KICK, 0.9, FORM_ONESHOT);
    shelf_file(&shelf, "b", "2.wav");
    ok(folder_files(shelf.s, shelf.folder, &n, &err));
    cr_expect(n == 2 && folder_has_files(shelf.s, shelf.folder, &err) == 1);
    shelf_sql(&shelf, "UPDATE file SET state = 'unavailable'");
    ok(folder_files(shelf.s, shelf.folder, &n, &err));
    cr_expect(n == 2 && folder_has_files(shelf.s, shelf.folder, &err) == 0);
    ok(folder_files(shelf.s, other, &n, &err));
    cr_expect(n == 0 && folder_has_files(shelf.s, other, &err) == 0);
}

static int relocate(const char *from, const char *to)
{
    struct err err = {0};

    return folder_relocate(shelf.s, from, to, &err);
}

Test(coverage, a_relocated_folder_keeps_its_rows)
{
    const int64_t id = shelf_add(&shelf, "Kicks", "a.wav", 1, KICK, 0.9, FORM_ONESHOT);
    struct err err = {0};
    int64_t before;

    ok(folder_crawled(shelf.s, shelf.folder, 5, 6, 7, &err));
    ok(folder_mark(shelf.s, shelf.folder, "0123", &err));
    before = changes();
    cr_expect(relocate("/music", "/media/b\xe9") == 1);
    cr_expect(changes() == before + 1);
    cr_expect(shelf_sql(&shelf, "SELECT id FROM v1_file WHERE state = 'ok' AND path = "
                                "'/media/b\uFFFD/Kicks/a.wav'") == id);
    cr_expect(the_folder().id == shelf.folder && the_folder().crawled_at > 0);
    cr_expect(the_folder().device == 0 && the_folder().inode == 0 && the_folder().fs == 0,
              "it may be another volume");
    cr_expect_str_eq(the_folder().marker, "0123");
    cr_expect(relocate("/media/b\xe9", "/") == 1 && relocate("/", "/music") == 1);
    cr_expect(shelf_sql(&shelf, "SELECT id FROM v1_file WHERE path = "
                                "'/music/Kicks/a.wav'") == id);
}

Test(coverage, a_folder_may_be_relocated_into_or_around_itself)
{
    const int64_t before = changes();

    cr_expect(relocate("/music", "/music") == 1 && changes() == before, "to itself");
    cr_expect(relocate("/music", "/music/inner") == 1);
    cr_expect(relocate("/music/inner", "/music") == 1);
    cr_expect_str_eq(the_folder().path, "/music");
}

static void refuses(const char *to)
{
    struct err err = {0};

    cr_expect(folder_relocate(shelf.s, "/music", to, &err) == -1, "%s", to);
    cr_expect(err.kind == ERR_USAGE, "%s: %s", to, err.text);
    cr_expect_str_eq(the_folder().path, "/music");
}

Test(coverage, folders_never_overlap)
{
    add_folder("/data/%/_");
    refuses("/data/%/_");
    refuses("/data/%/_/x");
    refuses("/data/%");
    refuses("/data");
    refuses("/");
    refuses("");
    refuses("relative");
    refuses("/ends/in/");
    cr_expect(relocate("/musi", "/x") == 0 && relocate("/music/Kicks", "/x") == 0);
    cr_expect(relocate("", "/x") == 0);
    cr_expect(relocate("/music", "/data/a/b") == 1, "%% and _ are names, no wildcards");
}

Test(coverage, the_daemon_has_one_row_that_says_what_it_does)
{
    struct daemon_row row;
    struct err err = {0};

    ok(daemon_get(shelf.s, &row, &err));
    cr_expect(row.state == DAEMON_STOPPED && row.pid == 0 && !row.why && row.since > 0);
    cr_expect(daemon_stale(shelf.s, &err) == 0);
    ok(daemon_put(shelf.s, DAEMON_PAUSED, "on battery", 4711, &err));
    ok(daemon_get(shelf.s, &row, &err));
    cr_expect(row.state == DAEMON_PAUSED && row.pid == 4711);
    cr_expect_str_eq(row.why, "on battery");
    cr_expect(daemon_stale(shelf.s, &err) == 1);
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM v1_daemon WHERE state = 'paused' "
                                "AND why = 'on battery' AND pid = 4711") == 1);
    for (enum daemon_state d = DAEMON_STOPPED; d <= DAEMON_PAUSED; d++) {
        ok(daemon_put(shelf.s, d, NULL, 1, &err));
        ok(daemon_get(shelf.s, &row, &err));
        cr_expect(row.state == d && !row.why);
    }
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM daemon") == 1);
}

Test(coverage, the_daemons_row_is_written_only_where_it_differs)
{
    struct err err = {0};
    int64_t before;

    ok(daemon_put(shelf.s, DAEMON_IDLE, NULL, 4711, &err));
    shelf_sql(&shelf, "UPDATE daemon SET since = 7");
    before = sqlite3_total_changes(shelf.s->db);
    ok(daemon_put(shelf.s, DAEMON_IDLE, NULL, 4711, &err));
    cr_expect(sqlite3_total_changes(shelf.s->db) == before);
    ok(daemon_put(shelf.s, DAEMON_IDLE, "a reason", 4711, &err));
    cr_expect(shelf_sql(&shelf, "SELECT since FROM v1_daemon") == 7);
    ok(daemon_put(shelf.s, DAEMON_WORKING, NULL, 4711, &err));
    cr_expect(shelf_sql(&shelf, "SELECT since FROM v1_daemon") > 7);
}

Test(coverage, a_row_that_was_lost_is_made_anew)
{
    struct daemon_row row;
    struct err err = {0};

    shelf_sql(&shelf, "DELETE FROM daemon");
    ok(daemon_get(shelf.s, &row, &err));
    cr_expect(row.state == DAEMON_STOPPED && row.pid == 0 && !row.why);
    ok(daemon_put(shelf.s, DAEMON_WORKING, NULL, 4711, &err));
    cr_expect(shelf_sql(&shelf, "SELECT pid FROM v1_daemon WHERE since > 0") == 4711);
}

Test(coverage, where_the_daemon_stops_nothing_is_watched)
{
    struct err err = {0};
    int64_t before;

    add_folder("/other");
    ok(daemon_put(shelf.s, DAEMON_IDLE, NULL, 4711, &err));
    ok(folder_cover(shelf.s, shelf.folder, COVERAGE_POLLED, "a network", &err));
    before = changes();
    ok(daemon_put(shelf.s, DAEMON_STOPPED, NULL, 0, &err));
    cr_expect(the_folder().coverage == COVERAGE_ON_DEMAND && !the_folder().coverage_why);
    cr_expect(changes() == before + 1);
    ok(daemon_put(shelf.s, DAEMON_STOPPED, NULL, 0, &err));
    cr_expect(changes() == before + 1);
}

/* A library on disk, whose daemon was killed. */
Test(coverage_on_disk, the_next_owner_takes_back_what_a_killed_daemon_said)
{
    char dir[] = "/tmp/sampledb-test-XXXXXX", path[64], line[64];
    struct err err = {0};
    struct daemon_row row;

    cr_assert(mkdtemp(dir) != NULL);
    snprintf(path, sizeof path, "%s/library.db", dir);
    cr_expect(lock_holder(path) == 0, "there is no library yet");
    shelf_open(&shelf, path, STORE_WRITE);
    ok(daemon_put(shelf.s, DAEMON_IDLE, NULL, 4711, &err));
    ok(folder_cover(shelf.s, shelf.folder, COVERAGE_WATCHED, NULL, &err));
    shelf_close(&shelf);
    shelf_open(&shelf, path, STORE_WRITE);
    cr_expect(the_folder().coverage == COVERAGE_WATCHED,
              "who does not own knows nothing");
    shelf_close(&shelf);
    shelf_open(&shelf, path, STORE_OWN);
    cr_expect(the_folder().coverage == COVERAGE_ON_DEMAND);
    ok(daemon_get(shelf.s, &row, &err));
    cr_expect(row.state == DAEMON_STOPPED && row.pid == 0);
    shelf_close(&shelf);
    cr_expect(lock_holder(path) == 0);
    snprintf(line, sizeof line, "rm -r %s", dir);
    cr_expect(system(line) == 0);
}
