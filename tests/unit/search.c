/* SPDX-License-Identifier: GPL-2.0-or-later */
/* store/search: what the words of a search find, and how. */
#include "store/search.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "near.h"
#include "shelf.h"
#include "store/folders.h"
#include "store/query.h"

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
    finds("\"deep\" \" OR", "");
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
    refuses("dur:1..2h", "a duration is");
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

Test(search, too_many_words_are_refused)
{
    const char *word[QUERY_MAX_TERMS + 1];
    struct query q = {.n = 99};
    struct err err = {0};

    for (int i = 0; i <= QUERY_MAX_TERMS; i++)
        word[i] = "kick";
    cr_expect(query_parse(&q, word, QUERY_MAX_TERMS, &err) == 0);
    q.n = 99;
    cr_expect(query_parse(&q, word, QUERY_MAX_TERMS + 1, &err) == -1);
    cr_expect(q.n == 99 && err.kind == ERR_USAGE);
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
    while (st && strstr(sqlite3_sql(st), "st.confidence DESC") == NULL)
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
