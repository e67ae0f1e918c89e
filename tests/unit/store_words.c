/* SPDX-License-Identifier: GPL-2.0-or-later */
/* store/feedback, standing, rejected, vocabulary, inbox: what users say holds. */
#include <stdio.h>
#include <string.h>

#include "shelf.h"
#include "store/feedback.h"
#include "store/inbox.h"
#include "store/standing.h"
#include "store/tags.h"
#include "store/vocabulary.h"

static struct shelf shelf;
static uint8_t hash[CORRECTION_HASH]; /* of the sound with seed 1 */

static void make_shelf(void)
{
    struct sound sound;

    shelf_open(&shelf, ":memory:", STORE_WRITE);
    shelf_sound(&shelf, &sound, 1, KICK, 0.8, FORM_LOOP);
    memcpy(hash, sound.hash, CORRECTION_HASH);
}

static void drop_shelf(void) { shelf_close(&shelf); }

TestSuite(said, .init = make_shelf, .fini = drop_shelf);

static void add_one(void) { shelf_add(&shelf, "a", "1.wav", 1, KICK, 0.8, FORM_LOOP); }

/* "+kick", "-snare", "=kick" takes it back: how many were recorded. */
static int say(const char *word)
{
    const struct speaker by = {.actor = "user"};
    struct meaning m;
    struct err err = {0};
    struct opinion o = {m.facet, m.tag,
                        *word == '+'   ? CONFIRMED
                        : *word == '-' ? REJECTED
                                       : WITHDRAWN};
    int said;

    ok(vocabulary_find(shelf.s, word + 1, &m, &err));
    ok(store_begin(shelf.s, &err));
    ok(feedback_say(shelf.s, hash, &o, 1, &by, &shelf.model, &said, &err));
    ok(store_commit(shelf.s, &err));
    return said;
}

/* The model says it again, as in a new analysis. */
static void hear(enum shelf_node node)
{
    struct sound sound;
    struct err err = {0};

    shelf_sound(&shelf, &sound, 1, node, 0.8, FORM_LOOP);
    ok(store_begin(shelf.s, &err));
    ok(sample_put(shelf.s, 1, &sound, &shelf.model, &err));
    ok(store_commit(shelf.s, &err));
}

/* What the only sample wears in a facet, "drums.kick by user"; "" = nothing. */
static const char *worn(const char *facet)
{
    static char out[200];
    sqlite3_stmt *st = NULL;

    cr_assert(sqlite3_prepare_v2(shelf.s->db,
                                 "SELECT tag || ' by ' || source FROM v1_tag WHERE "
                                 "facet = ? ORDER BY tag",
                                 -1, &st, NULL) == SQLITE_OK);
    sqlite3_bind_text(st, 1, facet, -1, SQLITE_STATIC);
    out[0] = '\0';
    while (sqlite3_step(st) == SQLITE_ROW)
        snprintf(out + strlen(out), sizeof out - strlen(out), "%s%s", *out ? ", " : "",
                 sqlite3_column_text(st, 0));
    sqlite3_finalize(st);
    return out;
}

static void wears(const char *facet, const char *want)
{
    cr_expect_str_eq(worn(facet), want);
    cr_expect(
        shelf_sql(&shelf,
                  "SELECT count(*) FROM v1_sample s WHERE s.category IS NOT (SELECT "
                  "tag FROM v1_tag t WHERE t.sample_id = s.id AND facet = "
                  "'category') OR s.form IS NOT (SELECT tag FROM v1_tag t WHERE "
                  "t.sample_id = s.id AND facet = 'form')") == 0,
        "the summary says so, too");
}

Test(said, a_confirmed_category_holds_over_every_answer)
{
    add_one();
    cr_expect(say("+bass") == 1);
    wears("category", "bass by user");
    hear(CLOSED);
    wears("category", "bass by user");
    cr_expect(shelf_sql(&shelf, "SELECT category_confidence = 1 FROM v1_sample") == 1);
    cr_expect(shelf_sql(&shelf, "SELECT audio_category = 'drums.hat.closed' FROM "
                                "v1_sample") == 1,
              "what was heard stays on record");
}

Test(said, what_holds_is_not_said_again)
{
    add_one();
    cr_expect(say("+bass") == 1);
    cr_expect(say("+bass") == 0);
    cr_expect(say("=kick") == 0, "nothing was said of it");
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM v1_feedback") == 1);
}

Test(said, a_later_category_replaces_and_taking_it_back_restores)
{
    add_one();
    say("+bass");
    say("+kick");
    wears("category", "drums.kick by user");
    say("=kick");
    wears("category", "bass by user");
    say("=bass");
    wears("category", "drums.kick by model");
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM v1_feedback") == 4, "history");
}

Test(said, a_rejected_tag_never_comes_back)
{
    add_one();
    say("-kick");
    wears("category", "");
    hear(KICK);
    wears("category", "");
    hear(BASS);
    wears("category", "bass by model");
    hear(KICK);
    wears("category", "");
    say("=kick");
    wears("category", "drums.kick by model");
}

Test(said, rejecting_a_parent_rules_out_what_lies_below)
{
    add_one();
    say("-drums");
    wears("category", "");
    hear(CLOSED);
    wears("category", "");
    hear(BASS);
    wears("category", "bass by model");
}

Test(said, of_contradicting_words_the_later_holds)
{
    add_one();
    say("+kick");
    say("-drums");
    wears("category", "");
    say("+hat.closed");
    wears("category", "drums.hat.closed by user");
    say("-hat.closed");
    wears("category", "");
}

Test(said, a_rejected_form_is_gone_and_the_other_is_not_made_up)
{
    add_one();
    say("-loop");
    wears("form", "");
    hear(KICK);
    wears("form", "");
    say("+oneshot");
    wears("form", "oneshot by user");
}

Test(said, of_free_tags_there_are_many)
{
    add_one();
    say("+user:good");
    say("+user:deep");
    say("-user:bad");
    wears("user", "deep by user, good by user");
    say("=user:deep");
    wears("user", "good by user");
}

Test(said, a_tempo_of_the_user_goes_before_that_of_the_file)
{
    struct sound x;
    struct err err = {0};

    shelf_sound(&shelf, &x, 1, KICK, 0.9, FORM_LOOP);
    x.duration_s = 4;
    x.embedded.bpm = 120;
    x.embedded.beats = 8;
    x.embedded.is_loop = true;
    shelf_put(&shelf, "a", "1.wav", &x);
    wears("bpm", "120 by file");
    say("+bpm:60");
    wears("bpm", "60 by user");
    cr_expect(shelf_sql(&shelf, "SELECT bpm FROM v1_sample") == 60);
    ok(sample_put(shelf.s, 1, &x, &shelf.model, &err));
    wears("bpm", "60 by user");
    say("=bpm:60");
    wears("bpm", "120 by file");
    say("-bpm:120");
    wears("bpm", "");
    cr_expect(shelf_sql(&shelf, "SELECT bpm IS NULL FROM v1_sample") == 1);
    ok(sample_put(shelf.s, 1, &x, &shelf.model, &err));
    wears("bpm", "");
    say("+note:Eb4");
    cr_expect(shelf_sql(&shelf, "SELECT note FROM v1_sample") == 63);
}

Test(said, words_wait_for_a_sound_that_is_not_here_yet)
{
    say("+bass");
    say("-loop");
    cr_expect(shelf_sql(&shelf, "SELECT sample_id IS NULL FROM v1_feedback") == 1);
    add_one();
    wears("category", "bass by user");
    wears("form", "");
    cr_expect(shelf_sql(&shelf, "SELECT sample_id FROM v1_feedback") == 1);
}

Test(said, what_the_model_showed_is_recorded_with_the_word)
{
    add_one();
    say("-kick");
    cr_expect(shelf_sql(&shelf, "SELECT shown = 'drums.kick' AND model_id = 1 FROM "
                                "v1_feedback") == 1);
    say("+bass");
    say("+kick");
    cr_expect(shelf_sql(&shelf, "SELECT model_id IS NULL AND shown IS NULL FROM "
                                "v1_feedback ORDER BY id DESC LIMIT 1") == 1,
              "the user had spoken by then");
}

Test(said, words_on_a_sound_never_go_back_in_time)
{
    const struct correction future = {.uuid = {1},
                                      .facet = "category",
                                      .tag = "bass",
                                      .verdict = CONFIRMED,
                                      .actor = "user",
                                      .at_ms = CORRECTION_LATEST - 9};
    struct correction c = future;
    struct err err = {0};

    add_one();
    memcpy(c.hash, hash, CORRECTION_HASH);
    cr_expect(feedback_merge(shelf.s, &c, &shelf.model, &err) == 1, "%s", err.text);
    wears("category", "bass by user");
    say("+kick");
    wears("category", "drums.kick by user");
    cr_expect(shelf_sql(&shelf,
                        "SELECT min(id) = 1 AND max(at_ms) > 4503599627370486 FROM "
                        "feedback") == 1);
}

Test(said, merging_is_by_uuid_and_in_any_order)
{
    struct correction c[3] = {
        {{1}, {0}, "category", "bass", CONFIRMED, "a", NULL, NULL, 1000},
        {{2}, {0}, "category", "drums.kick", CONFIRMED, "a", NULL, NULL, 2000},
        {{3}, {0}, "category", "drums.kick", WITHDRAWN, "a", NULL, NULL, 3000}};
    static const int order[6][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2},
                                    {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    struct err err = {0};

    for (int i = 0; i < 6; i++) {
        drop_shelf();
        make_shelf();
        add_one();
        for (int k = 0; k < 6; k++) { /* each twice */
            struct correction *x = &c[order[i][k % 3]];

            memcpy(x->hash, hash, CORRECTION_HASH);
            cr_expect(feedback_merge(shelf.s, x, &shelf.model, &err) == (k < 3));
        }
        wears("category", "bass by user");
    }
}

Test(said, rows_are_only_ever_added)
{
    add_one();
    say("+bass");
    cr_expect(sqlite3_exec(shelf.s->db, "DELETE FROM feedback", NULL, NULL, NULL) ==
              SQLITE_CONSTRAINT_TRIGGER);
    cr_expect(sqlite3_exec(shelf.s->db, "UPDATE feedback SET verdict = 0", NULL, NULL,
                           NULL) == SQLITE_CONSTRAINT_TRIGGER);
}

Test(said, rows_of_a_sample_are_told_from_others)
{
    struct err err = {0};
    bool changed;

    add_one();
    say("+bass");
    say("-loop");
    cr_expect(standing_holds(shelf.s, 1, hash, &err) == 1);
    shelf_sql(&shelf, "DELETE FROM rejected");
    cr_expect(standing_holds(shelf.s, 1, hash, &err) == 0);
    ok(standing_apply(shelf.s, 1, hash, &shelf.model, &changed, &err));
    cr_expect(standing_holds(shelf.s, 1, hash, &err) == 1);
    shelf_sql(&shelf, "UPDATE sample_tag SET tag_id = 1 WHERE source = 'user'");
    cr_expect(standing_holds(shelf.s, 1, hash, &err) == 0);
}

TestSuite(vocabulary, .init = make_shelf, .fini = drop_shelf);

Test(vocabulary, a_word_means_one_tag)
{
    static const struct {
        const char *word, *facet, *tag;
    } good[] = {
        {"kick", "category", "drums.kick"},
        {"KICK", "category", "drums.kick"},
        {"drums.kick", "category", "drums.kick"},
        {"category:kick", "category", "drums.kick"},
        {"hat", "category", "drums.hat"},
        {"hat-closed", "category", "drums.hat.closed"},
        {"closed", "category", "drums.hat.closed"},
        {"drums", "category", "drums"},
        {"loop", "form", "loop"},
        {"form:OneShot", "form", "oneshot"},
        {"bpm:120.50", "bpm", "120.5"},
        {"key:am", "key", "Am"},
        {"key:Bb minor", "key", "Bbm"},
        {"key:f#", "key", "F#"},
        {"note:c#4", "note", "C#4"},
        {"note:Db4", "note", "C#4"},
        {"note:B#3", "note", "C4"},
        {"note:Cb4", "note", "B3"},
        {"note:C-1", "note", "C-1"},
        {"note:G9", "note", "G9"},
        {"user:So GOOD", "user", "So GOOD"},
    };
    struct meaning m;
    struct err err = {0};

    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        cr_expect(vocabulary_find(shelf.s, good[i].word, &m, &err) == 0, "%s: %s",
                  good[i].word, err.text);
        cr_expect(strcmp(m.facet, good[i].facet) == 0 &&
                      strcmp(m.tag, good[i].tag) == 0 && !m.fresh,
                  "%s is %s:%s", good[i].word, m.facet, m.tag);
    }
}

Test(vocabulary, what_means_nothing_or_too_much_is_refused)
{
    static const char *const bad[] = {
        "",         "xyz",       "xyz.kick", "form:phrase",     "bpm:",   "bpm:9",
        "bpm:x",    "bpm:1e2",   "bpm:nan",  "key:H",           "key:Ax", "note:A",
        "note:A99", "note:Cb-1", "note:G#9", "note:C-2",        "user:",  "user: x",
        "user:a\n", "pack:x",    "a:b",      "drums.Kick.",     ".kick",  "drums..x",
        "drums.-x", "drums.a b", "=",        "drums.kick.a.b.c"};
    struct meaning m;
    struct err err = {0};

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        cr_expect(vocabulary_find(shelf.s, bad[i], &m, &err) == -1 &&
                      err.kind == ERR_USAGE,
                  "%s", bad[i]);
}

Test(vocabulary, of_several_meanings_the_message_names_some)
{
    struct err err = {0};
    struct meaning m;
    int64_t tag;

    ok(tag_enter(shelf.s, "category", "tonal.kick", &tag, &err));
    cr_expect(vocabulary_find(shelf.s, "kick", &m, &err) == -1);
    shelf_refused(&err, ERR_USAGE, "drums.kick, tonal.kick");
}

Test(vocabulary, a_new_leaf_of_a_known_parent_is_fresh)
{
    struct err err = {0};
    struct meaning m;

    ok(vocabulary_find(shelf.s, "drums.Foley-Door", &m, &err));
    cr_expect(m.fresh);
    cr_expect_str_eq(m.tag, "drums.foley-door");
}

TestSuite(inbox, .init = make_shelf, .fini = drop_shelf);

static struct inbox_counts take(void)
{
    struct inbox_counts n = {0};
    struct err err = {0};

    ok(inbox_take(shelf.s, &shelf.model, 0, &n, &err));
    return n;
}

Test(inbox, words_of_other_programs_are_taken_in)
{
    struct inbox_counts n;

    add_one();
    shelf_sql(&shelf, "INSERT INTO v1_feedback_in (sample_id, tag) VALUES (1, 'bass'); "
                      "INSERT INTO v1_feedback_in (hash, tag, verdict, actor, at) SELECT "
                      "upper(hash), 'form:loop', -1, 'my app', 77 FROM v1_sample");
    n = take();
    cr_expect(n.taken == 2 && n.refused == 0);
    cr_expect(take().taken == 0);
    wears("category", "bass by user");
    wears("form", "");
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM v1_feedback_in") == 0);
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM v1_feedback WHERE actor = 'my app' "
                                "AND verdict = -1 AND at >= 77") == 1);
}

Test(inbox, what_makes_no_sense_stays_with_the_reason)
{
    struct inbox_counts n;

    add_one();
    shelf_sql(&shelf,
              "INSERT INTO v1_feedback_in (sample_id, hash, tag, actor) VALUES "
              "(1, NULL, 'xyz', NULL), (99, NULL, 'kick', NULL), (NULL, NULL, 'kick', "
              "NULL), (NULL, 'abc', 'kick', NULL), (1, hex(zeroblob(16)), 'kick', NULL), "
              "(1, NULL, 'drums.new', NULL), (1, NULL, 'kick', ''), (1, NULL, "
              "'user:' || char(10), NULL)");
    n = take();
    cr_expect(n.taken == 0 && n.refused == 8, "%d refused", (int)n.refused);
    cr_expect(shelf_sql(&shelf,
                        "SELECT count(*) FROM v1_feedback_in WHERE length(error) > "
                        "5") == 8);
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM v1_feedback") == 0);
    shelf_sql(&shelf, "DELETE FROM v1_feedback_in");
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM v1_feedback_in") == 0);
}

Test(inbox, a_word_that_the_ledger_brought_back_is_not_said_twice)
{
    struct correction c = {.facet = "category",
                           .tag = "bass",
                           .verdict = CONFIRMED,
                           .actor = "app",
                           .at_ms = 5};
    struct err err = {0};

    add_one();
    shelf_sql(&shelf, "INSERT INTO v1_feedback_in (sample_id, tag) VALUES (1, 'bass'); "
                      "UPDATE feedback_in SET uuid = zeroblob(16)");
    memcpy(c.hash, hash, CORRECTION_HASH);
    cr_expect(feedback_recall(shelf.s, &c, &shelf.model, &err) == 1);
    take();
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM v1_feedback") == 1);
}
