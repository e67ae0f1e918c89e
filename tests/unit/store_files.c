/* SPDX-License-Identifier: GPL-2.0-or-later */
/* store/files, samples: a file as a row, from its first sight to its loss. */
#include <stdio.h>
#include <string.h>

#include "shelf.h"
#include "store/changes.h"
#include "store/dirs.h"
#include "store/features.h"

static struct shelf shelf;

static void make_shelf(void) { shelf_open(&shelf, ":memory:", STORE_WRITE); }
static void drop_shelf(void) { shelf_close(&shelf); }

TestSuite(rows, .init = make_shelf, .fini = drop_shelf);

static const struct file_stamp stamp = {.size = 10, .mtime_ns = 20, .inode = 30};
static const struct file_stamp later = {.size = 11, .mtime_ns = 21, .inode = 30};

/* A pending file a/NAME with `stamp` on device 7. */
static int64_t add_stamped(const char *name)
{
    struct err err = {0};
    int64_t root = 0, dir = 0;

    ok(dir_reach(shelf.s, shelf.folder, "", &root, &err));
    ok(dir_enter(shelf.s, shelf.folder, root, "a", 7, &dir, &err));
    ok(file_add(shelf.s, dir, name, &stamp, &err));
    return sqlite3_last_insert_rowid(shelf.s->db);
}

static void analyse(int64_t file, int seed, enum shelf_node node)
{
    struct sound sound;
    struct err err = {0};

    shelf_sound(&shelf, &sound, seed, node, 0.9, FORM_ONESHOT);
    ok(sample_put(shelf.s, file, &sound, &shelf.model, &err));
}

static struct file_entry only_entry(struct file_list *list)
{
    struct err err = {0};
    int64_t dir = 0;

    ok(dir_reach(shelf.s, shelf.folder, "a", &dir, &err));
    ok(files_in_dir(shelf.s, dir, list, &err));
    cr_assert(list->n == 1);
    return list->entry[0];
}

static void state_is(int64_t file, const char *want)
{
    char sql[200];

    snprintf(sql, sizeof sql, "SELECT count(*) FROM file WHERE id = %d AND state = '%s'",
             (int)file, want);
    cr_expect(shelf_sql(&shelf, sql) == 1, "file %d is not %s", (int)file, want);
}

Test(rows, a_file_is_pending_until_it_is_analysed_and_then_current)
{
    struct file_list list = {0};
    const int64_t id = add_stamped("k.wav");
    struct file_entry x = only_entry(&list);

    cr_expect(x.id == id && x.state == FILE_PENDING && !x.current);
    cr_expect_str_eq(x.name, "k.wav");
    cr_expect(memcmp(&x.stamp, &stamp, sizeof stamp) == 0);
    analyse(id, 1, KICK);
    x = only_entry(&list);
    cr_expect(x.state == FILE_OK && x.current);
    shelf_sql(&shelf, "UPDATE file SET analysis = analysis - 1");
    cr_expect(!only_entry(&list).current, "another version of the analysis");
    file_list_clear(&list);
}

Test(rows, a_failure_is_tried_again_by_a_new_release_or_when_asked)
{
    struct file_list list = {0};
    struct err err = {0};
    const int64_t id = add_stamped("k.wav");

    ok(sample_put_failure(shelf.s, id, FILE_FAILED, "cut short", 0, &err));
    cr_expect(only_entry(&list).state == FILE_FAILED && only_entry(&list).current);
    shelf_sql(&shelf, "UPDATE file SET program = '0.0.0'");
    cr_expect(!only_entry(&list).current, "a new release may know better");
    ok(sample_put_failure(shelf.s, id, FILE_FAILED, "busy", 1, &err));
    cr_expect(!only_entry(&list).current, "again");
    ok(sample_put_failure(shelf.s, id, FILE_UNSUPPORTED, "no", 0, &err));
    cr_expect(only_entry(&list).state == FILE_UNSUPPORTED && only_entry(&list).current);
    shelf_sql(&shelf, "UPDATE file SET program = '0.0.0'");
    cr_expect(only_entry(&list).current, "only a new analysis reads more formats");
    file_list_clear(&list);
}

Test(rows, many_names_come_in_byte_order)
{
    struct file_list list = {0};
    struct err err = {0};
    char name[300];
    int64_t dir = 0;

    for (int i = 0; i < 300; i++) {
        snprintf(name, sizeof name, "%0200d.wav", i * 7919 % 300);
        shelf_file(&shelf, "a", name);
    }
    shelf_file(&shelf, "a", "\xff.wav");
    ok(dir_reach(shelf.s, shelf.folder, "a", &dir, &err));
    ok(files_in_dir(shelf.s, dir, &list, &err));
    cr_assert(list.n == 301);
    for (size_t i = 1; i < list.n; i++)
        cr_expect(strcmp(list.entry[i - 1].name, list.entry[i].name) < 0);
    cr_expect_str_eq(list.entry[300].name, "\xff.wav");
    file_list_clear(&list);
}

Test(rows, missing_and_found_again_is_as_before)
{
    const int64_t done = add_stamped("done.wav"), fresh = add_stamped("fresh.wav");
    struct err err = {0};

    analyse(done, 1, KICK);
    ok(file_missing(shelf.s, done, &err));
    ok(file_missing(shelf.s, fresh, &err));
    state_is(done, "unavailable");
    ok(file_returned(shelf.s, done, &err));
    ok(file_returned(shelf.s, fresh, &err));
    state_is(done, "ok");
    state_is(fresh, "pending");
}

Test(rows, changed_content_never_passes_for_the_old)
{
    const int64_t id = add_stamped("k.wav");
    struct file_twin twin = {0};
    struct err err = {0};

    analyse(id, 1, KICK);
    ok(file_changed(shelf.s, id, &later, &err));
    cr_expect(file_twin(shelf.s, 7, &later, &twin, &err) == 0, "no twin of unread bytes");
    ok(file_missing(shelf.s, id, &err));
    ok(file_returned(shelf.s, id, &err));
    state_is(id, "pending");
    shelf_sql(&shelf, "DELETE FROM change");
    analyse(id, 2, BASS);
    cr_expect(shelf_sql(&shelf, "SELECT count(DISTINCT sample_id) FROM change") == 2,
              "both the old sample and the new one are fed");
}

Test(rows, a_twin_is_the_same_inode_size_time_and_device)
{
    const int64_t id = add_stamped("k.wav");
    struct file_twin twin = {0};
    struct err err = {0};

    cr_expect(file_twin(shelf.s, 7, &stamp, &twin, &err) == 0, "not analysed yet");
    analyse(id, 1, KICK);
    cr_expect(file_twin(shelf.s, 8, &stamp, &twin, &err) == 0);
    cr_expect(file_twin(shelf.s, 7, &later, &twin, &err) == 0);
    cr_assert(file_twin(shelf.s, 7, &stamp, &twin, &err) == 1);
    cr_expect(twin.id == id && !twin.missing);
    cr_expect_str_eq(twin.folder, "/music");
    cr_expect_str_eq(twin.path, "a/k.wav");
    file_twin_clear(&twin);
    ok(file_missing(shelf.s, id, &err));
    cr_assert(file_twin(shelf.s, 7, &stamp, &twin, &err) == 1);
    cr_expect(twin.missing);
    file_twin_clear(&twin);
}

Test(rows, a_moved_file_keeps_its_row_and_a_link_shares_its_sample)
{
    const int64_t id = add_stamped("k.wav");
    struct err err = {0};
    int64_t dir = 0;

    analyse(id, 1, KICK);
    ok(file_missing(shelf.s, id, &err));
    ok(dir_reach(shelf.s, shelf.folder, "b", &dir, &err));
    ok(file_move(shelf.s, id, dir, "moved.wav", &err));
    state_is(id, "ok");
    cr_expect(shelf_sql(&shelf, "SELECT id FROM v1_file WHERE "
                                "path = '/music/b/moved.wav'") == id);
    ok(file_link(shelf.s, id, dir, "link.wav", &err));
    cr_expect(shelf_sql(&shelf, "SELECT files FROM v1_sample") == 2);
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM v1_file WHERE state = 'ok'") == 2);
}

Test(rows, a_link_copies_what_the_chunks_say)
{
    struct err err = {0};
    struct sound sound;
    int64_t id, dir = 0;

    shelf_sound(&shelf, &sound, 1, KICK, 0.9, FORM_LOOP);
    sound.embedded.bpm = 99.5f;
    sound.embedded.beats = 3;
    strcpy(sound.embedded.artist, "Ann");
    id = shelf_put(&shelf, "a", "k.wav", &sound);
    ok(dir_reach(shelf.s, shelf.folder, "a", &dir, &err));
    ok(file_link(shelf.s, id, dir, "link.wav", &err));
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM v1_embedded WHERE bpm = 99.5 AND "
                                "beats = 3 AND artist = 'Ann' AND title IS NULL AND "
                                "root_note IS NULL AND loop_start IS NULL") == 2);
}

Test(rows, the_same_audio_twice_is_one_sample)
{
    const int64_t a = shelf_add(&shelf, "a", "1.wav", 1, KICK, 0.9, FORM_ONESHOT);
    const int64_t sample = shelf_sql(&shelf, "SELECT id FROM sample");

    shelf_add(&shelf, "b", "2.wav", 1, KICK, 0.9, FORM_ONESHOT);
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM sample") == 1);
    cr_expect(shelf_sql(&shelf, "SELECT files FROM v1_sample") == 2);
    analyse(a, 1, BASS);
    cr_expect(shelf_sql(&shelf, "SELECT id FROM sample") == sample);
    cr_expect(shelf_sql(&shelf, "SELECT category = 'bass' FROM v1_sample") == 1);
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM v1_feature") == 4);
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM v1_change WHERE what = 'added'") ==
              1);
}

Test(rows, the_mel_of_a_file_is_found_by_its_place)
{
    struct err err = {0};
    const void *data = NULL;
    size_t n = 0;

    shelf_add(&shelf, "a", "1.wav", 1, KICK, 0.8, FORM_LOOP);
    cr_expect(sample_mel_of_file(shelf.s, "/music", "a", "1.wav", &data, &n, &err) == 1);
    cr_expect(n == shelf.mel.len && memcmp(data, shelf.mel.data, n) == 0);
    cr_expect(sample_mel_of_file(shelf.s, "/music", "a", "2.wav", &data, &n, &err) == 0);
}

Test(rows, a_feature_is_read_without_its_envelope)
{
    struct err err = {0};
    struct buf raw = {0};
    int64_t sample;

    shelf_add(&shelf, "a", "1.wav", 7, KICK, 0.8, FORM_LOOP);
    sample = shelf_sql(&shelf, "SELECT id FROM sample");
    for (unsigned kind = 1; kind < BLOB_KINDS; kind++) {
        cr_expect(feature_of(shelf.s, sample, kind, &raw, &err) == 1, "%u", kind);
        cr_expect(raw.len > 0 && raw.data[raw.len - 1] == 7, "%u", kind);
        cr_expect(feature_of(shelf.s, sample + 1, kind, &raw, &err) == 0, "%u", kind);
    }
    shelf_sql(&shelf, "UPDATE peaks SET data = (SELECT data FROM mel)");
    cr_expect(feature_of(shelf.s, sample, BLOB_PEAKS, &raw, &err) == 0, "another kind");
    shelf_sql(&shelf, "UPDATE peaks SET data = x'00'");
    cr_expect(feature_of(shelf.s, sample, BLOB_PEAKS, &raw, &err) == 0, "damaged");
    buf_clear(&raw);
}

Test(rows, the_change_feed_has_no_gap_after_a_rollback)
{
    struct err err = {0};

    for (int i = 0; i < 6; i++) {
        ok(store_begin(shelf.s, &err));
        ok(change_record(shelf.s, i, "tags", &err));
        if (i % 2)
            store_rollback(shelf.s);
        else
            ok(store_commit(shelf.s, &err));
    }
    cr_expect(shelf_sql(&shelf, "SELECT max(seq) - min(seq) + 1 - count(*) FROM "
                                "v1_change") == 0);
    cr_expect(shelf_sql(&shelf, "SELECT min(seq) FROM v1_change") == 1);
}

Test(rows, a_rollback_outside_a_transaction_is_nothing) { store_rollback(shelf.s); }
