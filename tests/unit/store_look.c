/* SPDX-License-Identifier: GPL-2.0-or-later */
/* store/inspect, stats: what is known of one file, and of all. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "near.h"
#include "shelf.h"
#include "store/folders.h"
#include "store/inspect.h"
#include "store/stats.h"

static struct shelf shelf;

static void make_shelf(void) { shelf_open(&shelf, ":memory:", STORE_WRITE); }
static void drop_shelf(void) { shelf_close(&shelf); }

TestSuite(inspect, .init = make_shelf, .fini = drop_shelf);
TestSuite(stats, .init = make_shelf, .fini = drop_shelf);

static void add_told(const char *dir, const char *name)
{
    struct sound x;

    shelf_sound(&shelf, &x, 1, CLOSED, 0.8, FORM_LOOP);
    x.embedded.bpm = 100;
    x.embedded.root_note = 0;
    x.embedded.fine_cents = -12.5f;
    x.embedded.loop_start = 0;
    x.embedded.loop_end = 44099;
    x.embedded.loops = 1;
    x.embedded.is_loop = true;
    strcpy(x.embedded.artist, "Ann");
    shelf_put(&shelf, dir, name, &x);
}

Test(inspect, a_file_is_told_with_all_that_is_known)
{
    struct inspection i = {0};
    struct blob_head head;
    struct err err = {0};

    add_told("a/b", "1.wav");
    shelf_add(&shelf, "c", "2.wav", 1, CLOSED, 0.8, FORM_LOOP);
    cr_assert(inspect_path(shelf.s, "/music/a/b/1.wav", &i, &err) == 1, "%s", err.text);
    cr_expect_str_eq(i.file.path, "/music/a/b/1.wav");
    cr_expect_str_eq(i.file.display, "/music/a/b/1.wav");
    cr_expect_str_eq(i.file.folder, "/music");
    cr_expect_str_eq(i.file.state, "ok");
    cr_expect_str_eq(i.file.format, "WAV PCM 16");
    cr_expect(i.file.error == NULL && i.file.size == 1234 && i.file.mtime_ns == 5678);
    cr_expect(i.sample > 0 && strlen(i.hash) == 32 && i.frames == 44100);
    cr_expect_str_eq(i.category, "drums.hat.closed");
    cr_expect_str_eq(i.form, "loop");
    near(i.category_confidence, 0.8, 1e-6);
    near(i.peak_db, -3, 1e-6);
    cr_expect(isnan(i.bpm), "stated, but nothing speaks for it");
    cr_expect(i.note == 0, "MIDI 0 is a note");
    cr_expect_str_eq(i.model_arch, "linear");
    cr_expect(i.model == shelf.model.id && i.model_current);
    cr_expect(i.has_embedded && i.embedded.root_note == 0 && i.embedded.loop_start == 0);
    near(i.embedded.bpm, 100, 1e-9);
    near(i.embedded.fine_cents, -12.5, 1e-9);
    cr_expect_str_eq(i.embedded.artist, "Ann");
    cr_expect(i.embedded.title == NULL && i.embedded.is_loop && !i.embedded.one_shot);
    cr_assert(i.tags == 3 && i.witnesses == 9);
    cr_expect_str_eq(i.tag[0].tag, "drums.hat.closed");
    cr_expect_str_eq(i.tag[2].source, "file");
    cr_expect(isnan(i.tag[2].confidence));
    cr_expect(i.witness[1].rank == 1 && i.witness[5].rank == 5);
    cr_assert(i.features == 4);
    cr_expect_str_eq(i.feature[0].kind, "descriptor");
    cr_expect(blob_check(&head, i.feature[0].data, i.feature[0].len, &err) == 0);
    cr_assert(i.others == 1);
    cr_expect_str_eq(i.other[0].path, "/music/c/2.wav");
    inspect_clear(&i);
}

Test(inspect, what_is_not_there_is_no_error)
{
    const char *const paths[] = {"/music",       "/music/", "/music/a", "/music/a/x.wav",
                                 "/other/1.wav", "/",       ""};
    struct inspection i = {0};
    struct err err = {0};

    add_told("a", "1.wav");
    for (size_t k = 0; k < sizeof paths / sizeof *paths; k++)
        cr_expect(inspect_path(shelf.s, paths[k], &i, &err) == 0, "%s: %s", paths[k],
                  err.text);
    cr_expect(inspect_sample(shelf.s, 99, &i, &err) == 0);
    cr_expect(i.owned == NULL);
}

Test(inspect, a_file_without_a_sample_says_why)
{
    struct inspection i = {0};
    struct err err = {0};
    const int64_t file = shelf_file(&shelf, "", "bad\xff.wav");

    ok(sample_put_failure(shelf.s, file, FILE_FAILED, "cut short", 0, &err));
    cr_assert(inspect_path(shelf.s, "/music/bad\xff.wav", &i, &err) == 1);
    cr_expect_str_eq(i.file.path, "/music/bad\xff.wav");
    cr_expect_str_eq(i.file.display, "/music/bad\uFFFD.wav");
    cr_expect_str_eq(i.file.error, "cut short");
    cr_expect(i.sample == 0 && i.tags == 0 && i.features == 0 && i.note == -1);
    cr_expect(isnan(i.duration_s) && !i.has_embedded && i.hash[0] == '\0');
    inspect_clear(&i);
}

Test(inspect, a_sample_is_shown_by_its_best_file_or_by_none)
{
    struct inspection i = {0};
    struct err err = {0};
    const int64_t gone = shelf_add(&shelf, "a", "1.wav", 1, KICK, 0.9, FORM_LOOP);
    const int64_t sample = shelf_sql(&shelf, "SELECT id FROM sample");

    shelf_add(&shelf, "b", "2.wav", 1, KICK, 0.9, FORM_LOOP);
    ok(file_missing(shelf.s, gone, &err));
    cr_assert(inspect_sample(shelf.s, sample, &i, &err) == 1);
    cr_expect_str_eq(i.file.path, "/music/b/2.wav");
    cr_expect(i.others == 1 && strcmp(i.other[0].state, "unavailable") == 0);
    inspect_clear(&i);
    shelf_sql(&shelf, "DELETE FROM file");
    cr_assert(inspect_sample(shelf.s, sample, &i, &err) == 1);
    cr_expect(i.file.id == 0 && i.others == 0 && i.tags == 2);
    inspect_clear(&i);
}

Test(stats, an_empty_library_is_all_zeros)
{
    struct stats st;
    struct err err = {0};

    ok(stats_read(shelf.s, &st, &err));
    cr_expect(st.files == 0 && st.samples == 0 && st.duplicates == 0 && st.unused == 0);
    cr_expect(st.unsure_share == 0 && st.duration_s == 0 && st.feature_bytes == 0);
    cr_expect(st.folders == 1 && st.offline == 0 && st.bytes > 0);
    cr_expect(st.category.n == 0 && st.form.n == 0 && st.format.n == 0);
    cr_expect_str_eq(st.model_arch, "linear");
    stats_clear(&st);
}

Test(stats, everything_is_counted_once)
{
    struct stats st;
    struct err err = {0};
    int64_t gone;

    shelf_add(&shelf, "a", "1.wav", 1, KICK, 0.9, FORM_ONESHOT);
    shelf_add(&shelf, "a", "2.wav", 2, KICK, 0.7, FORM_ONESHOT);
    shelf_add(&shelf, "b", "2.wav", 2, KICK, 0.7, FORM_ONESHOT);
    shelf_add(&shelf, "b", "3.wav", 3, UNSURE, 0, FORM_LOOP);
    gone = shelf_add(&shelf, "b", "4.wav", 4, BASS, 0.6, FORM_LOOP);
    ok(file_missing(shelf.s, gone, &err));
    shelf_file(&shelf, "a", "5.wav");
    ok(sample_put_failure(shelf.s, shelf_file(&shelf, "a", "6.wav"), FILE_FAILED, "cut",
                          0, &err));
    shelf_sql(&shelf, "DELETE FROM file WHERE id = 1");
    ok(stats_read(shelf.s, &st, &err));
    cr_expect(st.files == 6 && st.samples == 4 && st.duplicates == 1 && st.unused == 1);
    cr_expect(st.by_state[FILE_OK] == 3 && st.by_state[FILE_PENDING] == 1);
    cr_expect(st.by_state[FILE_FAILED] == 1 && st.by_state[FILE_UNAVAILABLE] == 1);
    near(st.duration_s, 4, 1e-9);
    cr_expect(st.unsure == 1);
    near(st.unsure_share, 0.25, 1e-9);
    cr_assert(st.category.n == 3 && st.form.n == 2 && st.format.n == 1);
    cr_expect_str_eq(st.category.group[0].name, "drums.kick");
    cr_expect(st.category.group[0].n == 2);
    near(st.category.group[0].confidence, 0.8, 1e-6);
    cr_expect_str_eq(st.category.group[1].name, "", "unsure");
    cr_expect(isnan(st.category.group[1].confidence));
    cr_expect(st.format.group[0].n == 4 && isnan(st.format.group[0].confidence));
    cr_expect(st.feature_bytes ==
              shelf_sql(&shelf, "SELECT sum(length(data)) FROM feature"));
    cr_expect(st.model_samples == 4);
    stats_clear(&st);
}

Test(stats, an_offline_folder_makes_its_files_unavailable)
{
    struct stats st;
    struct err err = {0};

    shelf_add(&shelf, "a", "1.wav", 1, KICK, 0.9, FORM_ONESHOT);
    ok(folder_offline(shelf.s, shelf.folder, "away", &err));
    ok(stats_read(shelf.s, &st, &err));
    cr_expect(st.by_state[FILE_UNAVAILABLE] == 1 && st.by_state[FILE_OK] == 0);
    cr_expect(st.offline == 1);
    stats_clear(&st);
}

static void set_state(const char *state, const char *name)
{
    char sql[120];

    snprintf(sql, sizeof sql,
             "UPDATE file SET state = '%s' WHERE CAST(name AS TEXT) = '%s'", state, name);
    shelf_sql(&shelf, sql);
}

/* Is that the path that apps read of the only sample? */
static bool is_called(const char *path)
{
    char sql[300];

    snprintf(sql, sizeof sql,
             "SELECT path = '%s' AND path LIKE '%%/' || name FROM v1_sample", path);
    return shelf_sql(&shelf, sql) == 1;
}

Test(inspect, a_sample_is_called_by_the_first_of_its_files_at_hand)
{
    shelf_add(&shelf, "a", "1.wav", 1, CLOSED, 0.8, FORM_LOOP);
    shelf_add(&shelf, "b", "2.wav", 1, CLOSED, 0.8, FORM_LOOP);
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM sample") == 1);
    cr_expect(is_called("/music/a/1.wav"));
    set_state("unavailable", "1.wav");
    cr_expect(is_called("/music/b/2.wav"));
    shelf_sql(&shelf, "UPDATE file SET name = x'332e776176' WHERE id = 2");
    cr_expect(is_called("/music/b/3.wav"));
    shelf_sql(&shelf, "UPDATE dir SET path = x'63' WHERE CAST(path AS TEXT) = 'b'");
    cr_expect(is_called("/music/c/3.wav"));
    set_state("unavailable", "3.wav");
    cr_expect(is_called("/music/a/1.wav"), "none is at hand: the first");
    cr_expect(shelf_sql(&shelf, "SELECT available FROM v1_sample") == 0);
    set_state("ok", "3.wav");
    cr_expect(is_called("/music/c/3.wav"));
    shelf_sql(&shelf, "DELETE FROM file WHERE id = 2");
    cr_expect(is_called("/music/a/1.wav"));
    shelf_sql(&shelf, "DELETE FROM file");
    cr_expect(shelf_sql(&shelf, "SELECT path IS NULL AND name IS NULL FROM v1_sample") ==
              1);
}

Test(inspect, where_a_folder_is_offline_another_one_names_the_sample)
{
    shelf_add(&shelf, "a", "1.wav", 1, CLOSED, 0.8, FORM_LOOP);
    shelf_add(&shelf, "b", "2.wav", 1, CLOSED, 0.8, FORM_LOOP);
    shelf_sql(&shelf,
              "INSERT INTO folder (id, path, state) VALUES (9, x'2f78', 'offline')");
    cr_expect(is_called("/music/a/1.wav"));
    shelf_sql(&shelf, "UPDATE dir SET folder_id = 9, parent_id = NULL, path = x'' "
                      "WHERE CAST(path AS TEXT) = 'a'");
    cr_expect(is_called("/music/b/2.wav"));
    cr_expect(shelf_sql(&shelf, "SELECT available FROM v1_sample") == 1);
    shelf_sql(&shelf, "UPDATE folder SET state = 'ok' WHERE id = 9");
    cr_expect(is_called("/x/1.wav"));
}
