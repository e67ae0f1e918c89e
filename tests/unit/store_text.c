/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Full text follows every file, and the questions of apps go by an index. */
#include <stdio.h>
#include <string.h>

#include "../bench/asks.h"
#include "shelf.h"
#include "store/checkup.h"
#include "store/dirs.h"
#include "store/folders.h"

static struct shelf shelf;

static void open_shelf(void) { shelf_open(&shelf, ":memory:", STORE_WRITE); }
static void close_shelf(void) { shelf_close(&shelf); }

TestSuite(text, .init = open_shelf, .fini = close_shelf);

/* The index says of every file what its rows say, and nothing else. */
static bool is_in_step(void)
{
    return sqlite3_exec(
               shelf.s->db,
               "INSERT INTO v1_text (v1_text, rank) VALUES ('integrity-check', 1)", NULL,
               NULL, NULL) == SQLITE_OK;
}

/* How many files have the words, by the index, which has to be in step. */
static int64_t have(const char *words)
{
    char sql[200];

    cr_expect(is_in_step(), "%s: %s", words, sqlite3_errmsg(shelf.s->db));
    snprintf(sql, sizeof sql, "SELECT count(*) FROM v1_text WHERE v1_text MATCH '%s'",
             words);
    return shelf_sql(&shelf, sql);
}

static void add_some(void)
{
    shelf_add(&shelf, "Vinyl/Kicks", "Deep_01.wav", 1, KICK, 0.9, FORM_ONESHOT);
    shelf_add(&shelf, "Vinyl/Kicks", "Hi-Hat Ünder.wav", 2, CLOSED, 0.9, FORM_ONESHOT);
    shelf_add(&shelf, "Vinyl",
              "b\xff"
              "d.wav",
              3, KICK, 0.9, FORM_ONESHOT);
    shelf_add(&shelf, "", "loose.wav", 4, BASS, 0.9, FORM_LOOP);
}

Test(text, a_new_file_is_found_by_its_name_and_directories)
{
    add_some();
    cr_expect(have("deep") == 1);
    cr_expect(have("kicks") == 2);
    cr_expect(have("vinyl deep") == 1);
    cr_expect(have("\"hi hat\" under") == 1, "accents do not count");
    cr_expect(have("dee*") == 1);
    cr_expect(have("eep") == 0);
    cr_expect(have("name : vinyl") == 0);
    cr_expect(have("wav") == 4);
    cr_expect(shelf_sql(&shelf, "SELECT t.sample_id = f.sample_id FROM v1_text t JOIN "
                                "v1_file f ON f.id = t.file_id WHERE v1_text MATCH "
                                "'loose'") == 1);
}

Test(text, a_move_takes_the_words_along)
{
    struct err err = {0};
    int64_t dir = 0;

    add_some();
    ok(store_begin(shelf.s, &err));
    ok(dir_reach(shelf.s, shelf.folder, "Tape", &dir, &err));
    ok(file_move(shelf.s, 1, dir, "shallow.wav", &err));
    ok(store_commit(shelf.s, &err));
    cr_expect(have("deep") == 0);
    cr_expect(have("tape shallow") == 1);
    cr_assert(shelf_move_dir(&shelf, shelf.folder, "Vinyl", shelf.folder, "Old/Shellac"));
    cr_expect(have("vinyl") == 0);
    cr_expect(have("shellac") == 2);
    cr_expect(have("old kicks hat") == 1);
}

Test(text, a_second_name_and_a_copy_are_found_too)
{
    struct err err = {0};
    int64_t dir = 0;

    add_some();
    ok(store_begin(shelf.s, &err));
    ok(dir_reach(shelf.s, shelf.folder, "Links", &dir, &err));
    ok(file_link(shelf.s, 1, dir, "twin.wav", &err));
    ok(store_commit(shelf.s, &err));
    cr_expect(have("links twin") == 1);
    cr_expect(have("deep") == 1);
}

Test(text, a_folder_that_is_taken_in_keeps_its_words_and_one_that_goes_takes_them)
{
    struct place at = {0};
    struct err err = {0};

    add_some();
    shelf_folder(&shelf, "/data/kits");
    ok(store_begin(shelf.s, &err));
    ok(folder_add(shelf.s, "/", &at, &err));
    ok(store_commit(shelf.s, &err));
    place_clear(&at);
    cr_expect(have("music vinyl") == 3, "its folder is a directory now");
    cr_expect(have("music loose") == 1);
    ok(store_begin(shelf.s, &err));
    cr_expect(folder_remove(shelf.s, "/", &err) == 1);
    ok(store_commit(shelf.s, &err));
    cr_expect(have("wav") == 0);
}

static int ignore(void *arg, const struct finding *f, struct err *e)
{
    (void)arg;
    (void)f;
    (void)e;
    return 0;
}

Test(text, a_repair_mends_an_index_that_is_out_of_step)
{
    const struct checkup_options o = {.repair = true, .found = ignore};
    struct checkup n = {0};
    struct err err = {0};

    add_some();
    shelf_sql(&shelf, "UPDATE file SET name = CAST('stray.wav' AS BLOB) WHERE id = 1");
    cr_expect(!is_in_step(), "else nothing is tested");
    ok(checkup_run(shelf.s, &o, &n, &err));
    cr_expect(n.repaired == 1 && n.problems == 0);
    cr_expect(have("stray") == 1);
    cr_expect(have("deep") == 0);
}

/* The lines of the plan, one after the other. */
static void plan_of(const char *sql, char *out, size_t room)
{
    char text[2048];
    sqlite3_stmt *st = NULL;
    size_t at = 0;

    snprintf(text, sizeof text, "EXPLAIN QUERY PLAN %s", sql);
    cr_assert(sqlite3_prepare_v2(shelf.s->db, text, -1, &st, NULL) == SQLITE_OK, "%s",
              sqlite3_errmsg(shelf.s->db));
    out[0] = '\0';
    while (sqlite3_step(st) == SQLITE_ROW)
        at += (size_t)snprintf(out + at, room - at, "%s\n", sqlite3_column_text(st, 3));
    sqlite3_finalize(st);
}

Test(text, the_questions_of_apps_are_answered_by_indexes)
{
    static const char *const by[ASK_KINDS] = {
        [ASK_TAG] = "SEARCH st USING COVERING INDEX sample_tag_best (tag_id=?)",
        [ASK_RANGE] = ("SEARCH s USING INDEX sample_length (category=? AND form=? AND "
                       "duration_s>? AND duration_s<?)"),
        [ASK_NOT] = "SEARCH st USING COVERING INDEX sample_tag_best (tag_id=?)",
        [ASK_TEXT] = "SCAN t VIRTUAL TABLE INDEX 0:M",
        [ASK_CHANGE] = "SEARCH c USING INTEGER PRIMARY KEY (rowid>?)"};
    char plan[4096];

    for (int kind = 0; kind < ASK_KINDS; kind++) {
        plan_of(ask_goal[kind].sql, plan, sizeof plan);
        cr_expect(strstr(plan, by[kind]) != NULL, "%s:\n%s", ask_goal[kind].name, plan);
        cr_expect(strstr(plan, "TEMP B-TREE") == NULL, "sorts: %s:\n%s",
                  ask_goal[kind].name, plan);
        for (const char *p = plan; (p = strstr(p, "SCAN ")); p++)
            cr_expect(strncmp(p, "SCAN folder", 11) == 0 || /* a handful of roots */
                          (kind == ASK_TEXT && strncmp(p, "SCAN t ", 7) == 0),
                      "reads all of it: %s:\n%s", ask_goal[kind].name, plan);
    }
}

Test(text, a_sample_is_looked_up_by_its_number_in_every_view)
{
    static const char *const view[] = {
        "v1_sample WHERE id",
        "v1_file WHERE sample_id",
        "v1_tag WHERE sample_id",
        "v1_witness WHERE sample_id",
        "v1_feature WHERE kind = 'embedding' AND sample_id",
        "v1_file WHERE id"};
    char sql[200], plan[4096];

    for (size_t i = 0; i < sizeof view / sizeof *view; i++) {
        snprintf(sql, sizeof sql, "SELECT * FROM %s = 1", view[i]);
        plan_of(sql, plan, sizeof plan);
        cr_expect(strstr(plan, "SEARCH") != NULL && strstr(plan, "SCAN x") == NULL &&
                      strstr(plan, "SCAN h") == NULL && strstr(plan, "SCAN w") == NULL &&
                      strstr(plan, "SCAN st") == NULL &&
                      strstr(plan, "SCAN s ") == NULL && strstr(plan, "SCAN mel") == NULL,
                  "%s:\n%s", sql, plan);
    }
}
