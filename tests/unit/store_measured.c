/* SPDX-License-Identifier: GPL-2.0-or-later */
/* store/measured: numbers travel, what is sure is published, and words of users stay. */
#include "near.h"

#include <stdio.h>
#include <string.h>

#include "query/query.h"
#include "shelf.h"
#include "store/correction.h"
#include "store/feedback.h"
#include "store/measured.h"
#include "store/search.h"
#include "util/keyname.h"

static struct shelf shelf;
static struct err err;

static void make(void) { shelf_open(&shelf, ":memory:", STORE_WRITE); }
static void unmake(void) { shelf_close(&shelf); }
TestSuite(measured, .init = make, .fini = unmake);

/* A bright, short loop of 120.04 bpm in A minor on a tuned A4, which clips. */
static const struct facets usual = {
    .pitch = {.hz = 441.5f, .confidence = 0.9f},
    .tempo = {.bpm = 120.04f,
              .confidence = 0.8f,
              .alternate = {60.02f, 240.08f},
              .beats = 4,
              .downbeat_s = 0.25f},
    .loop_p = 0.75f,
    .tonality = {.key = 21,
                 .confidence = 0.7f,
                 .second = 0,
                 .second_confidence = 0.2f,
                 .tuning_cents = -12.5f},
    .loudness = {.lufs = -14.25f, .momentary_lufs = -10.5f, .true_peak_db = 0.5f},
    .character = {8000, 0.25f, 0.25f, -30, 0.5f, 0.125f, 9, 0.0625f},
    .quality = {.clipped_s = 0.001f,
                .dc = -0.5f,
                .leading_s = 0.25f,
                .trailing_s = 0.125f,
                .side_db = -20,
                .balance_db = 3,
                .end_db = -40,
                .faults = 1 << FAULT_CLIPPED | 1 << FAULT_OVERS}};

/* A kick in one more file, which states what `m` does; its sample. */
static int64_t put(int seed, const struct facets *f, const struct embedded *m)
{
    static int files;
    struct sound sound;
    char name[32];

    shelf_sound(&shelf, &sound, seed, KICK, 0.9, FORM_LOOP);
    sound.facets = *f;
    if (m)
        sound.embedded = *m;
    snprintf(name, sizeof name, "%d.wav", files++);
    shelf_put(&shelf, "d", name, &sound);
    return shelf_sql(&shelf, "SELECT max(id) FROM sample");
}

static void say(int64_t sample, const char *facet, const char *tag, int verdict)
{
    const struct opinion o = {facet, tag, verdict};
    const struct speaker by = {.actor = "user"};
    uint8_t hash[SOUND_HASH];
    sqlite3_stmt *st = NULL;
    int said = 0;

    sqlite3_prepare_v2(shelf.s->db, "SELECT hash FROM sample WHERE id = ?", -1, &st,
                       NULL);
    sqlite3_bind_int64(st, 1, sample);
    cr_assert(sqlite3_step(st) == SQLITE_ROW);
    memcpy(hash, sqlite3_column_blob(st, 0), sizeof hash);
    sqlite3_finalize(st);
    ok(store_begin(shelf.s, &err));
    ok(feedback_say(shelf.s, hash, &o, 1, &by, &shelf.model, &said, &err));
    ok(store_commit(shelf.s, &err));
    cr_expect(said == 1);
}

#define holds(sql) cr_expect(shelf_sql(&shelf, "SELECT " sql) == 1, "%s", sql)
#define tags(n, where)                                                                   \
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM v1_tag WHERE " where) == (n),      \
              "%s", where)

Test(measured, the_form_is_that_of_net_and_signal)
{
    struct facets f = usual;

    f.loop_p = 0.9f; /* with the net's 0.75: 27 to 1 */
    put(1, &f, NULL);
    holds("form = 'loop' AND abs(form_confidence - 27 / 28.0) < 1e-5"
          " AND audio_form = 'loop' FROM v1_sample");
    f.loop_p = 0.25f;
    put(2, &f, NULL);
    holds("form IS NULL AND audio_form IS NULL FROM v1_sample ORDER BY id DESC LIMIT 1");
    holds("confidence = 0.75 FROM v1_witness WHERE sample_id = 2"
          " AND source = 'model' AND tag = 'loop'");
}

Test(measured, numbers_survive_the_round_trip)
{
    const int64_t id = put(1, &usual, NULL);
    struct facets back;

    cr_assert(measured_of(shelf.s, id, &back, &err) == 1);
    cr_expect(back.pitch.why == MEASURED && back.tempo.why == MEASURED);
    near(back.pitch.hz, 441.5, 1e-6);
    near(back.tempo.bpm, 120.04, 1e-6);
    near(back.tempo.alternate[1], 240.08, 1e-6);
    cr_expect(back.tempo.beats == 4 && back.tempo.downbeat_s == 0.25f);
    cr_expect(back.loop_p == 0.75f);
    cr_expect(back.tonality.key == 21 && back.tonality.second == 0);
    cr_expect(back.tonality.tuning_cents == -12.5f);
    cr_expect(back.loudness.lufs == -14.25f && back.loudness.true_peak_db == 0.5f);
    for (int i = 0; i < CHARACTER_COUNT; i++)
        cr_expect(fabsf(back.character[i] - usual.character[i]) < 0.001f, "%d", i);
    cr_expect(back.quality.dc == -0.5f && back.quality.end_db == -40);
    near(back.quality.clipped_s, 0.001, 1e-6);
    cr_expect(back.quality.faults == usual.quality.faults);
}

Test(measured, absent_is_zero_and_nobody_is_told_a_number)
{
    const struct facets none = facets_none();
    const int64_t id = put(1, &none, NULL);
    struct facets back;

    cr_expect(measured_of(shelf.s, id, &back, &err) == 0);
    holds("why_bpm = 'unknown' AND why_loudness = 'unknown' AND bpm IS NULL AND "
          "loudness_lufs IS NULL AND noisiness IS NULL FROM v1_sample");
    tags(0, "source = 'signal'");
}

Test(measured, each_reason_has_the_same_name_in_the_view)
{
    struct facets f = facets_none();

    put(1, &usual, NULL);
    for (int why = MEASURED + 1; why < UNMEASURED_COUNT; why++) {
        char sql[240];

        f.pitch.why = f.tempo.why = f.tonality.why = f.loudness.why = why;
        if (why == UNMEASURED_UNKNOWN)
            f.tempo.why = UNMEASURED_SHORT; /* or there would be no row */
        put(1, &f, NULL);
        snprintf(sql, sizeof sql,
                 "SELECT count(*) FROM v1_sample WHERE why_note = '%s' AND why_key = "
                 "why_note AND why_loudness = why_note AND note IS NULL",
                 unmeasured_name(why));
        cr_expect(shelf_sql(&shelf, sql) == 1, "%s", sql);
    }
}

Test(measured, what_is_sure_is_published)
{
    put(1, &usual, NULL);
    holds("abs(bpm - 120.04) < 1e-9 AND abs(bpm_confidence - 0.8) < 1e-9 FROM v1_sample");
    holds("bpm_alternates = '[60.02,240.08]' AND beats = 4 AND downbeat_s = 0.25 "
          "AND why_bpm IS NULL FROM v1_sample");
    holds("key = 'Am' AND key_confidence = 0.7 AND key_second = 'C' AND "
          "key_second_confidence = 0.2 AND camelot = '8A' AND tuning_cents = -12.5 "
          "FROM v1_sample");
    holds("note = 69 AND pitch_hz = 441.5 AND pitch_confidence = 0.9 FROM v1_sample");
    holds("loudness_lufs = -14.25 AND momentary_lufs = -10.5 AND true_peak_db = 0.5 AND "
          "why_loudness IS NULL FROM v1_sample");
    tags(1, "facet = 'bpm' AND tag = '120' AND source = 'signal' AND confidence > 0.79");
    tags(1, "facet = 'key' AND tag = 'Am' AND source = 'signal'");
    tags(1, "facet = 'note' AND tag = 'A4' AND source = 'signal'");
    tags(1, "facet = 'length' AND tag = 'short'");
    tags(1, "facet = 'brightness' AND tag = 'bright'");
    tags(1, "facet = 'envelope' AND tag = 'decaying'");
    tags(2, "facet = 'quality' AND tag IN ('clipped', 'overs')");
    holds("count(*) = 3 FROM v1_witness WHERE source = 'signal' AND facet = 'bpm'");
    holds("count(*) = 1 FROM v1_witness WHERE source = 'signal' AND facet = 'bpm' AND "
          "tag = '60' AND rank = 2 AND confidence IS NULL");
    holds("count(*) = 1 FROM v1_witness WHERE source = 'signal' AND facet = 'key' AND "
          "tag = 'C' AND rank = 2");
    holds("count(*) = 1 FROM v1_witness WHERE source = 'signal' AND tag = 'A4'");
    holds("count(*) = 1 FROM v1_witness WHERE source = 'signal' AND tag = 'oneshot' AND "
          "rank = 2 AND confidence = 0.25");
    holds("signal_loop_probability = 0.75 FROM v1_sample");
}

Test(measured, what_is_unsure_is_only_evidence)
{
    struct facets f = usual;

    f.pitch.confidence = f.tempo.confidence = f.tonality.confidence = 0.4f;
    put(1, &f, NULL);
    holds("bpm IS NULL AND why_bpm = 'unsure' AND bpm_confidence IS NULL AND "
          "beats IS NULL AND key IS NULL AND why_key = 'unsure' AND camelot IS NULL AND "
          "note IS NULL AND why_note = 'unsure' AND pitch_hz IS NULL FROM v1_sample");
    tags(0, "facet IN ('bpm', 'key', 'note')");
    holds("count(*) = 8 FROM v1_witness WHERE source = 'signal'");
}

Test(measured, keys_have_one_name_in_views_and_program)
{
    struct facets f = usual;

    for (int key = 0; key < KEYS; key++) {
        char sql[200];

        f.tonality.key = key;
        f.tonality.second = (key + 1) % KEYS;
        put(1, &f, NULL);
        snprintf(sql, sizeof sql,
                 "SELECT count(*) FROM v1_sample s JOIN v1_witness w ON w.sample_id = "
                 "s.id AND w.facet = 'key' AND w.rank = 1 WHERE w.tag = '%s' AND key = "
                 "w.tag AND key_second = '%s' AND camelot = '%s'",
                 keyname(key), keyname((key + 1) % KEYS), keyname_camelot(key));
        cr_expect(shelf_sql(&shelf, sql) == 1, "%s", sql);
    }
}

Test(measured, a_file_goes_before_the_measurement)
{
    const struct embedded says = {.bpm = 240,
                                  .beats = 4,
                                  .is_loop = true,
                                  .root_note = 57,
                                  .loop_start = -1,
                                  .loop_end = -1};

    put(1, &usual, &says);
    holds("bpm = 240 AND bpm_confidence IS NULL AND note = 57 AND key = 'Am' AND "
          "pitch_hz = 441.5 FROM v1_sample");
    tags(1, "facet = 'bpm' AND source = 'file'");
    tags(0, "facet IN ('bpm', 'note') AND source = 'signal'");
}

Test(measured, a_users_word_stays_and_comes_back_out)
{
    const int64_t id = put(1, &usual, NULL);

    say(id, "bpm", "90", CONFIRMED);
    say(id, "key", "A#m", CONFIRMED);
    say(id, "note", "C2", CONFIRMED);
    say(id, "length", "long", CONFIRMED);
    put(1, &usual, NULL); /* analysed again */
    holds("bpm = 90 AND bpm_confidence IS NULL AND key = 'A#m' AND camelot = '3A' AND "
          "key_second IS NULL AND note = 36 FROM v1_sample");
    tags(4, "facet IN ('bpm', 'key', 'note', 'length')");
    tags(0, "facet IN ('bpm', 'key', 'note', 'length') AND source = 'signal'");
    say(id, "bpm", "90", WITHDRAWN);
    say(id, "key", "A#m", WITHDRAWN);
    say(id, "note", "C2", WITHDRAWN);
    say(id, "length", "long", WITHDRAWN);
    holds("abs(bpm - 120.04) < 1e-9 AND key = 'Am' AND note = 69 FROM v1_sample");
    tags(4, "facet IN ('bpm', 'key', 'note', 'length') AND source = 'signal'");
}

Test(measured, what_is_ruled_out_is_not_brought_back)
{
    const int64_t id = put(1, &usual, NULL);
    const int64_t told = shelf_sql(&shelf, "SELECT max(seq) FROM v1_change");

    say(id, "quality", "clipped", REJECTED);
    cr_expect(shelf_sql(&shelf, "SELECT max(seq) FROM v1_change") == told + 1);
    say(id, "key", "Am", REJECTED);
    say(id, "bpm", "120", REJECTED);
    put(1, &usual, NULL);
    tags(1, "facet = 'quality'");
    tags(0, "facet IN ('key', 'bpm')");
    holds("key IS NULL AND bpm IS NULL AND why_key = 'unsure' FROM v1_sample");
    say(id, "quality", "clipped", WITHDRAWN);
    tags(2, "facet = 'quality'");
}

Test(measured, faults_that_a_user_adds_stand_beside_those_measured)
{
    const int64_t id = put(1, &usual, NULL);

    say(id, "quality", "truncated", CONFIRMED);
    say(id, "quality", "overs", CONFIRMED);
    tags(3, "facet = 'quality'");
    tags(1, "facet = 'quality' AND tag = 'overs' AND source = 'user'");
}

Test(measured, words_said_before_the_sound_came_hold)
{
    struct sound sound;

    shelf_sound(&shelf, &sound, 7, KICK, 0.9, FORM_LOOP);
    ok(store_begin(shelf.s, &err));
    {
        const struct opinion o = {"key", "Gm", CONFIRMED};
        const struct speaker by = {.actor = "user"};
        int said;

        ok(feedback_say(shelf.s, sound.hash, &o, 1, &by, &shelf.model, &said, &err));
    }
    ok(store_commit(shelf.s, &err));
    put(7, &usual, NULL);
    holds("key = 'Gm' AND note = 69 FROM v1_sample");
    tags(1, "facet = 'key'");
}

Test(measured, a_sound_that_goes_takes_its_measurements_along)
{
    put(1, &usual, NULL);
    shelf_sql(&shelf, "UPDATE file SET sample_id = NULL, state = 'failed'");
    shelf_sql(&shelf, "DELETE FROM sample");
    holds("(SELECT count(*) FROM measured) + (SELECT count(*) FROM sample_tag) = 0");
}

static int count_hit(void *arg, const struct search_hit *h, struct err *e)
{
    (void)h;
    (void)e;
    ++*(int *)arg;
    return 0;
}

/* How many files a query finds. */
static int found(const char *text)
{
    struct search *q = NULL;
    int n = 0;

    ok(search_open(&q, shelf.s, &text, 1, &err));
    ok(search_each(q, 0, count_hit, &n, &err));
    search_close(q);
    return n;
}

Test(measured, is_found_by_its_words_and_numbers)
{
    const struct facets none = facets_none();
    struct facets dull = usual;
    int64_t user;

    dull.character[CHARACTER_CENTROID] = 200;
    dull.character[CHARACTER_LENGTH] = 9;
    dull.quality.faults = 0;
    dull.loudness.lufs = -30;
    dull.tonality.key = 3;
    put(1, &usual, NULL);
    put(2, &dull, NULL);
    user = put(3, &none, NULL);
    say(user, "key", "Am", CONFIRMED);
    static const struct {
        char query[40];
        int n;
    } asked[] = {
        {"key:Am", 2},
        {"key:8A", 2},
        {"key:eb", 1},
        {"key:D#", 1},
        {"key:1B", 0},
        {"length:short", 1},
        {"length:long", 1},
        {"bright:dark", 1},
        {"brightness:bright", 1},
        {"bright", 1},
        {"dark long", 1},
        {"quality:clipped", 1},
        {"clipped", 1},
        {"kick clipped", 1},
        {"kick quality:clipped", 1},
        {"-quality:clipped", 2},
        {"loud:-20..-10", 1},
        {"loudness:<-20", 1},
        {"bpm:119..121", 2},
        {"bpm:119..121 key:Am", 1},
        {"note:A4", 2},
        {"note:C2..C4", 0},
        {"pitch:440..442", 2},
        {"beats:4", 2},
        {"keyconf:>0.6", 2},
        {"bpmconf:>0.9", 0},
        {"source:signal", 2},
        {"truepeak:>0", 2},
        {"envelope:decaying", 2},
        {"key:Am or length:long", 3},
    };
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++)
        cr_expect(found(asked[i].query) == asked[i].n, "%s: %d, not %d", asked[i].query,
                  found(asked[i].query), asked[i].n);
}

Test(measured, each_word_may_be_asked_for)
{
    for (int w = 0; w < WORDINGS; w++)
        for (int i = 0; wording_word(w, i); i++) {
            char text[64];
            struct query *q = NULL;

            snprintf(text, sizeof text, "%s:%s", wording_facet(w), wording_word(w, i));
            ok(query_parse(&q, text, NULL, &err));
            for (int f = 0; f < QUERY_FACETS; f++)
                if (facets[f].wording == 1 + w)
                    cr_expect(strstr(facets[f].allowed, wording_word(w, i)) != NULL,
                              "%s: says '%s'", text, facets[f].allowed);
            query_free(q);
        }
}
