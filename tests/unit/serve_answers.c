/* SPDX-License-Identifier: GPL-2.0-or-later */
/* serve/samples, sample, lists, rolls and tally: answers, without HTTP. */
#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "near.h"
#include "query/synonyms.h"
#include "serve/desk.h"
#include "serve/lists.h"
#include "serve/openapi.h"
#include "serve/rolls.h"
#include "serve/sample.h"
#include "serve/samples.h"
#include "serve/server.h"
#include "serve/tally.h"
#include "shelf.h"
#include "store/feedback.h"

enum { KICKS = 30, SNARES = 20, ALL = KICKS + SNARES };

static struct shelf shelf;
static char dir[] = "/tmp/answers.XXXXXX", path[64];
static struct server_options options;
static struct server server;
static struct desk desk;

static void open_all(void)
{
    struct err err = {0};
    char name[32];

    cr_assert(mkdtemp(dir));
    snprintf(path, sizeof path, "%s/library.db", dir);
    shelf_open(&shelf, path, STORE_WRITE);
    for (int i = 0; i < ALL; i++) {
        snprintf(name, sizeof name, "%02d.wav", i);
        shelf_add(&shelf, i % 5 < 3 ? "Kicks" : "Hats", name, i + 1,
                  i % 5 < 3 ? KICK : CLOSED, 0.5 + i / 200.0, FORM_ONESHOT);
    }
    options = (struct server_options){.library = path};
    server = (struct server){.options = &options, .tallies = tallies_new()};
    ok(rolls_open(&server.rolls, path, NULL, &err));
    desk = (struct desk){.server = &server};
    ok(store_open(&desk.store, path, STORE_READ, &err));
}

static void close_all(void)
{
    static const char *const end[] = {"", "-wal", "-shm", ".lock"};
    char file[80];

    rolls_close(server.rolls);
    tallies_free(server.tallies);
    store_close(desk.store);
    shelf_close(&shelf);
    for (size_t i = 0; i < sizeof end / sizeof *end; i++) {
        snprintf(file, sizeof file, "%s%s", path, end[i]);
        unlink(file);
    }
    snprintf(file, sizeof file, "%s/corrections.journal", dir);
    unlink(file);
    rmdir(dir);
}

TestSuite(serve_answers, .init = open_all, .fini = close_all);

/* What the handler answers to a query string; to json_decref(). NULL: an error, in *err.
 */
static json_t *ask(call_handler *handler, int64_t id, const char *query, int *status,
                   struct err *err)
{
    struct call c = {.id = id, .upload = -1};
    struct reply r = {.fd = -1};
    json_t *value = NULL;
    char text[200];

    snprintf(text, sizeof text, "%s", query);
    cr_assert(call_query(&c, text, err) == 0, "%s", err->text);
    if (handler(&desk, &c, &r, err) == 0) {
        value = json_loadb((const char *)r.body.data, r.body.len, 0, NULL);
        cr_assert(value, "%.*s is no JSON", (int)r.body.len, r.body.data);
    }
    *status = value && r.status ? r.status : 200;
    reply_clear(&r);
    return value;
}

static json_t *answer(call_handler *handler, int64_t id, const char *query)
{
    struct err err = {0};
    int status;
    json_t *value = ask(handler, id, query, &status, &err);

    cr_assert(value, "%s: %s", query, err.text);
    cr_assert(status == 200, "%s: %d", query, status);
    return value;
}

static void refuses(const char *query, const char *part)
{
    struct err err = {0};
    int status;

    cr_expect(ask(samples_get, 0, query, &status, &err) == NULL, "%s", query);
    shelf_refused(&err, ERR_USAGE, part);
}

static int64_t number(const json_t *o, const char *key)
{
    return json_integer_value(json_object_get(o, key));
}

static const char *text(const json_t *o, const char *key)
{
    return json_string_value(json_object_get(o, key));
}

/* The ids of a page, behind those that are there already. */
static size_t gather(const json_t *page, int64_t *id, size_t n)
{
    const json_t *rows = json_object_get(page, "samples"), *row;
    size_t i;

    json_array_foreach(rows, i, row) id[n++] = number(row, "id");
    return n;
}

static size_t walk(const char *q, int limit, int64_t *id)
{
    char query[200];
    size_t n = 0;

    snprintf(query, sizeof query, "q=%s&limit=%d", q, limit);
    for (;;) {
        json_t *page = answer(samples_get, 0, query);
        const char *next = text(page, "next");

        cr_expect(number(page, "at") == (int64_t)n);
        n = gather(page, id, n);
        snprintf(query, sizeof query, "q=%s&limit=%d&cursor=%s", q, limit,
                 next ? next : "");
        json_decref(page);
        if (!next)
            return n;
        cr_assert(n <= ALL);
    }
}

Test(serve_answers, pages_follow_each_other_without_gaps)
{
    static const char *const queries[] = {"",           "kick",    "hat",    "oneshot",
                                          "sort:-name", "limit:7", "nothing"};
    static const size_t found[] = {ALL, KICKS, SNARES, ALL, ALL, 7, 0};

    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        int64_t whole[2 * ALL], parts[2 * ALL];
        const size_t n = walk(queries[i], 1000, whole), k = walk(queries[i], 3, parts);

        cr_assert(n == found[i] && k == n, "'%s': %zu and %zu", queries[i], n, k);
        cr_expect(memcmp(whole, parts, n * sizeof *whole) == 0, "'%s'", queries[i]);
    }
}

Test(serve_answers, a_cursor_goes_with_its_query_alone)
{
    json_t *page = answer(samples_get, 0, "q=kick&limit=2");
    char query[200];

    snprintf(query, sizeof query, "q=hat&cursor=%s", text(page, "next"));
    refuses(query, "another q");
    snprintf(query, sizeof query, "q=kick&cursor=%s0", text(page, "next"));
    refuses(query, "another q");
    refuses("cursor=ffffffffffffffffff-1-1", "cursor");
    refuses("cursor=1-80000000-811c9dc5", "cursor");
    json_decref(page);
}

Test(serve_answers, what_is_wrong_with_a_query_is_shown)
{
    struct err err = {0};
    int status;
    json_t *o = ask(samples_get, 0, "q=\xc3\xa4 dur:long", &status, &err);

    cr_assert(o && status == 400);
    cr_expect(number(o, "status") == 400 && number(o, "column") == 7);
    cr_expect(strstr(text(o, "detail"), "duration"));
    cr_expect(strstr(text(o, "caret"), "dur:long\n        ^"), "%s", text(o, "caret"));
    json_decref(o);
}

Test(serve_answers, what_similar_asks_with_has_to_be_in_the_library)
{
    refuses("q=similar:12345", "no such sample");
    refuses("q=similar:12345", "no such sample"); /* and again: nothing is kept of it */
    refuses("q=similar:/etc/passwd", "no such file in the library");
}

Test(serve_answers, similar_has_distances_on_every_page)
{
    json_t *page = answer(samples_get, 0, "q=similar:1&limit=20");
    double last = 0;
    size_t rows = 0;

    for (int pages = 0; pages < 5; pages++) {
        char query[200];
        json_t *row;
        size_t i;

        json_array_foreach(json_object_get(page, "samples"), i, row)
        {
            const json_t *far = json_object_get(row, "distance");

            cr_expect(json_is_number(far) && json_number_value(far) >= last);
            last = json_number_value(far);
            rows++;
        }
        if (!text(page, "next"))
            break;
        snprintf(query, sizeof query, "q=similar:1&limit=20&cursor=%s",
                 text(page, "next"));
        json_decref(page);
        page = answer(samples_get, 0, query);
    }
    cr_expect(rows == ALL - 1, "%zu", rows);
    json_decref(page);
}

Test(serve_answers, what_has_gone_keeps_its_place)
{
    json_t *page = answer(samples_get, 0, "q=sort:name&limit=2"), *row;
    char query[200], sql[200];
    int64_t id[ALL + 1];
    size_t n;

    n = walk("sort:name", 1000, id);
    snprintf(query, sizeof query, "q=sort:name&limit=2&cursor=%s", text(page, "next"));
    json_decref(page);
    page = answer(samples_get, 0, query);
    snprintf(sql, sizeof sql, "DELETE FROM file WHERE id IN (%" PRId64 ", %" PRId64 ")",
             id[4], id[n - 1]);
    shelf_sql(&shelf, sql);
    snprintf(query, sizeof query, "q=sort:name&limit=2&count=1&cursor=%s",
             text(page, "next"));
    json_decref(page);
    page = answer(samples_get, 0, query);
    row = json_array_get(json_object_get(page, "samples"), 0);
    cr_expect(number(row, "id") == id[4]);
    cr_expect_str_eq(text(row, "state"), "gone");
    cr_expect(json_is_null(json_object_get(row, "path")));
    row = json_array_get(json_object_get(page, "samples"), 1);
    cr_expect(number(row, "id") == id[5]);
    cr_expect(number(page, "total") == (int64_t)n);
    json_decref(page);
}

Test(serve_answers, a_jump_lands_where_it_says)
{
    int64_t id[ALL + 1], there[4];
    json_t *page;

    walk("kick", 1000, id);
    page = answer(samples_get, 0, "q=kick&at=17&limit=3&count=1");
    cr_assert(gather(page, there, 0) == 3);
    cr_expect(memcmp(there, id + 17, sizeof *id * 3) == 0);
    cr_expect(number(page, "total") == KICKS);
    json_decref(page);
    page = answer(samples_get, 0, "q=kick&at=2147483647");
    cr_expect(gather(page, there, 0) == 0 && !text(page, "next"));
    json_decref(page);
}

static void has_all(struct roll *x, size_t want)
{
    int64_t file[ALL + 1], total = 0;
    struct err err = {0};
    size_t got = 0;

    cr_assert(roll_read(server.rolls, x, 0, ALL + 1, 60000, file, &got, &total, &err) ==
                  1,
              "%s", err.text);
    cr_expect(got == want && total == (int64_t)want, "%zu of %zu", got, want);
}

Test(serve_answers, a_roll_is_made_once_and_again_where_it_was_dropped)
{
    struct roll *a = roll_take(server.rolls, "kick", 0, 7, ROLL_BEGIN), *b;
    const uint64_t first = roll_number(a);
    char q[16];

    has_all(a, KICKS);
    b = roll_take(server.rolls, "kick", 0, 7, ROLL_BEGIN);
    cr_expect(a == b);
    roll_back(server.rolls, b);
    roll_back(server.rolls, a);
    for (int i = 0; i < 2 * ROLLS; i++) { /* others take its place */
        snprintf(q, sizeof q, "limit:%d", i + 1);
        b = roll_take(server.rolls, q, 0, 7, ROLL_BEGIN);
        has_all(b, (size_t)i + 1);
        roll_back(server.rolls, b);
    }
    b = roll_take(server.rolls, "kick", first, 7, ROLL_BEGIN);
    cr_expect(roll_number(b) > first);
    has_all(b, KICKS);
    roll_back(server.rolls, b);
    a = roll_take(server.rolls, "kick", 0, 7, ROLL_ANEW);
    cr_expect(roll_number(a) != first, "anew is anew");
    roll_back(server.rolls, a);
}

Test(serve_answers, what_is_in_use_is_kept_however_many_others_there_are)
{
    struct roll *x[3 * ROLLS];
    char q[16];

    for (int i = 0; i < 3 * ROLLS; i++) {
        snprintf(q, sizeof q, "limit:%d", i + 1);
        x[i] = roll_take(server.rolls, q, 0, 7, ROLL_BEGIN);
    }
    for (int i = 0; i < 3 * ROLLS; i++) {
        has_all(x[i], (size_t)i + 1);
        roll_back(server.rolls, x[i]);
    }
}

Test(serve_answers, who_reads_on_stays_in_the_list_until_a_new_search)
{
    struct roll *a = roll_take(server.rolls, "kick", 0, 7, ROLL_GO_ON), *b;

    b = roll_take(server.rolls, "kick", 0, 8, ROLL_GO_ON);
    cr_expect(a == b, "the library has changed, the list has not");
    roll_back(server.rolls, b);
    roll_outdate(server.rolls, "kick", 7);
    b = roll_take(server.rolls, "kick", 0, 7, ROLL_GO_ON);
    cr_expect(a == b, "it is as new as the library");
    roll_back(server.rolls, b);
    roll_back(server.rolls, a);
}

static void *read_many(void *arg)
{
    const int from = *(const int *)arg;
    char q[16];

    for (int i = 0; i < 40; i++) {
        const int n = (from + i) % 9 + 1;
        struct roll *x;

        snprintf(q, sizeof q, "limit:%d", n);
        x = roll_take(server.rolls, q, 0, i, i % 7 ? ROLL_BEGIN : ROLL_ANEW);
        has_all(x, (size_t)n);
        roll_back(server.rolls, x);
    }
    return NULL;
}

Test(serve_answers, many_may_read_rolls_at_once)
{
    int from[4] = {0, 3, 5, 8};
    pthread_t thread[4];

    for (size_t i = 0; i < 4; i++)
        cr_assert(pthread_create(&thread[i], NULL, read_many, &from[i]) == 0);
    for (size_t i = 0; i < 4; i++)
        pthread_join(thread[i], NULL);
}

Test(serve_answers, rolls_close_while_one_is_wanted)
{
    struct roll *x = roll_take(server.rolls, "", 0, 1, ROLL_BEGIN);
    struct err err = {0};

    roll_back(server.rolls, x);
    rolls_close(server.rolls);
    ok(rolls_open(&server.rolls, path, NULL, &err));
}

Test(serve_answers, why_tells_what_users_said)
{
    static const struct opinion said[] = {{"category", "drums.kick", 1},
                                          {"category", "drums.kick", 0},
                                          {"user", "mine", 1}};
    const struct speaker by = {.actor = "me"};
    uint8_t hash[CORRECTION_HASH];
    struct err err = {0};
    json_t *o, *words;
    sqlite3_stmt *st;
    int n, status;

    sqlite3_prepare_v2(shelf.s->db, "SELECT hash FROM sample WHERE id = 4", -1, &st,
                       NULL);
    cr_assert(sqlite3_step(st) == SQLITE_ROW);
    memcpy(hash, sqlite3_column_blob(st, 0), sizeof hash);
    sqlite3_finalize(st);
    for (size_t i = 0; i < 3; i++) {
        ok(store_begin(shelf.s, &err));
        ok(feedback_say(shelf.s, hash, &said[i], 1, &by, &shelf.model, &n, &err));
        ok(store_commit(shelf.s, &err));
    }
    o = answer(sample_get_why, 4, "");
    words = json_object_get(o, "feedback");
    cr_assert(json_array_size(words) == 3);
    cr_expect(number(json_array_get(words, 0), "verdict") == 1);
    cr_expect(number(json_array_get(words, 1), "verdict") == 0);
    cr_expect_str_eq(text(json_array_get(words, 2), "tag"), "mine");
    cr_expect(json_is_array(json_object_get(o, "neighbours")));
    json_decref(o);
    o = ask(sample_get_why, 4711, "", &status, &err);
    cr_expect(status == 404 && strstr(text(o, "detail"), "4711"));
    json_decref(o);
    o = ask(sample_get, 4711, "", &status, &err);
    cr_expect(status == 404);
    json_decref(o);
    o = ask(sample_get_neighbours, 4711, "", &status, &err);
    cr_expect(status == 404);
    json_decref(o);
}

/* The entry of one tag. */
static json_t *tag_of(json_t *list, const char *facet, const char *tag)
{
    json_t *row;
    size_t i;

    json_array_foreach(json_object_get(list, "tags"), i,
                       row) if (strcmp(text(row, "facet"), facet) == 0 &&
                                strcmp(text(row, "tag"), tag) == 0) return row;
    return NULL;
}

static bool has_word(const json_t *tag, const char *word)
{
    const json_t *one;
    size_t i;

    json_array_foreach(json_object_get(tag, "words"), i,
                       one) if (strcmp(json_string_value(one), word) == 0) return true;
    return false;
}

Test(serve_answers, words_of_a_tag_are_those_that_find_it)
{
    static const char own[] = "word,tag\nwumm,kick\nbass drum,drums.hat.closed\n";
    struct err err = {0};
    struct lexicon *x = synonyms_parse(own, sizeof own - 1, &err);
    json_t *o;

    cr_assert(x, "%s", err.text);
    options.synonyms = x;
    o = answer(lists_get_tags, 0, "");
    cr_expect(number(tag_of(o, "category", "drums.kick"), "samples") == KICKS);
    cr_expect(has_word(tag_of(o, "category", "drums.kick"), "wumm"));
    cr_expect(has_word(tag_of(o, "category", "drums.kick"), "bd"));
    cr_expect(!has_word(tag_of(o, "category", "drums.kick"), "bass drum"));
    cr_expect(has_word(tag_of(o, "category", "drums.hat.closed"), "bass drum"));
    cr_expect(tag_of(o, "form", "oneshot") != NULL);
    json_decref(o);
    lexicon_free(x);
}

static int times_made;

static int make(struct desk *d, struct buf *out, struct err *e)
{
    (void)d;
    times_made++;
    if (times_made == 2)
        return err_set(e, ERR_STORE, "for once");
    buf_bytes(out, "x", 1);
    return 0;
}

Test(serve_answers, what_counts_the_library_is_kept)
{
    struct err err = {0};
    struct buf out = {0};

    times_made = 0;
    ok(tally_get(server.tallies, TALLY_STATS, &desk, make, &out, &err));
    ok(tally_get(server.tallies, TALLY_STATS, &desk, make, &out, &err));
    cr_expect(times_made == 1 && out.len == 2);
    cr_expect(tally_get(server.tallies, TALLY_TAGS, &desk, make, &out, &err) == -1);
    ok(tally_get(server.tallies, TALLY_TAGS, &desk, make, &out, &err));
    cr_expect(times_made == 3 && out.len == 3);
    buf_clear(&out);
}

Test(serve_answers, lists_say_what_is_there)
{
    json_t *o = answer(lists_get_stats, 0, "");

    cr_expect(number(o, "samples") == ALL);
    json_decref(o);
    o = answer(lists_get_folders, 0, "");
    cr_expect(json_array_size(json_object_get(o, "folders")) == 1);
    json_decref(o);
    o = answer(lists_get_models, 0, "");
    cr_expect(json_array_size(json_object_get(o, "models")) == 1);
    json_decref(o);
    o = answer(openapi_get, 0, "");
    cr_expect_str_eq(text(o, "openapi"), "3.1.0");
    json_decref(o);
}
