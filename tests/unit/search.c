/* SPDX-License-Identifier: GPL-2.0-or-later */
/* store/search: what the words of a search find, and how. */
#include "store/search.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "near.h"
#include "query/synonyms.h"
#include "shelf.h"
#include "store/folders.h"

static struct shelf shelf;

static void make_shelf(void)
{
    struct sound x;

    shelf_open(&shelf, ":memory:", STORE_WRITE);
    shelf_add(&shelf, "Kicks", "Deep_01.wav", 1, KICK, 0.7, FORM_ONESHOT);
    shelf_add(&shelf, "Kicks", "Vinyl 50%.wav", 2, KICK, 0.9, FORM_ONESHOT);
    shelf_add(&shelf, "Hats", "tick.wav", 3, CLOSED, 0.8, FORM_ONESHOT);
    shelf_add(&shelf, "Hats", "tssh.wav", 4, OPEN, 0.85, FORM_ONESHOT);
    shelf_add(&shelf, "Old", "copy.wav", 4, OPEN, 0.85, FORM_ONESHOT);
    shelf_add(&shelf, "Loops", "bass_120.wav", 5, BASS, 0.6, FORM_LOOP);
    shelf_add(&shelf, "Loops", "what.wav", 6, UNSURE, 0.2, FORM_LOOP);
    shelf_sound(&shelf, &x, 7, KICK, 0.5, FORM_LOOP);
    x.duration_s = 4;
    x.embedded.bpm = 120;
    x.embedded.beats = 8;
    x.embedded.is_loop = true;
    x.embedded.root_note = 33;
    shelf_put(&shelf, "Loops", "four.wav", &x);
    shelf_file(&shelf, "Loops", "later.wav");
    shelf_sql(&shelf,
              "INSERT INTO file (dir_id, name, size, mtime_ns, inode, state, error)"
              " SELECT id, CAST('bad.wav' AS BLOB), 0, 0, 0, 'failed', 'cut short'"
              " FROM dir WHERE path = CAST('Loops' AS BLOB)");
}

static void drop_shelf(void) { shelf_close(&shelf); }

TestSuite(search, .init = make_shelf, .fini = drop_shelf);

/* The names that were found, joined by a space. */
struct found {
    char names[1000];
    int hits, stop_after;
};

static int note_hit(void *arg, const struct search_hit *h, struct err *e)
{
    struct found *f = arg;
    const size_t n = strlen(f->names);

    (void)e;
    snprintf(f->names + n, sizeof f->names - n, "%s%s", n ? " " : "", h->name);
    return ++f->hits == f->stop_after ? 7 : 0;
}

struct parts {
    struct search *rows;
    struct found found;
};

static int note_id(void *arg, int64_t file, struct err *e)
{
    struct parts *p = arg;

    cr_expect(search_row(p->rows, file, note_hit, &p->found, e) == 1);
    return 0;
}

/* First which files, then each of them: the same as at once. */
static void finds_in_parts(const char *const *word, size_t n, const char *want)
{
    char *text = query_join(word, n);
    struct search *ids = NULL;
    struct query *query = NULL;
    struct parts p = {.rows = NULL};
    struct err err = {0};

    ok(query_parse(&query, text, NULL, &err));
    ok(search_open_ids(&ids, shelf.s, query, NULL, &err));
    ok(search_open_rows(&p.rows, shelf.s, query, NULL, &err));
    ok(search_each_id(ids, note_id, &p, &err));
    cr_expect_str_eq(p.found.names, want, "%s: found '%s', want '%s'", text,
                     p.found.names, want);
    search_close(ids);
    search_close(p.rows);
    query_free(query);
    free(text);
}

/* Split at spaces, search, and compare. */
static void finds(const char *words, const char *want)
{
    struct search *q = NULL;
    struct found f = {0};
    struct err err = {0};
    const char *word[8];
    char copy[200];
    size_t n = 0;

    snprintf(copy, sizeof copy, "%s", words);
    for (char *w = strtok(copy, " "); w; w = strtok(NULL, " "))
        word[n++] = w;
    ok(search_open(&q, shelf.s, word, n, &err));
    cr_assert(search_each(q, 0, note_hit, &f, &err) == 0, "%s", err.text);
    cr_expect_str_eq(f.names, want, "%s: found '%s', want '%s'", words, f.names, want);
    search_close(q);
    finds_in_parts(word, n, want);
}

static void refuses(const char *word, const char *part)
{
    struct search *q = NULL;
    struct err err = {0};

    cr_assert(search_open(&q, shelf.s, &word, 1, &err) == -1, "%s", word);
    cr_expect(q == NULL);
    shelf_refused(&err, ERR_USAGE, part);
    cr_expect(strstr(err.text, word) != NULL, "'%s' is not quoted: %s", word, err.text);
}

Test(search, a_tag_finds_its_files_best_first)
{
    finds("kick", "Vinyl 50%.wav Deep_01.wav four.wav");
    finds("KICK", "Vinyl 50%.wav Deep_01.wav four.wav");
}

static int note_sure(void *arg, const struct search_hit *h, struct err *e)
{
    double *sure = arg;

    (void)e;
    sure[0] = h->confidence;
    sure[1] = h->loudness_lufs;
    return 0;
}

Test(search, a_row_by_itself_has_the_rank_that_the_search_gave_it)
{
    const struct search_with with = {.facts = true};
    const int64_t file =
        shelf_sql(&shelf, "SELECT id FROM v1_file WHERE name = 'four.wav'");
    struct search *rows = NULL;
    struct query *query = NULL;
    struct err err = {0};
    double sure[2] = {NAN, NAN};

    ok(query_parse(&query, "drums loop", NULL, &err));
    ok(search_open_rows(&rows, shelf.s, query, &with, &err));
    cr_expect(search_row(rows, file, note_sure, sure, &err) == 1);
    near(sure[0], 0.5, 1e-6);
    cr_expect(search_row(rows, 12345, note_sure, sure, &err) == 0);
    search_close(rows);
    query_free(query);
}

Test(search, the_category_ranks_wherever_it_stands)
{
    finds("oneshot kick", "Vinyl 50%.wav Deep_01.wav");
    finds("oneshot hat", "tssh.wav copy.wav tick.wav");
    finds("form:oneshot category:drums", "Vinyl 50%.wav tssh.wav copy.wav tick.wav "
                                         "Deep_01.wav");
}

Test(search, a_parent_word_finds_all_below_it_each_file_once)
{
    finds("hat", "tssh.wav copy.wav tick.wav");
    finds("hat.closed", "tick.wav");
    finds("drums", "Vinyl 50%.wav tssh.wav copy.wav tick.wav Deep_01.wav four.wav");
}

Test(search, words_narrow_and_a_minus_excludes)
{
    finds("kick loop", "four.wav");
    finds("kick -loop", "Vinyl 50%.wav Deep_01.wav");
    finds("-kick loop", "bass_120.wav what.wav");
    finds("drums -hat -form:loop", "Vinyl 50%.wav Deep_01.wav");
}

Test(search, a_word_that_is_no_tag_begins_a_word_of_the_path)
{
    finds("vinyl", "Vinyl 50%.wav");
    finds("-.wav", "");
    finds("50%", "Vinyl 50%.wav");
    finds("vin", "Vinyl 50%.wav");
    finds("inyl", "");
    finds("old", "copy.wav");
    finds("deep kicks", "Deep_01.wav");
    finds("kick deep", "Deep_01.wav");
    finds("name:inyl", "Vinyl 50%.wav");
    finds("_", "Deep_01.wav bass_120.wav");
    finds("name:kick", "");
    finds("KICK name:DEEP", "Deep_01.wav");
}

Test(search, a_path_is_matched_as_it_is_written)
{
    finds("path:/music/kicks/", "Deep_01.wav Vinyl 50%.wav");
    finds("path:c%s", "");
    finds("-path:s/ ", "copy.wav");
    finds("-path:loops drums -path:Old", "Vinyl 50%.wav tssh.wav tick.wav Deep_01.wav");
}

Test(search, ranges_hold_at_their_ends)
{
    finds("dur:>1", "four.wav");
    finds("dur:>=4", "four.wav");
    finds("dur:>4s", "");
    finds("dur:3999ms..4001ms", "four.wav");
    finds("dur:3999..4001ms", "four.wav");
    finds("dur:..0.5m kick dur:1..", "Vinyl 50%.wav Deep_01.wav four.wav");
    finds("kick dur:<4000ms", "Vinyl 50%.wav Deep_01.wav");
    finds("bpm:118..124", "four.wav");
    finds("bpm:120.4", "four.wav");
    finds("bpm:121", "");
    finds("kick -bpm:1..", "Vinyl 50%.wav Deep_01.wav");
    finds("conf:>0.84", "tssh.wav Vinyl 50%.wav copy.wav");
}

Test(search, facets_name_the_tag_they_mean)
{
    finds("category:bass", "bass_120.wav");
    finds("category:loop", "");
    finds("form:loop", "bass_120.wav four.wav what.wav");
    finds("note:a1", "four.wav");
    finds("a1", "");
    finds("category:no.such", "");
}

Test(search, a_state_lists_files_with_or_without_a_sample)
{
    finds("state:failed", "bad.wav");
    finds("state:pending", "later.wav");
    finds("state:any path:loops", "bad.wav bass_120.wav four.wav later.wav what.wav");
    finds("-state:ok", "bad.wav later.wav");
}

Test(search, an_offline_folder_is_unavailable_as_a_whole)
{
    struct err err = {0};

    ok(folder_offline(shelf.s, shelf.folder, "gone", &err));
    finds("kick", "");
    finds("kick state:unavailable", "Vinyl 50%.wav Deep_01.wav four.wav");
}

Test(search, nonsense_is_refused_with_the_word_and_the_way_out)
{
    refuses("colour:red", "path: name: category:");
    refuses("dur:", "nothing follows");
    refuses("dur:fast", "a duration is");
    refuses("dur:1", "a duration is");
    refuses("dur:1..2x", "a duration is");
    refuses("dur:<", "a duration is");
    refuses("dur:..", "a duration is");
    refuses("dur:1.2.3..4", "a duration is");
    refuses("dur:-1..2", "a duration is");
    refuses("dur:2..1", "no number");
    refuses("dur:500ms..0.2", "no number");
    refuses("dur:<0", "no number");
    refuses("bpm:nan", "a tempo is");
    refuses("bpm:1e3", "a tempo is");
    refuses("bpm:120ms..130", "a tempo is");
    refuses("conf:0.5", "a confidence is");
    refuses("conf:>1", "between 0 and 1");
    refuses("state:gone", "a state is ok");
    refuses("form:long", "a form is");
    refuses("-", "finds nothing");
    refuses("", "finds nothing");
}

Test(search, a_limit_and_a_callback_stop_it)
{
    const char *word = "drums";
    struct search *q = NULL;
    struct found some = {0}, two = {.stop_after = 2};
    struct err err = {0};

    ok(search_open(&q, shelf.s, &word, 1, &err));
    ok(search_each(q, 3, note_hit, &some, &err));
    cr_expect_str_eq(some.names, "Vinyl 50%.wav tssh.wav copy.wav");
    cr_expect(search_each(q, 0, note_hit, &two, &err) == 7);
    cr_expect_str_eq(two.names, "Vinyl 50%.wav tssh.wav");
    search_close(q);
}

static int see_hit(void *arg, const struct search_hit *h, struct err *e)
{
    (void)e;
    ++*(int *)arg;
    cr_expect_str_eq(h->path, "/music/Loops/four.wav");
    cr_expect_str_eq(h->display, "/music/Loops/four.wav");
    cr_expect_str_eq(h->state, "ok");
    cr_expect_str_eq(h->format, "WAV PCM 16");
    cr_expect_str_eq(h->form, "loop");
    cr_expect_str_eq(h->category, "drums.kick");
    cr_expect(h->error == NULL && h->file > 0 && h->sample > 0 && h->size == 1234);
    cr_expect(h->rate_hz == 44100 && h->channels == 2 && h->note == 33);
    near(h->duration_s, 4, 1e-9);
    near(h->bpm, 120, 1e-9);
    near(h->confidence, 0.5, 1e-6);
    near(h->form_confidence, 0.75, 1e-6);
    return 0;
}

Test(search, a_hit_carries_the_facts_of_its_sample)
{
    const char *const word[] = {"kick", "four"};
    struct search *q = NULL;
    struct err err = {0};
    int hits = 0;

    ok(search_open(&q, shelf.s, word, 2, &err));
    ok(search_each(q, 0, see_hit, &hits, &err));
    cr_expect(hits == 1);
    search_close(q);
}

static int see_nothing(void *arg, const struct search_hit *h, struct err *e)
{
    (void)e;
    ++*(int *)arg;
    cr_expect(h->sample == 0 && h->note == -1 && h->rate_hz == 0);
    cr_expect(isnan(h->duration_s) && isnan(h->bpm) && isnan(h->confidence));
    cr_expect(!h->format && !h->category && !h->form);
    cr_expect_str_eq(h->error, "cut short");
    return 0;
}

Test(search, a_file_without_a_sample_has_no_facts)
{
    const char *word = "state:failed";
    struct search *q = NULL;
    struct err err = {0};
    int hits = 0;

    ok(search_open(&q, shelf.s, &word, 1, &err));
    ok(search_each(q, 0, see_nothing, &hits, &err));
    cr_expect(hits == 1);
    search_close(q);
}

/* The same of one query, given as a whole. */
static void query_finds(const char *text, const char *want)
{
    struct search *q = NULL;
    struct found f = {0};
    struct err err = {0};

    ok(search_open(&q, shelf.s, &text, 1, &err));
    cr_assert(search_each(q, 0, note_hit, &f, &err) == 0, "%s: %s", text, err.text);
    cr_expect_str_eq(f.names, want, "%s: found '%s', want '%s'", text, f.names, want);
    search_close(q);
}

Test(search, or_and_parentheses_and_not)
{
    query_finds("bass or tick", "tick.wav bass_120.wav");
    query_finds("drums (vinyl or tick or four)", "Vinyl 50%.wav tick.wav four.wav");
    query_finds("kick or hat.open",
                "Vinyl 50%.wav tssh.wav copy.wav Deep_01.wav four.wav");
    query_finds("loop not (kick or bass)", "what.wav");
    query_finds("-(drums or bass)", "what.wav");
    query_finds("path:hats or (kick dur:>1)", "tick.wav tssh.wav four.wav");
    query_finds("drums -(hat or (kick loop))", "Vinyl 50%.wav Deep_01.wav");
    query_finds("not not tick", "tick.wav");
}

Test(search, what_is_unknown_fits_nothing_and_is_not_left_out)
{
    query_finds("bpm:..500", "four.wav");
    query_finds("kick -bpm:..500", "Vinyl 50%.wav Deep_01.wav");
    query_finds("loudness:>-100", "");
    query_finds("bpmconf:0..1 or keyconf:0..1 or pitch:0.. or pitchconf:0..", "");
    query_finds("kick -loudness:>-100", "Vinyl 50%.wav Deep_01.wav four.wav");
}

Test(search, a_phrase_is_text_and_never_a_tag)
{
    query_finds("\"kick\"", "Deep_01.wav Vinyl 50%.wav"); /* in Kicks */
    query_finds("kick -\"deep\"", "Vinyl 50%.wav four.wav");
    query_finds("\"vinyl 5\"", "Vinyl 50%.wav");
}

Test(search, synonyms_and_words_that_are_one_together)
{
    query_finds("bd", "Vinyl 50%.wav Deep_01.wav four.wav");
    query_finds("kicks loops", "four.wav");
    query_finds("bass drum", "Vinyl 50%.wav Deep_01.wav four.wav");
    query_finds("bass drum loop", "four.wav");
    query_finds("hi hat oneshot", "tssh.wav copy.wav tick.wav");
    query_finds("Hi-Hats", "tssh.wav copy.wav tick.wav");
    query_finds("loop -(bass drum)", "bass_120.wav what.wav");
    query_finds("bass -drum", "bass_120.wav");
    query_finds("category:oh", "tssh.wav copy.wav");
    query_finds("\"bd\"", "");
    query_finds("guitar", ""); /* no such tag here, and no such name */
}

Test(search, a_users_synonyms_go_before_all_others)
{
    static const char csv[] = "tick,bass\nkick,-\nmy drum,hat.closed\n";
    struct err err = {0};
    struct lexicon *own = synonyms_parse(csv, sizeof csv - 1, &err);
    static const char *const cases[][2] = {{"tick", "bass_120.wav"},
                                           {"kick", "Deep_01.wav Vinyl 50%.wav"},
                                           {"my drum", "tick.wav"},
                                           {"bd", "Vinyl 50%.wav Deep_01.wav four.wav"}};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct search_with with = {.synonyms = own};
        struct search *found = NULL;
        struct query *q = NULL;
        struct found f = {0};

        ok(query_parse(&q, cases[i][0], NULL, &err));
        ok(search_open_query(&found, shelf.s, q, &with, &err));
        ok(search_each(found, 0, note_hit, &f, &err));
        cr_expect_str_eq(f.names, cases[i][1], "%s: %s", cases[i][0], f.names);
        search_close(found);
        query_free(q);
    }
    lexicon_free(own);
}

Test(search, sorting_puts_what_is_unknown_last)
{
    shelf_sql(&shelf, "UPDATE sample SET duration_s = id * 0.1, rate_hz = 1000 + id % 2");
    query_finds("kick sort:-dur", "four.wav Vinyl 50%.wav Deep_01.wav");
    query_finds("kick sort:dur", "Deep_01.wav Vinyl 50%.wav four.wav");
    query_finds("kick sort:bpm", "four.wav Deep_01.wav Vinyl 50%.wav");
    query_finds("kick sort:-bpm", "four.wav Deep_01.wav Vinyl 50%.wav");
    query_finds("kick sort:conf", "four.wav Deep_01.wav Vinyl 50%.wav");
    query_finds("kick sort:-conf", "Vinyl 50%.wav Deep_01.wav four.wav");
    query_finds("drums sort:rate sort:-name limit:4",
                "Vinyl 50%.wav tssh.wav copy.wav tick.wav");
    query_finds("hat sort:-path", "copy.wav tssh.wav tick.wav");
    query_finds("sort:name limit:3", "bass_120.wav copy.wav Deep_01.wav");
    query_finds("drums loop sort:random", "four.wav");
}

Test(search, the_smaller_of_two_limits_counts)
{
    const char *word = "drums limit:2";
    struct search *q = NULL;
    struct found two = {0}, one = {0}, more = {0};
    struct err err = {0};

    ok(search_open(&q, shelf.s, &word, 1, &err));
    ok(search_each(q, 0, note_hit, &two, &err));
    ok(search_each(q, 1, note_hit, &one, &err));
    ok(search_each(q, 5, note_hit, &more, &err));
    cr_expect(two.hits == 2 && one.hits == 1 && more.hits == 2);
    cr_expect(strstr(search_sql(q), "LIMIT 2") != NULL);
    search_close(q);
}

Test(search, numbers_of_files_and_sounds)
{
    query_finds("files:>1", "tssh.wav copy.wav");
    query_finds("folder:hats", "tick.wav tssh.wav");
    query_finds("format:pcm channels:stereo rate:44.1k kick",
                "Vinyl 50%.wav Deep_01.wav four.wav");
    query_finds("size:1234..1234B four", "four.wav");
    query_finds("note:A1", "four.wav");
    query_finds("note:A", "four.wav");
    query_finds("note:A#", "");
    query_finds("note:33..34 or note:C4", "four.wav");
    query_finds("formconf:0.75..1 sort:name limit:1", "bass_120.wav");
    query_finds("source:model four", "four.wav");
    query_finds("source:user", "");
    query_finds("model:1 four", "four.wav");
    query_finds("model:>1", "");
}

Test(search, times_are_counted_from_now_or_on_the_calendar)
{
    shelf_sql(&shelf, "UPDATE sample SET added_at = NULL,"
                      " analysed_at = unixepoch('now', '-3 days')");
    shelf_sql(
        &shelf,
        "UPDATE sample SET analysed_at = unixepoch('2025-12-31 23:59:59', 'utc')"
        " WHERE id = (SELECT sample_id FROM file WHERE name = CAST('tick.wav' AS BLOB))");
    query_finds("added:<4d four", "four.wav");
    query_finds("added:<2d", "");
    query_finds("added:>4d", "tick.wav");
    query_finds("added:2025-12-31", "tick.wav");
    query_finds("added:2025", "tick.wav");
    query_finds("added:<2026", "tick.wav");
    query_finds("added:2025-12-30", "");
    query_finds("added:0001..9999 tick", "tick.wav");
    query_finds("modified:>10y tick", "tick.wav");
    query_finds("added:..2025-12-31 four", "");
}

Test(search, keys_are_found_however_they_are_spelled)
{
    shelf_sql(&shelf, "INSERT INTO tag (id, facet, name) VALUES (900, 'key', 'Bbm');"
                      "INSERT INTO tag_word (word, tag_id) VALUES ('bbm', 900);"
                      "INSERT INTO sample_tag (tag_id, sample_id, confidence, source)"
                      " SELECT 900, sample_id, 1, 'user' FROM file"
                      " WHERE name = CAST('four.wav' AS BLOB)");
    query_finds("key:Bbm", "four.wav");
    query_finds("key:A#m", "four.wav");
    query_finds("key:Bb", "");
    query_finds("source:user", "four.wav");
    query_finds("kick -key:a#min", "Vinyl 50%.wav Deep_01.wav");
}

Test(search, codes_of_other_vocabularies_know_loops)
{
    query_finds("bst:is-p sort:name",
                "copy.wav Deep_01.wav tick.wav tssh.wav Vinyl 50%.wav");
    query_finds("bst:m-sp", "four.wav");
    query_finds("bst:m", "bass_120.wav four.wav");
    query_finds("ucs:musc sort:name limit:2", "bass_120.wav copy.wav");
    query_finds("ucs:MUSCLoop -bass", "four.wav");
    query_finds("kick -bst:is", "four.wav");
    query_finds("ucs:VOXSing", "");
    refuses("ucs:NOTHere", "no category has this code");
    refuses("bst:x'y", "no category has this code");
}

Test(search, what_similar_finds_comes_nearest_first)
{
    struct search_near near[3] = {{0, 0.5}, {0, 0.25}, {123456, 0}};
    const struct search_with with = {.near = near, .nears = 3}, none = {.near = near};
    struct search *found = NULL;
    struct query *q = NULL;
    struct found f = {0}, nothing = {0};
    struct err err = {0};

    near[0].sample = shelf_sql(
        &shelf, "SELECT sample_id FROM file WHERE name = CAST('four.wav' AS BLOB)");
    near[1].sample = shelf_sql(
        &shelf, "SELECT sample_id FROM file WHERE name = CAST('copy.wav' AS BLOB)");
    ok(query_parse(&q, "similar:x drums", NULL, &err));
    ok(search_open_query(&found, shelf.s, q, &with, &err));
    ok(search_each(found, 0, note_hit, &f, &err));
    cr_expect_str_eq(f.names, "tssh.wav copy.wav four.wav");
    search_close(found);
    ok(search_open_query(&found, shelf.s, q, &none, &err));
    ok(search_each(found, 0, note_hit, &nothing, &err));
    cr_expect(nothing.hits == 0);
    search_close(found);
    query_free(q);
    refuses("similar:x", "nothing here knows");
}

Test(search, what_is_typed_is_never_a_part_of_the_statement)
{
    static const char *const evil[] = {"x'); DROP TABLE file; --",
                                       "\"'\"",
                                       "name:'||(SELECT 1)||'",
                                       "path:?1",
                                       "tag:'",
                                       "category:x'--",
                                       "user:\"a\" OR 1=1",
                                       "format:%",
                                       "folder:_",
                                       "name:\\"};

    for (size_t i = 0; i < sizeof evil / sizeof *evil; i++) {
        const char *const words[] = {evil[i], "sort:name"};
        struct search *q = NULL;
        struct found f = {0};
        struct err err = {0};

        if (search_open(&q, shelf.s, words, 2, &err) != 0) {
            cr_expect(err.kind == ERR_USAGE, "%s: %s", evil[i], err.text);
            continue;
        }
        ok(search_each(q, 0, note_hit, &f, &err));
        cr_expect(f.hits == 0, "%s found %s", evil[i], f.names);
        shelf_sql(&shelf, search_sql(q)); /* the shell can run it as it stands */
        search_close(q);
    }
    cr_expect(shelf_sql(&shelf, "SELECT count(*) FROM file") > 8);
}

Test(search, a_wide_query_is_one_statement_all_the_same)
{
    char text[QUERY_MAX_BYTES] = "drums";
    struct search *q = NULL;
    struct found f = {0};
    struct err err = {0};
    const char *word = text;

    for (int i = 1; i < QUERY_MAX_TERMS; i++)
        strcat(text, i % 2 ? " or hat" : " drums");
    ok(search_open(&q, shelf.s, &word, 1, &err));
    ok(search_each(q, 0, note_hit, &f, &err));
    cr_expect(f.hits == 6);
    search_close(q);
}

/* No line of the plan may say `part`. */
static void plan_avoids(const char *words, const char *part)
{
    struct search *q = NULL;
    struct err err = {0};
    sqlite3_stmt *st = NULL;
    char sql[8192];
    int lines = 0;

    ok(search_open(&q, shelf.s, &words, 1, &err));
    snprintf(sql, sizeof sql, "EXPLAIN QUERY PLAN %s", search_sql(q));
    cr_assert(sqlite3_prepare_v2(shelf.s->db, sql, -1, &st, NULL) == SQLITE_OK, "%s: %s",
              sqlite3_errmsg(shelf.s->db), sql);
    while (sqlite3_step(st) == SQLITE_ROW) {
        const char *line = (const char *)sqlite3_column_text(st, 3);

        lines++;
        cr_expect(strncmp(line, part, strlen(part)) != 0, "%s: %s", words, line);
    }
    cr_expect(lines > 0, "no plan");
    sqlite3_finalize(st);
    search_close(q);
}

Test(search, the_plan_starts_from_the_tag_and_scans_nothing)
{
    plan_avoids("kick", "SCAN");
    plan_avoids("kick", "USE TEMP B-TREE FOR ORDER BY"); /* only ties are sorted */
    plan_avoids("hat sort:-conf", "USE TEMP B-TREE FOR ORDER BY");
    plan_avoids("hat", "SCAN x");
    plan_avoids("hat", "SCAN s ");
    plan_avoids("hat", "SCAN sample");
    plan_avoids("hat", "USE TEMP B-TREE FOR ORDER BY");
    plan_avoids("vinyl", "SCAN x"); /* the index of words leads */
    plan_avoids("vinyl", "USE TEMP B-TREE");
    plan_avoids("path:vinyl", "USE TEMP B-TREE"); /* streams in the order of paths */
}

/* How many steps of SQLite's machine a search takes: time without a clock. */
static int steps_for(const char *word, int64_t limit)
{
    struct search *q = NULL;
    struct found f = {0};
    struct err err = {0};
    int steps;

    ok(search_open(&q, shelf.s, &word, 1, &err));
    sqlite3_stmt *st = sqlite3_next_stmt(shelf.s->db, NULL);
    while (st && strstr(sqlite3_sql(st), "FROM sample_tag st") == NULL)
        st = sqlite3_next_stmt(shelf.s->db, st);
    cr_assert(st != NULL);
    ok(search_each(q, limit, note_hit, &f, &err));
    steps = sqlite3_stmt_status(st, SQLITE_STMTSTATUS_VM_STEP, 1);
    cr_expect(f.hits == limit, "%d hits", f.hits);
    search_close(q);
    return steps;
}

/* 100,000 samples of one file each, one in ten a kick. */
static void add_many(void)
{
    shelf_sql(&shelf,
              "BEGIN;"
              "INSERT INTO dir (folder_id, parent_id, path, device) SELECT folder_id, id,"
              " CAST('Many' AS BLOB), 0 FROM dir WHERE length(path) = 0;"
              "WITH RECURSIVE n (i) AS (SELECT 1000 UNION ALL SELECT i + 1 FROM n"
              " WHERE i < 100999)"
              "INSERT INTO sample (id, hash, frames, rate_hz, channels, duration_s,"
              " analysed_at) SELECT i, randomblob(16), 1, 1, 1, 1, 0 FROM n;"
              "INSERT INTO file (dir_id, name, size, mtime_ns, inode, state, sample_id)"
              " SELECT (SELECT id FROM dir WHERE path = CAST('Many' AS BLOB)),"
              " CAST(s.id || '.wav' AS BLOB), 1, 1, s.id, 'ok', s.id FROM sample s"
              " WHERE s.id >= 1000;"
              "INSERT INTO sample_tag (tag_id, sample_id, confidence, source)"
              " SELECT (SELECT id FROM tag WHERE name ="
              "  CASE WHEN id % 10 = 0 THEN 'drums.kick' ELSE 'bass' END), id,"
              " (id % 1009) / 1009.0, 'model' FROM sample WHERE id >= 1000;"
              "COMMIT");
}

Test(search, the_first_hits_of_a_tag_cost_the_same_in_a_large_library)
{
    const int few = steps_for("kick", 3);
    int many;

    add_many();
    many = steps_for("kick", 3);
    cr_expect(many < 20 * few, "%d steps among 100,000 samples, %d among 7", many, few);
}

Test(search, the_printed_statement_finds_the_same)
{
    const char *word = "it's";
    struct search *q = NULL;
    struct err err = {0};

    shelf_add(&shelf, "Old", "it's.wav", 9, UNSURE, 0, FORM_ONESHOT);
    ok(search_open(&q, shelf.s, &word, 1, &err));
    cr_expect(shelf_sql(&shelf, search_sql(q)) ==
              shelf_sql(&shelf, "SELECT max(id) FROM file"));
    search_close(q);
}
