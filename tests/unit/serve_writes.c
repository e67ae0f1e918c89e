/* SPDX-License-Identifier: GPL-2.0-or-later */
/* serve/: what clients say is written once and for all, or not at all, and told to those
 * who listen. */
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "serve/census.h"
#include "serve/desk.h"
#include "serve/feedback.h"
#include "serve/helper.h"
#include "serve/herald.h"
#include "serve/metrics.h"
#include "serve/quill.h"
#include "serve/sayings.h"
#include "serve/server.h"
#include "shelf.h"
#include "store/changes.h"
#include "store/feedback.h"
#include "store/tags.h"

static char dir[64], path[128];
static struct shelf shelf; /* the test's own look at it */
static struct server_options options;
static struct server server;
static struct desk desk;
static sqlite3 *other; /* another program */

static void open_all(void)
{
    const struct quill_options q = {.library = path};
    struct err err = {0};

    snprintf(dir, sizeof dir, "/tmp/sampledb-test-XXXXXX");
    cr_assert(mkdtemp(dir) != NULL);
    snprintf(path, sizeof path, "%s/library.db", dir);
    shelf_open(&shelf, path, STORE_WRITE);
    for (int i = 1; i <= 5; i++) {
        char name[16];

        snprintf(name, sizeof name, "%d.wav", i);
        shelf_add(&shelf, "a", name, i, KICK, 0.8, FORM_LOOP);
    }
    cr_assert(sqlite3_open(path, &other) == SQLITE_OK);
    options = (struct server_options){.library = path};
    server = (struct server){.options = &options};
    ok(quill_open(&server.quill, &q, &err));
    desk = (struct desk){.server = &server};
    ok(desk_library(&desk, &err));
}

static void drop_all(void)
{
    char line[100];

    quill_close(server.quill);
    store_close(desk.store);
    sqlite3_close(other);
    shelf_close(&shelf);
    snprintf(line, sizeof line, "rm -r %s", dir);
    cr_expect(system(line) == 0);
}

TestSuite(serve_quill, .init = open_all, .fini = drop_all);
TestSuite(serve_feedback, .init = open_all, .fini = drop_all);
TestSuite(serve_herald, .init = open_all, .fini = drop_all);
TestSuite(serve_metrics, .init = open_all, .fini = drop_all);

static void do_other(const char *sql)
{
    cr_assert(sqlite3_exec(other, sql, NULL, NULL, NULL) == SQLITE_OK, "%s: %s", sql,
              sqlite3_errmsg(other));
}

static int64_t ask(const char *sql) { return shelf_sql(&shelf, sql); }

/* The quill. */

/* Says a free tag of sample 1, or fails. */
struct deed {
    const char *tag; /* NULL = fails */
    atomic_int runs;
    int wait_ms, rc;
    struct err e;
};

static int say_tag(void *arg, struct store *s, const struct model_ref *model,
                   struct err *e)
{
    struct deed *d = arg;
    const struct opinion o = {"user", d->tag, CONFIRMED};
    const struct speaker by = {.actor = "test"};
    uint8_t hash[CORRECTION_HASH] = {1};
    int said;

    atomic_fetch_add(&d->runs, 1);
    if (!d->tag)
        return err_set(e, ERR_USAGE, "no");
    return feedback_say(s, hash, &o, 1, &by, model, &said, e);
}

static void *write_it(void *arg)
{
    struct deed *d = arg;

    d->rc = quill_write(server.quill, say_tag, d, d->wait_ms, &d->e);
    return NULL;
}

/* Where both copies are. */
static bool is_in_ledger(const char *tag)
{
    char line[300], name[160];
    bool found = false;
    FILE *f;

    snprintf(name, sizeof name, "%s.corrections", path);
    f = fopen(name, "r");
    while (f && fgets(line, sizeof line, f))
        found |= strstr(line, tag) != NULL;
    if (f)
        fclose(f);
    return found;
}

Test(serve_quill, an_answer_comes_once_both_copies_are_there)
{
    struct deed d = {.tag = "here", .wait_ms = 10000};

    write_it(&d);
    cr_assert(d.rc == 0, "%s", d.e.text);
    cr_expect(ask("SELECT count(*) FROM v1_feedback WHERE tag = 'here'") == 1);
    cr_expect(is_in_ledger(" here "));
}

/* A thread for each, one after the other in line; the lock of another program keeps the
 * first one back, so that the rest share what comes next. */
static void write_together(struct deed *d, size_t n)
{
    pthread_t thread[16];

    do_other("BEGIN IMMEDIATE");
    for (size_t i = 0; i < n; i++)
        cr_assert(pthread_create(&thread[i], NULL, write_it, &d[i]) == 0);
    /* The first one waits for the lock before anything of it runs. */
    do_other("COMMIT");
    for (size_t i = 0; i < n; i++)
        pthread_join(thread[i], NULL);
}

Test(serve_quill, one_that_fails_takes_nobody_with_it)
{
    struct deed d[7] = {{.tag = "t0"}, {.tag = "t1"}, {.tag = NULL}, {.tag = "t3"},
                        {.tag = "t4"}, {.tag = NULL}, {.tag = "t6"}};

    for (int i = 0; i < 7; i++)
        d[i].wait_ms = 20000;
    write_together(d, 7);
    for (int i = 0; i < 7; i++) {
        cr_expect((d[i].rc == 0) == (d[i].tag != NULL), "%d: %s", i, d[i].e.text);
        cr_expect(d[i].runs >= 1 && d[i].runs <= 2);
    }
    cr_expect(d[2].e.kind == ERR_USAGE && strcmp(d[5].e.text, "no") == 0);
    cr_expect(ask("SELECT count(*) FROM v1_feedback WHERE tag GLOB 't*'") == 5);
}

static sem_t has_begun, may_end;

/* Holds the pen, and with it the library's lock, for as long as the test wants. */
static int say_slowly(void *arg, struct store *s, const struct model_ref *model,
                      struct err *e)
{
    sem_post(&has_begun);
    sem_wait(&may_end);
    return say_tag(arg, s, model, e);
}

static void *write_slowly(void *arg)
{
    struct deed *d = arg;

    d->rc = quill_write(server.quill, say_slowly, d, d->wait_ms, &d->e);
    return NULL;
}

Test(serve_quill, whose_turn_does_not_come_is_told_and_nothing_is_written)
{
    struct deed first = {.tag = "first", .wait_ms = 20000};
    struct deed late = {.tag = "late", .wait_ms = 20};
    pthread_t thread;

    sem_init(&has_begun, 0, 0);
    sem_init(&may_end, 0, 0);
    cr_assert(pthread_create(&thread, NULL, write_slowly, &first) == 0);
    sem_wait(&has_begun);
    late.rc = quill_write(server.quill, say_tag, &late, late.wait_ms, &late.e);
    cr_expect(late.rc == -1 && late.e.kind == ERR_BUSY && late.runs == 0, "%s",
              late.e.text);
    sem_post(&may_end);
    pthread_join(thread, NULL);
    cr_expect(first.rc == 0, "%s", first.e.text);
    cr_expect(ask("SELECT count(*) FROM v1_feedback") == 1);
}

Test(serve_quill, a_library_that_is_not_there_is_not_made)
{
    const struct quill_options o = {.library = "/nonexistent/library.db"};
    struct deed d = {.tag = "x", .wait_ms = 10000};
    struct quill *before = server.quill;
    struct err err = {0};

    ok(quill_open(&server.quill, &o, &err));
    write_it(&d);
    cr_expect(d.rc == -1 && d.e.kind == ERR_IO && d.runs == 0, "%s", d.e.text);
    quill_close(server.quill);
    server.quill = before;
}

Test(serve_quill, a_library_that_takes_the_place_of_another_is_written)
{
    struct deed d = {.tag = "before", .wait_ms = 10000};
    char line[1000];

    write_it(&d);
    cr_assert(d.rc == 0, "%s", d.e.text);
    snprintf(line, sizeof line,
             "sqlite3 %s \"VACUUM INTO '%s.new'\" && mv %s.new %s && rm -f "
             "%s-wal %s-shm",
             path, path, path, path, path, path);
    cr_assert(system(line) == 0);
    d.tag = "after";
    write_it(&d);
    cr_assert(d.rc == 0, "%s", d.e.text);
    sqlite3_close(other);
    cr_assert(sqlite3_open(path, &other) == SQLITE_OK);
    do_other(
        "CREATE TEMP TABLE wanted (n CHECK (n = 2)); INSERT INTO wanted SELECT count(*) "
        "FROM v1_feedback WHERE tag IN ('before', 'after')");
}

/* What is said. */

static struct reply post(const char *body)
{
    const struct call c = {.method = CALL_POST,
                           .type = "application/json",
                           .body = (const uint8_t *)body,
                           .body_len = strlen(body),
                           .upload = -1};
    struct reply r = {.fd = -1};
    struct err e = {0};

    if (feedback_post(&desk, &c, &r, &e) != 0) {
        reply_clear(&r);
        r.status = e.kind == ERR_USAGE ? 400 : 500;
        buf_bytes(&r.body, e.text, strlen(e.text));
    }
    buf_u8(&r.body, 0);
    return r;
}

static void posted(const char *body, const char *answer)
{
    struct reply r = post(body);

    cr_expect_str_eq((char *)r.body.data, answer);
    reply_clear(&r);
}

Test(serve_feedback, says_what_changed_and_how_to_take_it_back)
{
    posted("{\"feedback\":[{\"sample_id\":1,\"tag\":\"bass\",\"verdict\":1}]}",
           "{\"said\": 1, \"results\": [{\"sample_id\": 1, \"changed\": [{\"facet\": "
           "\"category\", \"before\": \"drums.kick\", \"after\": \"bass\"}]}], \"undo\": "
           "[{\"sample_ids\": [1], \"tag\": \"category:bass\", \"verdict\": 0}]}");
    posted("{\"actor\":\"me\",\"feedback\":[{\"sample_ids\":[2,1],\"tag\":\"user:nice\","
           "\"verdict\":1},{\"sample_id\":2,\"tag\":\"loop\",\"verdict\":-1}]}",
           "{\"said\": 3, \"results\": [{\"sample_id\": 2, \"changed\": [{\"facet\": "
           "\"user\", \"before\": null, \"after\": \"nice\"}, {\"facet\": \"form\", "
           "\"before\": \"loop\", \"after\": null}]}, {\"sample_id\": 1, \"changed\": "
           "[{\"facet\": \"user\", \"before\": null, \"after\": \"nice\"}]}], \"undo\": "
           "[{\"sample_ids\": [2], \"tag\": \"user:nice\", \"verdict\": 0}, "
           "{\"sample_ids\": [2], \"tag\": \"form:loop\", \"verdict\": 0}, "
           "{\"sample_ids\": [1], \"tag\": \"user:nice\", \"verdict\": 0}]}");
    cr_expect(ask("SELECT count(*) FROM v1_feedback WHERE actor = 'web'") == 1);
    cr_expect(ask("SELECT count(*) FROM v1_feedback WHERE actor = 'me'") == 3);
    /* What holds is not said again. */
    posted("{\"feedback\":[{\"sample_id\":1,\"tag\":\"bass\",\"verdict\":1}]}",
           "{\"said\": 0, \"results\": [{\"sample_id\": 1, \"changed\": []}], \"undo\": "
           "[]}");
}

/* All that all samples wear, as one number that differs where they do. */
static int64_t all_worn(void)
{
    return ask(
        "SELECT coalesce(sum(sample_id * 7919 + length(tag) * 104729 + unicode(tag) * "
        "1299709 + (source = 'user') * 15485863), 0) FROM v1_tag");
}

Test(serve_feedback, undo_is_itself_a_body)
{
    struct reply r;
    char body[2000];
    const char *undo;
    int64_t before;

    posted(
        "{\"feedback\":[{\"sample_id\":3,\"tag\":\"bass\",\"verdict\":1},{\"sample_id\":"
        "3,"
        "\"tag\":\"hat.open\",\"verdict\":1}]}",
        "{\"said\": 2, \"results\": [{\"sample_id\": 3, \"changed\": [{\"facet\": "
        "\"category\", \"before\": \"drums.kick\", \"after\": \"drums.hat.open\"}]}], "
        "\"undo\": [{\"sample_ids\": [3], \"tag\": \"category:bass\", \"verdict\": 0}, "
        "{\"sample_ids\": [3], \"tag\": \"category:drums.hat.open\", \"verdict\": 0}]}");
    before = all_worn();
    r = post("{\"feedback\":[{\"sample_ids\":[1,2,3,4],\"tag\":\"bass\",\"verdict\":-1},"
             "{\"sample_ids\":[3,4],\"tag\":\"category:drums.kick\",\"verdict\":1}]}");
    cr_expect(all_worn() != before);
    undo = strstr((char *)r.body.data, "\"undo\": ");
    cr_assert(undo);
    snprintf(body, sizeof body, "{\"feedback\": %s", undo + strlen("\"undo\": "));
    reply_clear(&r);
    r = post(body);
    cr_expect(r.status == 0, "%s: %s", body, (char *)r.body.data);
    reply_clear(&r);
    cr_expect(all_worn() == before, "another state than before: %s", body);
}

Test(serve_feedback, is_all_or_nothing)
{
    posted("{\"feedback\":[{\"sample_ids\":[1,2,77],\"tag\":\"bass\",\"verdict\":1}]}",
           "{\"type\":\"about:blank\",\"title\":\"Not "
           "Found\",\"status\":404,\"detail\":\"no "
           "sample has the number 77\"}");
    posted("{\"feedback\":[{\"sample_id\":1,\"tag\":\"bass\",\"verdict\":1},{\"sample_"
           "id\":1,"
           "\"tag\":\"drums.zap\",\"verdict\":1}]}",
           "drums.zap is no known category; to make it, say \"new\": true");
    cr_expect(ask("SELECT count(*) FROM v1_feedback") == 0);
    posted(
        "{\"new\":true,\"feedback\":[{\"sample_id\":1,\"tag\":\"drums.zap\",\"verdict\":"
        "-1}]}",
        "drums.zap is no known category");
    posted(
        "{\"new\":true,\"feedback\":[{\"sample_id\":1,\"tag\":\"drums.zap\",\"verdict\":"
        "1}]}",
        "{\"said\": 1, \"results\": [{\"sample_id\": 1, \"changed\": [{\"facet\": "
        "\"category\", \"before\": \"drums.kick\", \"after\": \"drums.zap\"}]}], "
        "\"undo\": [{\"sample_ids\": [1], \"tag\": \"category:drums.zap\", \"verdict\": "
        "0}]}");
}

Test(serve_feedback, bodies_are_read_strictly)
{
    static const struct {
        const char *body, *answer;
    } bad[] = {
        {"", "the body is no JSON: '[' or '{' expected near end of file, at byte 0"},
        {"[]", "the body is no JSON object"},
        {"{}", "'feedback' is wanted: a list of opinions"},
        {"{\"feedback\":{}}", "'feedback' is wanted: a list of opinions"},
        {"{\"feedback\":[]}", "'feedback' is wanted: a list of opinions"},
        {"{\"feedback\":[1]}", "feedback 1: is no object"},
        {"{\"feedback\":[],\"feedback\":[]}",
         "the body is no JSON: duplicate object key near '\"feedback\"', at byte 25"},
        {"{\"feedback\":[],\"x\":1}", "unknown member 'x'"},
        {"{\"feedback\":[{\"sample_id\":1,\"tag\":\"bass\",\"verdict\":1,\"x\":1}]}",
         "feedback 1: unknown member 'x'"},
        {"{\"feedback\":[{\"sample_id\":1,\"tag\":\"bass\"}]}",
         "feedback 1: 'verdict' is 1, -1 or 0"},
        {"{\"feedback\":[{\"sample_id\":1,\"tag\":\"bass\",\"verdict\":1.0}]}",
         "feedback 1: 'verdict' is 1, -1 or 0"},
        {"{\"feedback\":[{\"sample_id\":1,\"tag\":\"bass\",\"verdict\":4294967297}]}",
         "feedback 1: 'verdict' is 1, -1 or 0"},
        {"{\"feedback\":[{\"sample_id\":1,\"tag\":7,\"verdict\":1}]}",
         "feedback 1: 'tag' is wanted, such as kick"},
        {"{\"feedback\":[{\"tag\":\"bass\",\"verdict\":1}]}",
         "feedback 1: either 'sample_id' or 'sample_ids' is wanted"},
        {"{\"feedback\":[{\"sample_id\":1,\"sample_ids\":[1],\"tag\":\"bass\","
         "\"verdict\":"
         "1}]}",
         "feedback 1: either 'sample_id' or 'sample_ids' is wanted"},
        {"{\"feedback\":[{\"sample_ids\":[],\"tag\":\"bass\",\"verdict\":1}]}",
         "feedback 1: 'sample_ids' is a list of numbers"},
        {"{\"feedback\":[{\"sample_id\":0,\"tag\":\"bass\",\"verdict\":1}]}",
         "feedback 1: the number of a sample is wanted"},
        {"{\"feedback\":[{\"sample_id\":\"1\",\"tag\":\"bass\",\"verdict\":1}]}",
         "feedback 1: the number of a sample is wanted"},
        {"{\"actor\":\"\",\"feedback\":[]}",
         "'actor' is 1 to 200 bytes of text without control characters"},
        {"{\"new\":1,\"feedback\":[]}", "'new' is true or false"},
        {"{\"feedback\":[[[[[[[[1]]]]]]]]}", "the body goes deeper than 8 levels"},
        {"{\"actor\":\"\\u0000\",\"feedback\":[]}",
         "the body is no JSON: \\u0000 is not allowed without JSON_ALLOW_NUL near "
         "'\"\\u0000\"', at byte 17"}};

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct reply r = post(bad[i].body);

        cr_expect(r.status == 400 && strcmp((char *)r.body.data, bad[i].answer) == 0,
                  "%s: %d %s", bad[i].body, r.status, (char *)r.body.data);
        reply_clear(&r);
    }
    cr_expect(ask("SELECT count(*) FROM v1_feedback") == 0);
}

Test(serve_feedback, a_thousand_opinions_are_the_most)
{
    struct buf body = {0};
    struct reply r;

    for (int extra = 0; extra < 2; extra++) {
        static const char head[] = "{\"feedback\":[{\"tag\":\"bass\",\"verdict\":1,"
                                   "\"sample_ids\":[1";

        buf_reset(&body);
        buf_bytes(&body, head, strlen(head));
        for (int i = 1; i < SAYINGS_MOST + extra; i++)
            buf_bytes(&body, ",1", 2);
        buf_bytes(&body, "]}]}", 5);
        r = post((char *)body.data);
        cr_expect(r.status == (extra ? 400 : 0), "%s", (char *)r.body.data);
        reply_clear(&r);
    }
    buf_clear(&body);
    cr_expect(ask("SELECT count(*) FROM v1_feedback") == 1);
}

Test(serve_feedback, a_long_word_a_thousand_times_is_kept_twice)
{
    struct buf body = {0};
    char item[300], name[160], line[700];
    struct reply r;
    int kept = 0;
    FILE *f;

    buf_bytes(&body, "{\"feedback\":[", 13);
    for (int i = 0; i < 200; i++) {
        snprintf(item, sizeof item,
                 "%s{\"sample_ids\":[1,2,3,4,5],\"verdict\":1,\"tag\":\"user:%0180d\"}",
                 i ? "," : "", i);
        buf_bytes(&body, item, strlen(item));
    }
    buf_bytes(&body, "]}", 3);
    r = post((char *)body.data); /* 300 kB of the ledger in one transaction */
    cr_expect(strncmp((char *)r.body.data, "{\"said\": 1000,", 14) == 0, "%.200s",
              (char *)r.body.data);
    reply_clear(&r);
    buf_clear(&body);
    cr_expect(ask("SELECT count(*) FROM v1_feedback") == 1000);
    snprintf(name, sizeof name, "%s.corrections", path);
    f = fopen(name, "r");
    while (f && fgets(line, sizeof line, f))
        kept += *line == '~';
    if (f)
        fclose(f);
    cr_expect(kept == 1000, "%d in the ledger", kept);
}

/* What is told. */

static sem_t woken;

static void wake(void *arg, struct stream *s)
{
    (void)arg;
    (void)s;
    sem_post(&woken);
}

static struct herald *herald_with(int quiet_ms, int keep_ms)
{
    const struct herald_options o = {.server = &server,
                                     .wake = wake,
                                     .look_ms = 5,
                                     .quiet_ms = quiet_ms,
                                     .keep_ms = keep_ms};
    struct herald *h = NULL;
    struct err err = {0};

    sem_init(&woken, 0, 0);
    ok(herald_open(&h, &o, &err));
    return h;
}

/* Until the stream has said it, or is at its end; what it said, to free(). */
static char *hear(struct stream *s, const char *wanted)
{
    struct buf text = {0};
    struct timespec until;
    char piece[100];
    ssize_t n;

    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += 20;
    buf_u8(&text, 0);
    for (;;) {
        while ((n = stream_read(s, piece, sizeof piece)) > 0) {
            text.len--;
            buf_bytes(&text, piece, (size_t)n);
            buf_u8(&text, 0);
        }
        if (n < 0 || (wanted && strstr((char *)text.data, wanted)))
            return (char *)text.data;
        cr_assert(sem_timedwait(&woken, &until) == 0, "never told: %s; but %s",
                  wanted ? wanted : "the end", (char *)text.data);
    }
}

static struct stream *listen_since(struct herald *h, int64_t since)
{
    struct stream *s = NULL;
    struct err err = {0};

    ok(herald_stream(h, since, &s, &err));
    return s;
}

/* As another program would. */
static void change(int n)
{
    char sql[200];

    snprintf(
        sql, sizeof sql,
        "WITH RECURSIVE k (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM k WHERE i < %d) "
        "INSERT INTO change (sample_id, what) SELECT i, 'tags' FROM k",
        n);
    do_other(sql);
}

Test(serve_herald, tells_each_change_once_and_in_its_order)
{
    struct herald *h = herald_with(0, 0);
    struct stream *all = listen_since(h, 0), *fresh = listen_since(h, -1);
    const int64_t last = ask("SELECT max(seq) FROM change");
    char id[100], *text;
    int64_t seq = 0;

    snprintf(id, sizeof id, "id: %lld\n", (long long)last);
    free(hear(all, id));
    free(hear(fresh, "retry: "));
    herald_tell(h, HERALD_RETRAIN, "{\"run\": 1}"); /* it has looked before this comes */
    text = hear(fresh, "event: retrain\ndata: {\"run\": 1}\n\n");
    cr_expect(!strstr(text, "event: change"), "%s", text);
    free(text);
    change(450); /* more than are read at once */
    snprintf(id, sizeof id, "{\"seq\": %lld, \"sample_id\": 450, \"what\": \"tags\"",
             (long long)last + 450);
    text = hear(fresh, id);
    seq = last;
    for (const char *at = text; (at = strstr(at, "id: ")); at++)
        cr_expect(atoll(at + 4) == ++seq);
    cr_expect(seq == last + 450);
    free(text);
    stream_free(fresh);
    text = hear(all, id);
    free(text);
    stream_free(all);
    cr_expect(herald_streams(h) == 0);
    herald_close(h);
}

Test(serve_herald, goes_on_where_a_stream_broke)
{
    struct herald *h = herald_with(0, 0);
    const int64_t last = ask("SELECT max(seq) FROM change");
    struct stream *s = listen_since(h, last - 2), *beyond = listen_since(h, last + 100);
    char id[100], *text;

    snprintf(id, sizeof id, "id: %lld\n", (long long)last);
    text = hear(s, id);
    snprintf(id, sizeof id, "id: %lld\n", (long long)last - 1);
    cr_expect(strstr(text, id) != NULL);
    snprintf(id, sizeof id, "id: %lld\n", (long long)last - 2);
    cr_expect(!strstr(text, id));
    free(text);
    herald_tell(h, HERALD_RETRAIN, "{}");
    free(hear(beyond, "retrain"));
    change(1); /* of a library that began anew what is new counts */
    snprintf(id, sizeof id, "id: %lld\n", (long long)last + 1);
    free(hear(beyond, id));
    stream_free(s);
    stream_free(beyond);
    herald_close(h);
}

Test(serve_herald, tells_of_another_model_and_gives_signs_of_life)
{
    struct herald *h = herald_with(0, 20);
    struct stream *s = listen_since(h, -1);
    char *text = hear(s, "\n: \n\n");

    cr_expect(!strstr(text, "event: "), "%s", text);
    free(text);
    do_other("UPDATE model SET current = 0; INSERT INTO model (key, arch, "
             "feature_version, metrics, current) SELECT printf('%032d', 5), arch, "
             "feature_version, metrics, 1 FROM model WHERE id = 1");
    text = hear(s, "event: model");
    cr_expect(strstr(text, "\"key\": \"00000000000000000000000000000005\"") != NULL, "%s",
              text);
    free(text);
    stream_free(s);
    herald_close(h);
}

Test(serve_herald, who_does_not_read_is_sent_away_with_the_place)
{
    struct herald *h = herald_with(30, 0);
    struct stream *s = listen_since(h, 0);
    const struct timespec long_enough = {.tv_nsec = 300000000};
    const char *behind, *id = NULL;
    char *text;

    change(20000);
    nanosleep(&long_enough, NULL); /* the one thing that is waited for is time itself */
    text = hear(s, NULL);
    cr_expect(strlen(text) < 2 * HERALD_ROOM, "%zu bytes", strlen(text));
    behind = strstr(text, "event: behind\ndata: {\"since\":");
    cr_assert(behind, "%s", text + (strlen(text) > 200 ? strlen(text) - 200 : 0));
    for (const char *at = text; (at = strstr(at, "\nid: ")); at++)
        id = at + 5;
    cr_expect((id ? atoll(id) : 0) ==
              atoll(behind + strlen("event: behind\ndata: {\"since\":")));
    free(text);
    stream_free(s);
    herald_close(h);
}

Test(serve_herald, takes_so_many_and_ends_with_all_of_them)
{
    struct herald *h = herald_with(0, 0);
    struct stream *s[HERALD_STREAMS], *more = NULL;
    struct err err = {0};
    char *text;

    for (int i = 0; i < HERALD_STREAMS; i++)
        s[i] = listen_since(h, -1);
    cr_expect(herald_stream(h, -1, &more, &err) == -1 && err.kind == ERR_BUSY);
    stream_free(s[0]);
    s[0] = listen_since(h, -1);
    herald_stop(h);
    text = hear(s[0], NULL);
    cr_expect(strncmp(text, "retry: ", 7) == 0);
    free(text);
    for (int i = 0; i < HERALD_STREAMS; i++)
        stream_free(s[i]);
    herald_close(h);
}

/* Helpers. */

struct overheard {
    sem_t over;
    int objects, status;
    json_int_t sum;
    char complaint[500];
};

static void on_said(void *arg, json_t *object)
{
    struct overheard *o = arg;

    o->objects++;
    o->sum += json_integer_value(json_object_get(object, "n"));
}

static void on_ended(void *arg, int status, const char *complaint)
{
    struct overheard *o = arg;

    o->status = status;
    snprintf(o->complaint, sizeof o->complaint, "%s", complaint);
    sem_post(&o->over);
}

static struct helper *help(struct overheard *o, const char *script)
{
    const struct helper_calls calls = {o, on_said, on_ended};
    const char *const word[] = {"-c", script, NULL};
    struct helper *h = NULL;
    struct err err = {0};

    *o = (struct overheard){.objects = 0};
    sem_init(&o->over, 0, 0);
    ok(helper_start(&h, "/bin/sh", word, &calls, &err));
    return h;
}

Test(serve_helper, is_heard_line_by_line_and_to_its_end)
{
    struct overheard o;
    struct helper *h =
        help(&o, "echo '{\"n\":1}'; echo nonsense; echo '[1]'; printf "
                 "'{\"n\":2}\\n{\"n\"'; printf ':4}'; echo 'sampledb x: one' "
                 ">&2; echo 'sampledb retrain: stopped: really' >&2; exit 3");

    sem_wait(&o.over);
    helper_free(h);
    cr_expect(o.objects == 3 && o.sum == 7 && o.status == 3);
    cr_expect_str_eq(o.complaint, "stopped: really");
}

Test(serve_helper, has_nothing_of_ours_but_what_it_is_given)
{
    struct overheard o;
    struct helper *h =
        help(&o, "for f in /proc/self/fd/*; do case ${f##*/} in 0|1|2) ;; *) "
                 "[ ! -e $f ] || echo '{\"n\":1}' ;; esac; done; "
                 "read x || echo '{\"n\":10}'; kill -TERM $$");

    sem_wait(&o.over);
    helper_free(h);
    cr_expect(o.sum % 10 <= 1 && o.sum >= 10, "%d", (int)o.sum); /* the glob's own */
    cr_expect(o.status == HELPER_STATUS_KILLED + SIGTERM);
}

Test(serve_helper, is_stopped_and_killed)
{
    struct overheard o;
    struct helper *h =
        help(&o, "trap 'echo \"{\\\"n\\\":5}\"; exit 4' TERM; echo '{\"n\":1}'; "
                 "while :; do sleep 0.01; done");

    while (o.objects == 0) /* its trap is set by then */
        sched_yield();
    helper_stop(h);
    sem_wait(&o.over);
    helper_stop(h); /* it is gone: nobody else is hit */
    helper_free(h);
    cr_expect(o.status == 4 && o.sum == 6);

    h = help(&o, "exec sleep 1000");
    helper_free(h);
    cr_expect(o.status == HELPER_STATUS_KILLED + SIGKILL);
}

Test(serve_helper, that_cannot_be_started_says_so_by_its_end)
{
    struct overheard o = {.objects = 0};
    const struct helper_calls calls = {&o, on_said, on_ended};
    const char *const word[] = {NULL};
    struct helper *h = NULL;
    struct err err = {0};

    sem_init(&o.over, 0, 0);
    ok(helper_start(&h, "/nonexistent", word, &calls, &err));
    sem_wait(&o.over);
    helper_free(h);
    cr_expect(o.status == 127 && !*o.complaint);
}

/* Numbers. */

static char *numbers(void)
{
    const struct call c = {.method = CALL_GET, .upload = -1};
    struct reply r = {.fd = -1};
    struct err err = {0};

    ok(metrics_get(&desk, &c, &r, &err));
    cr_expect_str_eq(r.type, "text/plain; version=0.0.4; charset=utf-8");
    buf_u8(&r.body, 0);
    return (char *)r.body.data;
}

static void has(const char *text, const char *line)
{
    const char *at = strstr(text, line);

    cr_expect(at && (at == text || at[-1] == '\n'), "no line %s in\n%s", line, text);
}

Test(serve_metrics, count_what_was_answered_and_what_there_is)
{
    const struct route *r = NULL;
    int64_t id;
    char *text;

    server.metrics = metrics_new(routes);
    cr_assert(route_find(routes, CALL_POST, "/v1/feedback", &r, &id) == 0);
    metrics_count(server.metrics, r, 200, 4000000);
    metrics_count(server.metrics, r, 200, 700000000);
    metrics_count(server.metrics, r, 599, 20000000000);
    metrics_count(server.metrics, NULL, 400, 0);
    metrics_count(NULL, r, 200, 0);
    metrics_connections(server.metrics, 7);
    metrics_classified(server.metrics, 3000000);
    text = numbers();
    has(text,
        "sampledb_http_requests_total{method=\"POST\",route=\"/v1/feedback\",status="
        "\"200\"} 2\n");
    has(text,
        "sampledb_http_requests_total{method=\"POST\",route=\"/v1/feedback\",status="
        "\"other\"} 1\n");
    has(text, "sampledb_http_requests_total{method=\"\",route=\"\",status=\"400\"} 1\n");
    has(text,
        "sampledb_http_request_seconds_bucket{method=\"POST\",route=\"/v1/feedback\",le="
        "\"0.0025\"} 0\n");
    has(text,
        "sampledb_http_request_seconds_bucket{method=\"POST\",route=\"/v1/feedback\",le="
        "\"10\"} 2\n");
    has(text,
        "sampledb_http_request_seconds_bucket{method=\"POST\",route=\"/v1/feedback\",le="
        "\"+Inf\"} 3\n");
    has(text, "sampledb_http_request_seconds_sum{method=\"POST\",route=\"/v1/feedback\"} "
              "20.704000\n");
    has(text, "sampledb_http_connections 7\n");
    has(text, "sampledb_classify_seconds_count 1\n");
    has(text, "sampledb_files{state=\"ok\"} 5\n");
    has(text, "sampledb_files{state=\"pending\"} 0\n");
    has(text, "sampledb_samples 5\n");
    free(text);
    metrics_free(server.metrics);
}

Test(serve_metrics, reasons_are_few)
{
    cr_expect_str_eq(census_reason("decoder crashed (SIGSEGV)"), "crashed");
    cr_expect_str_eq(census_reason("took longer than 30 s"), "timeout");
    cr_expect_str_eq(census_reason("decoder used too much processor time (SIGXCPU)"),
                     "timeout");
    cr_expect_str_eq(
        census_reason("decoder ran out of memory or failed a check (SIGABRT)"), "memory");
    cr_expect_str_eq(census_reason("is empty (0 bytes); copy it again"), "empty");
    cr_expect_str_eq(census_reason("cannot be read: Permission denied"), "unreadable");
    cr_expect_str_eq(census_reason("damaged header: x"), "damaged");
    cr_expect_str_eq(census_reason("sample rate is outside 1 to 2 Hz"), "limit");
    cr_expect_str_eq(census_reason("whatever else"), "other");
}
