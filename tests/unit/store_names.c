/* SPDX-License-Identifier: GPL-2.0-or-later */
/* store/named: what names say of samples, and what comes of it. */
#include <stdio.h>
#include <string.h>

#include "shelf.h"
#include "store/dirs.h"
#include "store/folders.h"
#include "store/labels.h"
#include "store/named.h"
#include "store/tags.h"

static struct shelf shelf;
static struct lexicon *words;

static void word(const char *text, const char *category, int form)
{
    struct err err = {0};

    ok(lexicon_add(words, text, category, form, 0.9, WORD_FAIR, &err));
}

static void make_shelf(void)
{
    struct err err = {0};

    shelf_open(&shelf, ":memory:", STORE_WRITE);
    words = lexicon_new();
    word("kick", "drums.kick", -1);
    word("bass", "bass", -1);
    word("hat", "drums.hat", -1);
    word("open hat", "drums.hat.open", -1);
    word("conga", "drums.perc.hand", -1); /* the model knows drums alone */
    word("gong", "metal", -1);            /* of no category that the model has */
    word("loop", "", FORM_LOOP);
    ok(lexicon_seal(words, &err));
    snprintf(words->id, sizeof words->id, "%032d", 1);
    shelf.model.names = words;
}

static void drop_shelf(void)
{
    shelf_close(&shelf);
    lexicon_free(words);
}

TestSuite(names, .init = make_shelf, .fini = drop_shelf);

static const char *text_of(const char *sql)
{
    static char out[200];
    sqlite3_stmt *st = NULL;

    snprintf(out, sizeof out, "(none)");
    cr_assert(sqlite3_prepare_v2(shelf.s->db, sql, -1, &st, NULL) == SQLITE_OK, "%s: %s",
              sql, sqlite3_errmsg(shelf.s->db));
    if (sqlite3_step(st) == SQLITE_ROW)
        snprintf(out, sizeof out, "%s", (const char *)sqlite3_column_text(st, 0));
    sqlite3_finalize(st);
    return out;
}

/* The only sample's category and who says so; what names say of it; by ear alone. */
static void is(const char *tag, const char *witness, const char *heard)
{
    const char *got = text_of("SELECT tag || ' by ' || source FROM v1_tag WHERE facet = "
                              "'category'");

    cr_expect(strcmp(got, tag) == 0, "tag is %s, not %s", got, tag);
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM v1_sample s LEFT JOIN v1_tag t ON "
                                "t.sample_id = s.id AND t.facet = 'category' WHERE "
                                "s.category IS NOT t.tag OR s.category_confidence IS NOT "
                                "t.confidence") == 0,
              "the row says something else than its tag");
    got = text_of("SELECT tag || ': ' || words || ' of ' || place FROM v1_witness WHERE "
                  "source = 'name' AND facet = 'category' AND rank = 1");
    cr_expect(strcmp(got, witness) == 0, "names say %s, not %s", got, witness);
    got = text_of("SELECT audio_category FROM v1_sample WHERE audio_category NOT NULL");
    cr_expect(strcmp(got, heard) == 0, "heard was %s, not %s", got, heard);
}

/* A sound in dir/name: the probabilities of the four leaves. Published alone: the first
 * leaf of at least 0.6. */
static int64_t put(const char *dir, const char *name, int seed, double kick,
                   double closed, double open, double bass)
{
    const double p[4] = {kick, closed, open, bass};
    struct sound x;

    shelf_sound(&shelf, &x, seed, UNSURE, 0, FORM_ONESHOT);
    for (int i = 0; i < SOUND_TOP; i++)
        x.verdict.top[i] = (struct guess){-1, 0};
    for (int i = 0; i < 4; i++) {
        x.verdict.top[i] = (struct guess){i, (float)p[i]};
        if (p[i] >= 0.6)
            x.verdict.category = x.verdict.top[i];
    }
    return shelf_put(&shelf, dir, name, &x);
}

static int64_t put_weak_kick(const char *dir, const char *name)
{
    return put(dir, name, 1, 0.5, 0.2, 0.1, 0.2);
}

static bool refresh_all(void)
{
    struct err err = {0};
    bool any = false;

    for (int64_t id = 0; (id = shelf_sql(&shelf, "SELECT id FROM sample WHERE renamed "
                                                 "LIMIT 1")) != 0;) {
        bool changed;

        ok(named_refresh(shelf.s, id, &shelf.model, &changed, &err));
        any |= changed;
    }
    return any;
}

static void move(int64_t file, const char *dir, const char *name)
{
    struct err err = {0};
    int64_t id = 0;

    ok(dir_reach(shelf.s, shelf.folder, dir, &id, &err));
    ok(file_move(shelf.s, file, id, name, &err));
}

Test(names, a_name_that_agrees_makes_an_unsure_answer_sure)
{
    put_weak_kick("a", "Kick 01.wav");
    is("drums.kick by model+name", "drums.kick: kick of file", "(none)");
    cr_expect(shelf_sql(&shelf, "SELECT confidence > 0.7 AND confidence < 1 AND model_id "
                                "= 1 FROM v1_tag WHERE facet = 'category'") == 1);
    cr_expect(shelf_sql(&shelf,
                        "SELECT abs(confidence - 0.9) < 1e-6 AND model_id IS NULL "
                        "FROM v1_witness WHERE source = 'name'") == 1);
}

Test(names, a_name_that_says_nothing_changes_nothing)
{
    put("a", "take 7.wav", 1, 0.75, 0.125, 0.0625, 0.0625);
    is("drums.kick by model", "(none)", "drums.kick");
    cr_expect(shelf_sql(&shelf, "SELECT confidence = 0.75 FROM v1_tag WHERE facet = "
                                "'category'") == 1);
    cr_expect(
        shelf_sql(&shelf, "SELECT count(*) FROM v1_witness WHERE source = 'name'") == 0);
}

Test(names, a_lie_does_not_win_over_a_certain_ear)
{
    put("a", "bass.wav", 1, 0.97, 0.01, 0.01, 0.01);
    is("drums.kick by model+name", "bass: bass of file", "drums.kick");
    cr_expect(shelf_sql(&shelf, "SELECT category_confidence < audio_category_confidence "
                                "FROM v1_sample") == 1,
              "it leaves a doubt");
}

Test(names, a_lie_can_make_a_fair_answer_unsure_and_it_stays_on_record)
{
    put("a", "bass.wav", 1, 0.65, 0.16, 0.16, 0.03);
    is("(none)", "bass: bass of file", "drums.kick");
    cr_expect(shelf_sql(&shelf,
                        "SELECT category IS NULL AND category_confidence IS NULL "
                        "AND audio_category_confidence > 0.6 FROM v1_sample") == 1);
}

Test(names, a_folder_speaks_where_the_file_is_silent)
{
    put_weak_kick("x/Kicks", "01.wav");
    is("drums.kick by model+name", "drums.kick: kick of folder", "(none)");
}

Test(names, a_category_that_the_model_lacks_speaks_as_the_nearest_above_it)
{
    put("a", "conga.wav", 1, 0.3, 0.25, 0.25, 0.2);
    is("drums by model+name", "drums.perc.hand: conga of file", "(none)");
    shelf_sql(&shelf, "DELETE FROM file; DELETE FROM sample_tag; DELETE FROM witness; "
                      "DELETE FROM mel; DELETE FROM descriptor; DELETE FROM embedding; "
                      "DELETE FROM sample");
    put("a", "gong.wav", 2, 0.75, 0.125, 0.0625, 0.0625);
    is("drums.kick by model", "metal: gong of file", "drums.kick");
}

Test(names, silence_is_unsure_whatever_it_is_called)
{
    struct sound x;

    shelf_sound(&shelf, &x, 1, UNSURE, 0, FORM_ONESHOT);
    for (int i = 0; i < SOUND_TOP; i++)
        x.verdict.top[i] = (struct guess){-1, 0};
    x.verdict.form = -1;
    x.verdict.form_p[0] = x.verdict.form_p[1] = 0.5f;
    shelf_put(&shelf, "a", "kick loop.wav", &x);
    is("(none)", "drums.kick: kick of file", "(none)");
    cr_expect(shelf_sql(&shelf, "SELECT form IS NULL FROM v1_sample") == 1);
}

Test(names, a_form_is_weighed_too)
{
    struct sound x;

    shelf_sound(&shelf, &x, 1, KICK, 0.9, FORM_ONESHOT); /* 0.75 a one-shot */
    x.verdict.form = FORM_ONESHOT;
    shelf_put(&shelf, "a", "loop.wav", &x);
    cr_expect(strcmp(text_of("SELECT form || ' ' || audio_form FROM v1_sample"),
                     "loop oneshot") == 0);
    cr_expect(strcmp(text_of("SELECT source FROM v1_tag WHERE facet = 'form'"),
                     "model+name") == 0);
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM v1_witness WHERE facet = 'form' "
                                "AND source = 'name' AND tag = 'loop'") == 1);
}

Test(names, another_name_gives_another_tag_once)
{
    const int64_t file = put("a", "x.wav", 1, 0.45, 0.05, 0.05, 0.45);
    int64_t changes;

    is("(none)", "(none)", "(none)");
    move(file, "a", "kick.wav");
    cr_expect(refresh_all());
    is("drums.kick by model+name", "drums.kick: kick of file", "(none)");
    move(file, "Bass", "y.wav");
    cr_expect(refresh_all());
    is("bass by model+name", "bass: bass of folder", "(none)");
    changes = shelf_sql(&shelf, "SELECT count(*) FROM v1_change WHERE what = 'tags'");
    cr_expect(changes == 2);
    move(file, "Bass", "z.wav");
    cr_expect(!refresh_all(), "nothing new was said");
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM v1_change WHERE what = 'tags'") ==
              changes);
    move(file, "a", "x.wav");
    cr_expect(refresh_all());
    is("(none)", "(none)", "(none)");
}

Test(names, a_gone_file_speaks_until_another_is_at_hand)
{
    struct err err = {0};
    const int64_t file = put("a", "kick.wav", 1, 0.45, 0.05, 0.05, 0.45);

    ok(file_missing(shelf.s, file, &err));
    cr_expect(!refresh_all());
    is("drums.kick by model+name", "drums.kick: kick of file", "(none)");
    put("a", "bass.wav", 1, 0.45, 0.05, 0.05, 0.45);
    is("bass by model+name", "bass: bass of file", "(none)");
    ok(file_returned(shelf.s, file, &err));
    cr_expect(refresh_all());
    is("(none)", "(none)", "(none)"); /* kick, and bass: nothing in common */
}

Test(names, several_names_of_one_sound_say_what_they_agree_on)
{
    put("a", "open hat.wav", 1, 0.3, 0.3, 0.3, 0.1);
    put("a", "hat 3.wav", 1, 0.3, 0.3, 0.3, 0.1);
    is("drums.hat.open by model+name", "drums.hat.open: open hat of file", "(none)");
    put("a", "kick.wav", 1, 0.3, 0.3, 0.3, 0.1);
    is("drums by model+name", "drums: open hat, kick of file", "(none)");
}

Test(names, of_very_many_copies_the_first_are_asked)
{
    char name[40];

    for (int i = 0; i < 40; i++) {
        sprintf(name, i < 30 ? "kick %d.wav" : "bass %d.wav", i);
        put_weak_kick("a", name);
    }
    is("drums.kick by model+name", "drums.kick: kick of file", "(none)");
}

Test(names, what_a_user_said_stays)
{
    const int64_t file = put_weak_kick("a", "x.wav");
    struct err err = {0};
    int64_t tag = 0;
    char sql[300];

    ok(tag_enter(shelf.s, "category", "drums.snare", &tag, &err));
    snprintf(sql, sizeof sql,
             "INSERT INTO sample_tag SELECT %d, id, 1, 'user', NULL FROM sample; UPDATE "
             "sample SET category = 'drums.snare', category_confidence = 1",
             (int)tag);
    shelf_sql(&shelf, sql);
    move(file, "a", "kick.wav");
    cr_expect(!refresh_all(), "nothing that is published has changed");
    is("drums.snare by user", "drums.kick: kick of file", "(none)");
}

Test(names, switched_off_they_leave_no_trace_and_back_on_they_speak_again)
{
    struct err err = {0};
    const struct lexicon *now;

    ok(named_choose(shelf.s, words, NAMED_AS_BEFORE, &now, &err));
    put("a", "bass.wav", 1, 0.65, 0.16, 0.16, 0.03);
    is("(none)", "bass: bass of file", "drums.kick");
    ok(named_choose(shelf.s, words, NAMED_OFF, &now, &err));
    cr_expect(now == NULL);
    shelf.model.names = now;
    cr_expect(refresh_all());
    is("drums.kick by model", "(none)", "drums.kick");
    ok(named_choose(shelf.s, words, NAMED_AS_BEFORE, &now, &err));
    cr_expect(now == NULL, "the wish is remembered");
    cr_expect(!refresh_all() &&
              shelf_sql(&shelf, "SELECT max(renamed) FROM sample") == 0);
    ok(named_choose(shelf.s, words, NAMED_ON, &now, &err));
    cr_expect(now == words);
    shelf.model.names = now;
    cr_expect(refresh_all());
    is("(none)", "bass: bass of file", "drums.kick");
    ok(named_choose(shelf.s, words, NAMED_AS_BEFORE, &now, &err));
    cr_expect(shelf_sql(&shelf, "SELECT max(renamed) FROM sample") == 0);
    snprintf(words->id, sizeof words->id, "%032d", 2);
    ok(named_choose(shelf.s, words, NAMED_AS_BEFORE, &now, &err));
    cr_expect(shelf_sql(&shelf, "SELECT min(renamed) FROM sample") == 1,
              "another table: everything is asked again");
}

Test(names, another_model_hears_anew_and_the_name_goes_on_speaking)
{
    static const char *const tags[] = {"bass", "drums.kick"};
    const struct model_facts facts = {.key = "ffffffffffffffffffffffffffffffff",
                                      .arch = "cnn",
                                      .feature_version = 1,
                                      .metrics = "{}",
                                      .nodes = 2,
                                      .tag = tags,
                                      .leaves = 2,
                                      .leaf_threshold = 0.8f,
                                      .parent_threshold = 2,
                                      .form_threshold = 0.6f};
    const struct sound said = {
        .verdict = {.has_model = true,
                    .category = {-1, 0},
                    .top = {{0, 0.6f}, {1, 0.4f}, {-1, 0}, {-1, 0}, {-1, 0}},
                    .form = -1,
                    .form_p = {0.5f, 0.5f}}};
    struct model_ref other = {0};
    struct err err = {0};

    put_weak_kick("a", "kick.wav");
    ok(model_use(shelf.s, &facts, &other, &err));
    other.names = words;
    ok(sample_put_verdict(shelf.s, 1, &said, &other, &err));
    is("drums.kick by model+name", "drums.kick: kick of file", "(none)");
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM v1_tag WHERE model_id = 1") == 0);
    model_ref_clear(&other);
}

Test(names, a_folder_that_leaves_takes_its_names_along)
{
    struct err err = {0};
    struct place at = {0};
    int64_t dir = 0;

    put("a", "x.wav", 1, 0.45, 0.05, 0.05, 0.45);
    ok(folder_add(shelf.s, "/other", &at, &err));
    ok(dir_reach(shelf.s, at.folder, "Kicks", &dir, &err));
    ok(file_link(shelf.s, 1, dir, "1.wav", &err));
    place_clear(&at);
    cr_expect(refresh_all());
    is("drums.kick by model+name", "drums.kick: kick of folder", "(none)");
    cr_expect(folder_remove(shelf.s, "/other", &err) == 1);
    cr_expect(refresh_all());
    is("(none)", "(none)", "(none)");
}

Test(names, a_folder_above_the_old_root_makes_the_old_root_speak)
{
    struct err err = {0};
    struct place at = {0};
    int64_t dir = 0, id;
    const struct file_stamp stamp = {.size = 1, .mtime_ns = 1, .inode = 77};
    struct sound x;

    ok(folder_add(shelf.s, "/packs/Kicks", &at, &err));
    ok(dir_reach(shelf.s, at.folder, "", &dir, &err));
    ok(file_add(shelf.s, dir, "1.wav", &stamp, &err));
    id = sqlite3_last_insert_rowid(shelf.s->db);
    place_clear(&at);
    shelf_sound(&shelf, &x, 1, UNSURE, 0, FORM_ONESHOT);
    x.verdict.top[0] = (struct guess){KICK, 0.5f};
    x.verdict.top[1] = (struct guess){BASS, 0.5f};
    x.verdict.top[2].node = -1;
    ok(sample_put(shelf.s, id, &x, &shelf.model, &err));
    is("(none)", "(none)", "(none)"); /* a root is no witness */
    ok(folder_add(shelf.s, "/packs", &at, &err));
    place_clear(&at);
    cr_expect(refresh_all());
    is("drums.kick by model+name", "drums.kick: kick of folder", "(none)");
}
