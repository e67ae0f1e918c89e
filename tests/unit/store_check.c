/* SPDX-License-Identifier: GPL-2.0-or-later */
/* store/checkup: what is wrong is found, and only what can be made again is mended. */
#include "store/checkup.h"

#include <stdio.h>
#include <string.h>

#include "shelf.h"

static struct shelf shelf;

static void make_shelf(void)
{
    shelf_open(&shelf, ":memory:", STORE_WRITE);
    shelf_add(&shelf, "a", "1.wav", 1, KICK, 0.9, FORM_ONESHOT);
    shelf_add(&shelf, "a", "2.wav", 2, CLOSED, 0.8, FORM_LOOP);
    shelf_add(&shelf, "b", "2.wav", 2, CLOSED, 0.8, FORM_LOOP);
}

static void drop_shelf(void) { shelf_close(&shelf); }

TestSuite(checkup, .init = make_shelf, .fini = drop_shelf);

/* What was said, but for notes. */
struct said {
    char text[4000];
    int64_t last_done;
};

static int hear(void *arg, const struct finding *f, struct err *e)
{
    struct said *s = arg;
    const size_t n = strlen(s->text);

    (void)e;
    if (f->level != FINDING_NOTE)
        snprintf(s->text + n, sizeof s->text - n, "%s: %s (%s)\n",
                 f->level == FINDING_REPAIRED ? "repaired" : "problem", f->text,
                 f->advice ? f->advice : "");
    return 0;
}

static int step(void *arg, int64_t done, int64_t total, struct err *e)
{
    struct said *s = arg;

    (void)e;
    cr_expect(done == s->last_done + 1 && done <= total);
    s->last_done = done;
    return 0;
}

static struct checkup check(bool repair, struct said *said)
{
    struct checkup n = {0};
    struct checkup_options o = {repair, hear, step, said};
    struct err err = {0};

    *said = (struct said){0};
    ok(checkup_run(shelf.s, &o, &n, &err));
    return n;
}

/* Break it, see it, mend it, and see nothing any more. */
static struct checkup breaks_and_mends(const char *sql, const char *part)
{
    struct said said;
    struct checkup n, mended;

    shelf_sql(&shelf, "PRAGMA foreign_keys = OFF");
    shelf_sql(&shelf, sql);
    n = check(false, &said);
    cr_expect(n.problems > 0 && n.repaired == 0, "%s: not seen", sql);
    cr_expect(strstr(said.text, part) != NULL, "'%s' should say '%s'", said.text, part);
    cr_expect(strstr(said.text, "--repair") != NULL, "%s", said.text);
    mended = check(true, &said);
    cr_expect(mended.problems == 0 && mended.repaired > 0, "%s", said.text);
    n = check(false, &said);
    cr_expect(n.problems == 0 || mended.queued > 0, "still: %s", said.text);
    return mended;
}

Test(checkup, a_whole_library_has_nothing_to_say)
{
    struct said said;
    struct checkup n = check(false, &said);

    cr_expect_str_eq(said.text, "");
    cr_expect(n.files == 3 && n.samples == 2 && n.features == 8 && n.unused == 0);
    cr_expect(n.problems == 0 && n.repaired == 0 && said.last_done == 8);
    n = check(true, &said);
    cr_expect_str_eq(said.text, "");
}

Test(checkup, a_sample_without_files_is_counted_and_allowed)
{
    struct said said;
    struct checkup n;

    shelf_sql(&shelf, "DELETE FROM file WHERE id = 1");
    n = check(true, &said);
    cr_expect(n.unused == 1 && n.problems == 0);
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM sample") == 2);
}

Test(checkup, a_flipped_bit_in_a_feature_queues_its_files)
{
    const struct checkup n = breaks_and_mends(
        "UPDATE mel SET data = CAST(substr(data, 1, 25) || x'AA' || substr(data, 27) "
        "AS BLOB) WHERE sample_id = 2",
        "mel of sample 2: feature blob is damaged (checksum)");

    cr_expect(n.queued == 2);
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM file WHERE state = 'pending'") ==
              2);
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM feature") == 7);
}

Test(checkup, a_path_of_no_file_of_a_sample_is_found)
{
    breaks_and_mends("UPDATE sample SET name = 'strange.wav' WHERE id = 1",
                     "1 samples whose path is that of no file of theirs");
    breaks_and_mends("UPDATE sample SET file_id = NULL, dir_id = NULL, name = NULL",
                     "samples whose path is that of no file of theirs");
}

Test(checkup, a_cut_feature_is_found)
{
    breaks_and_mends("UPDATE descriptor SET data = substr(data, 1, 30) "
                     "WHERE sample_id = 1",
                     "descriptor of sample 1");
}

Test(checkup, a_feature_under_another_name_is_found)
{
    breaks_and_mends("UPDATE mel SET data = "
                     "(SELECT data FROM descriptor WHERE sample_id = 1)",
                     "is of another kind inside");
}

Test(checkup, a_feature_of_another_version_is_found)
{
    breaks_and_mends("UPDATE mel SET version = 7 WHERE sample_id = 1",
                     "is of another version inside");
}

Test(checkup, a_missing_feature_queues_its_files_where_they_are)
{
    const struct checkup n = breaks_and_mends("DELETE FROM mel; UPDATE file SET state = "
                                              "'unavailable' WHERE id = 3",
                                              "2 features are missing");

    cr_expect(n.queued == 2);
    cr_expect(shelf_sql(&shelf, "SELECT analysis IS NULL AND state = 'unavailable' FROM "
                                "file WHERE id = 3") == 1,
              "it is read again when it is back");
}

Test(checkup, orphans_are_dropped)
{
    breaks_and_mends("DELETE FROM sample WHERE id = 1", "refer to a missing sample");
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM feature") == 4);
    cr_expect(shelf_sql(&shelf, "SELECT state = 'pending' AND sample_id IS NULL FROM "
                                "file WHERE id = 1") == 1);
    breaks_and_mends("DELETE FROM dir WHERE path = CAST('b' AS BLOB)",
                     "refer to a missing dir");
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM file") == 2);
    breaks_and_mends("DELETE FROM folder", "refer to a missing folder");
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM file") == 0);
}

Test(checkup, a_lost_model_leaves_samples_to_label_again)
{
    breaks_and_mends("DELETE FROM witness; DELETE FROM sample_tag; UPDATE sample SET "
                     "category = NULL, form = NULL; DELETE FROM model",
                     "refer to a missing model");
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM sample WHERE model_id IS NULL") ==
              2);
}

Test(checkup, summaries_follow_the_tags)
{
    breaks_and_mends(
        "UPDATE sample SET category = 'bass' WHERE id = 1; UPDATE sample SET "
        "form = NULL WHERE id = 2",
        "2 samples whose category or form");
    cr_expect(shelf_sql(&shelf, "SELECT category = 'drums.kick' AND "
                                "abs(category_confidence - 0.9) < 1e-6 FROM sample WHERE "
                                "id = 1") == 1);
    cr_expect(shelf_sql(&shelf, "SELECT form = 'loop' FROM sample WHERE id = 2") == 1);
}

Test(checkup, a_gap_in_the_feed_is_filled_with_look_again)
{
    breaks_and_mends("DELETE FROM change WHERE seq = 2", "1 numbers missing");
    cr_expect(shelf_sql(&shelf, "SELECT what = 'folder' AND sample_id IS NULL FROM "
                                "v1_change WHERE seq = 2") == 1);
}

Test(checkup, what_a_user_said_is_never_dropped)
{
    struct said said;
    struct checkup n;

    shelf_sql(&shelf,
              "UPDATE sample_tag SET source = 'user' WHERE sample_id = 1;"
              "INSERT INTO witness (sample_id, source, tag_id, rank) SELECT 1, 'user', "
              "tag_id, 1 FROM sample_tag WHERE sample_id = 1;"
              "PRAGMA foreign_keys = OFF; DELETE FROM sample WHERE id = 1");
    n = check(true, &said);
    cr_expect(n.problems > 0, "it has to be told that these hang in the air");
    cr_expect(
        shelf_sql(&shelf, "SELECT count(*) FROM sample_tag WHERE source = 'user'") == 2);
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM witness WHERE source = 'user'") ==
              2);
}

Test(checkup, a_user_s_category_is_the_summary)
{
    struct said said;
    struct checkup n;

    shelf_sql(&shelf, "UPDATE sample_tag SET source = 'user', confidence = 0.1 WHERE "
                      "sample_id = 1");
    n = check(true, &said);
    cr_expect(n.problems == 0);
    cr_expect(shelf_sql(&shelf, "SELECT category = 'drums.kick' FROM sample WHERE id = "
                                "1") == 1);
}

static int refuse(void *arg, const struct finding *f, struct err *e)
{
    (void)arg;
    (void)f;
    return err_set(e, ERR_STOPPED, "enough");
}

Test(checkup, a_callback_ends_it_and_a_repair_is_all_or_nothing)
{
    const struct checkup_options o = {.repair = true, .found = refuse};
    struct checkup n;
    struct err err = {0};

    shelf_sql(&shelf, "DELETE FROM mel");
    cr_expect(checkup_run(shelf.s, &o, &n, &err) == -1 && err.kind == ERR_STOPPED);
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM file WHERE state = 'ok'") == 3);
    cr_expect(sqlite3_get_autocommit(shelf.s->db));
}
