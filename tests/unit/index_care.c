/* SPDX-License-Identifier: GPL-2.0-or-later */
/* index/ as a guest of the machine: files on their way, pauses, locks, full disks, and
 * workers that end at rest. */
#include "yard.h"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "index/child.h"
#include "util/clock.h"
#include "worker/wire.h"
#include "worker/worker.h"

/* What the indexer asks and tells, besides what the yard hears. */
struct ears {
    struct yard y; /* first: the yard is what its own callbacks get */
    int64_t now_s;
    int unripe;
    char path[100];   /* of the last one */
    int64_t patience; /* files to hand out before a pause */
};

static int64_t tell_time(void *arg) { return ((struct ears *)arg)->now_s; }

static void hear_unripe(void *arg, int64_t folder, const char *path)
{
    struct ears *h = arg;

    cr_expect(folder == h->y.folder);
    h->unripe++;
    snprintf(h->path, sizeof h->path, "%s", path);
}

static void open_young(struct ears *h)
{
    yard_open(&h->y);
    h->y.o.now = tell_time;
    h->y.o.unripe = hear_unripe;
    h->now_s = (int64_t)time(NULL);
    yard_write(&h->y, "always.wav", "ok 1");
    yard_write(&h->y, "in/half.wav", "crash");
    yard_watch(&h->y);
    cr_expect(h->y.n.failed == 1 && h->unripe == 1);
    cr_expect_str_eq(h->path, "in/half.wav");
    cr_expect(yard_sql(&h->y, "SELECT count(*) FROM v1_file WHERE state = 'failed' AND "
                              "error = 'decoder crashed (SIGSEGV)'") == 1);
}

/* The rest of its bytes comes, and neither size nor time tells. */
static void complete(const struct ears *h)
{
    char path[100];
    struct stat st;
    FILE *f;

    snprintf(path, sizeof path, "%s/in/half.wav", h->y.dir);
    cr_assert(stat(path, &st) == 0);
    f = fopen(path, "r+");
    cr_assert(f && fputs("ok 77", f) >= 0 && fclose(f) == 0);
    cr_assert(utimensat(AT_FDCWD, path, (struct timespec[]){st.st_atim, st.st_mtim}, 0) ==
              0);
}

Test(care, a_copy_that_was_read_too_early_is_read_again)
{
    static struct ears h;

    open_young(&h);
    yard_name(&h.y, "in/half.wav");
    cr_expect(h.unripe == 2, "it still is on its way");
    cr_expect(h.y.n.stale == 1 && h.y.n.failed == 0 && h.y.n.done == 0 &&
                  h.y.n.todo == 0 && h.y.complaints == 0,
              "and that is nothing new");
    complete(&h);
    yard_name(&h.y, "in/half.wav");
    cr_expect(h.y.n.changed == 0 && h.y.n.ok == 1 && h.unripe == 2);
    cr_expect(yard_sql(&h.y, "SELECT count(*) FROM v1_file WHERE state = 'ok'") == 2);
    yard_close(&h.y);
}

Test(care, what_does_not_decode_after_ten_minutes_never_will)
{
    static const int64_t later_s[] = {601, -601, -315360000, 315360000};
    static struct ears h;

    for (size_t i = 0; i < sizeof later_s / sizeof *later_s; i++) {
        h = (struct ears){0};
        open_young(&h);
        h.now_s += later_s[i]; /* a clock that was set back, too */
        yard_crawl(&h.y);
        cr_assert(yard_work(&h.y) == 0);
        cr_expect(h.y.n.stale == 1 && h.unripe == 1, "once more, and that was it");
        cr_expect(h.y.n.failed == 0 && h.y.n.done == 0 && h.y.complaints == 0);
        cr_expect(yard_sql(&h.y, "SELECT count(*) FROM v1_file WHERE state = 'failed'") ==
                  1);
        yard_crawl(&h.y);
        yard_name(&h.y, "in/half.wav");
        cr_expect(h.y.n.todo == 0 && h.y.n.done == 0 && h.unripe == 1);
        yard_close(&h.y);
    }
}

Test(care, the_time_that_a_file_claims_makes_it_neither_young_nor_old)
{
    static const time_t claims[] = {1000, 4000000000};
    static struct ears h;
    char path[100];

    for (size_t i = 0; i < sizeof claims / sizeof *claims; i++) {
        h = (struct ears){0};
        open_young(&h);
        snprintf(path, sizeof path, "%s/in/half.wav", h.y.dir);
        cr_assert(utimensat(AT_FDCWD, path,
                            (struct timespec[]){{claims[i], 0}, {claims[i], 0}}, 0) == 0);
        yard_name(&h.y, "in/half.wav");
        cr_expect(h.y.n.failed == 1 && h.unripe == 2);
        h.now_s += 601;
        yard_name(&h.y, "in/half.wav");
        cr_expect(h.y.n.stale == 1 && h.y.n.failed == 0 && h.unripe == 2);
        yard_name(&h.y, "in/half.wav");
        cr_expect(h.y.n.stale == 0 && h.y.n.done == 0);
        yard_close(&h.y);
    }
}

static bool lose_patience(void *arg) { return ((struct ears *)arg)->patience-- <= 0; }

Test(care, a_pause_keeps_what_was_under_way_and_work_goes_on_after_it)
{
    static struct ears h;
    char name[40], text[20];
    int64_t done = 0;
    int rc = 1;

    yard_open(&h.y);
    h.y.o.pause = lose_patience;
    for (int i = 0; i < 60; i++) {
        sprintf(name, "d%d/%d.wav", i % 3, i);
        sprintf(text, "ok %d", i);
        yard_write(&h.y, name, text);
    }
    h.patience = 1;
    yard_write(&h.y, "first.wav", "ok 99");
    {
        struct err err = {0};

        ok(indexer_open(&h.y.x, h.y.shelf.s, &h.y.o, &err));
        ok(indexer_add(h.y.x, h.y.dir, &h.y.folder, &err));
    }
    yard_crawl(&h.y);
    for (int turns = 0; rc == 1; turns++) {
        int64_t left = 0;

        h.patience = 7;
        h.y.n = (struct index_counts){0};
        rc = yard_work(&h.y);
        cr_assert(rc >= 0 && turns < 20, "%s", h.y.err.text);
        cr_expect(rc == 0 || h.y.n.done == 7, "%d done", (int)h.y.n.done);
        done += h.y.n.done;
        cr_assert(indexer_pending(h.y.x, &left, &h.y.err) == 0);
        cr_expect(left == 61 - done && (rc == 1) == (left > 0));
    }
    cr_expect(done == 61);
    yard_close(&h.y);
}

/* How long between two calls, at most. */
static void measure(struct yard *y, const struct index_counts *n)
{
    static int64_t last_ms;
    const int64_t now_ms = clock_ms();

    (void)n;
    if (last_ms && now_ms - last_ms > y->limit)
        y->limit = now_ms - last_ms;
    last_ms = now_ms;
}

Test(care, somebody_is_asked_often_while_a_file_takes_long)
{
    struct yard y;

    yard_open(&y);
    y.o.timeout_ms = 900;
    y.on_progress = measure;
    yard_write(&y, "slow.wav", "hang");
    yard_watch(&y);
    cr_expect(y.n.failed == 1);
    cr_expect(y.limit < 500, "%d ms without a word", (int)y.limit);
    yard_close(&y);
}

static pid_t a_child(void)
{
    FILE *f;
    char path[64];
    int pid = 0;

    sprintf(path, "/proc/self/task/%d/children", (int)getpid());
    f = fopen(path, "r");
    if (f && fscanf(f, "%d", &pid) != 1)
        pid = 0;
    if (f)
        fclose(f);
    return pid;
}

Test(care, workers_that_were_ended_at_rest_are_started_again)
{
    struct yard y;
    char name[20], text[20];

    yard_open(&y);
    y.o.jobs = 1;
    yard_write(&y, "a.wav", "ok 0");
    yard_watch(&y);
    for (int i = 0; i < 12; i++) {
        const pid_t child = a_child();

        cr_assert(child > 0, "a worker stays");
        kill(child, SIGKILL);
        sprintf(name, "%d.wav", i);
        sprintf(text, "ok %d", i + 10);
        yard_write(&y, name, text);
        yard_name(&y, name);
        cr_expect(y.n.ok == 1 && y.n.failed == 0, "%d", i);
    }
    indexer_rest(y.x);
    cr_expect(a_child() == 0, "none is left at rest");
    yard_write(&y, "b.wav", "ok 100");
    yard_name(&y, "b.wav");
    cr_expect(y.n.ok == 1);
    yard_close(&y);
}

/* The library in a file, so that another program can lock it or there be no room. */
static void open_on_disk(struct yard *y, char path[64])
{
    struct err err = {0};

    yard_open(y);
    store_close(y->shelf.s);
    sprintf(path, "%s/.library.db", y->dir);
    ok(store_open(&y->shelf.s, path, STORE_OWN, &err));
    store_patience(y->shelf.s, 10);
    yard_write(y, "always.wav", "ok 0");
    yard_watch(y);
}

Test(care, a_lock_costs_time_and_nothing_else)
{
    const struct look look[] = {{"a.wav", LOOK_NAME}, {"b.wav", LOOK_NAME}};
    struct yard y;
    char path[64];
    sqlite3 *other = NULL;

    open_on_disk(&y, path);
    yard_write(&y, "a.wav", "ok 1");
    yard_rename(&y, "always.wav", "b.wav");
    cr_assert(sqlite3_open(path, &other) == SQLITE_OK);
    cr_assert(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL) == SQLITE_OK);
    yard_look(&y, &(struct look){"nothing.wav", LOOK_NAME}, 1); /* no news, no lock */
    cr_expect(y.online && y.n.missing == 0);
    for (int i = 0; i < 2; i++)
        cr_expect(indexer_look(y.x, y.folder, look, 2, &y.online, &y.n, &y.err) == -1 &&
                  y.err.kind == ERR_BUSY);
    cr_expect(indexer_crawl(y.x, y.folder, &y.online, &y.n, &y.err) == -1 &&
              y.err.kind == ERR_BUSY);
    cr_assert(sqlite3_exec(other, "COMMIT", NULL, NULL, NULL) == SQLITE_OK);
    yard_look(&y, look, 2);
    cr_expect(y.n.added == 1 && y.n.moved == 1);
    cr_assert(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL) == SQLITE_OK);
    cr_expect(yard_work(&y) == -1 && y.err.kind == ERR_BUSY, "%s", y.err.text);
    cr_assert(sqlite3_exec(other, "COMMIT", NULL, NULL, NULL) == SQLITE_OK);
    cr_expect(yard_work(&y) == 0 && y.n.ok == 1);
    sqlite3_close(other);
    yard_close(&y);
}

Test(care, a_full_disk_keeps_what_was_written_and_is_got_over)
{
    struct yard y;
    char path[64], name[60], sql[60], text[20];
    int64_t pages, known;

    open_on_disk(&y, path);
    for (int i = 0; i < 3000; i++) {
        sprintf(name, "d/%050d.wav", i);
        sprintf(text, "ok %d", i);
        yard_write(&y, name, text);
    }
    pages = yard_sql(&y, "PRAGMA page_count");
    sprintf(sql, "PRAGMA max_page_count = %d", (int)pages + 150);
    yard_sql(&y, sql);
    cr_expect(indexer_crawl(y.x, y.folder, &y.online, &y.n, &y.err) == -1 &&
              y.err.kind == ERR_STORE);
    known = yard_sql(&y, "SELECT count(*) FROM file");
    cr_expect(known > 1 && known < 3001, "%d files", (int)known);
    sprintf(sql, "PRAGMA max_page_count = %d", (int)yard_sql(&y, "PRAGMA page_count"));
    yard_sql(&y, sql);
    cr_expect(yard_work(&y) == -1 && y.err.kind == ERR_STORE, "%d: %s", y.err.kind,
              y.err.text);
    yard_sql(&y, "PRAGMA max_page_count = 1000000");
    yard_crawl(&y);
    cr_expect(y.n.added == 3001 - known);
    cr_assert(yard_work(&y) == 0, "%s", y.err.text);
    cr_expect(yard_sql(&y, "SELECT count(*) FROM v1_file WHERE state = 'ok'") == 3001);
    cr_expect(yard_sql(&y, "SELECT max(seq) = count(*) FROM change") == 1);
    yard_close(&y);
}

Test(care, what_is_said_of_a_folder_and_of_us_is_written_once)
{
    struct yard y;
    int64_t seq;

    yard_open(&y);
    yard_write(&y, "a.wav", "ok 1");
    yard_watch(&y);
    seq = yard_sql(&y, "SELECT max(seq) FROM change");
    for (int i = 0; i < 3; i++)
        cr_expect(indexer_cover(y.x, y.folder, COVERAGE_POLLED, "too many", &y.err) ==
                      0 &&
                  indexer_say(y.x, DAEMON_PAUSED, "on battery", &y.err) == 0);
    cr_expect(yard_sql(&y, "SELECT count(*) FROM v1_folder WHERE coverage = 'polled' AND "
                           "coverage_why = 'too many'") == 1);
    cr_expect(yard_sql(&y, "SELECT max(seq) FROM change") == seq + 1);
    cr_expect(yard_sql(&y, "SELECT pid FROM v1_daemon WHERE state = 'paused' AND "
                           "why = 'on battery'") == getpid());
    cr_expect(indexer_say(y.x, DAEMON_STOPPED, NULL, &y.err) == 0);
    cr_expect(yard_sql(&y, "SELECT pid IS NULL FROM v1_daemon WHERE state = 'stopped'") ==
              1);
    yard_close(&y);
}

/* The class of ioprio_get(2). */
static int io_class(pid_t pid)
{
    enum { WHO_PROCESS = 1, CLASS_SHIFT = 13 };

    return (int)syscall(SYS_ioprio_get, WHO_PROCESS, pid) >> CLASS_SHIFT;
}

Test(care, a_polite_worker_lets_everybody_go_first)
{
    static uint8_t message[WIRE_MAX];
    struct child child = {.sock = -1};
    struct pollfd ready;
    struct err err = {0};
    char how[CHILD_HOW];
    size_t n = 0;
    int fd = -1;

    cr_assert(getenv("SAMPLEDB"), "SAMPLEDB names the program");
    for (unsigned polite = 0; polite < 2; polite++) {
        ok(child_start(&child, getenv("SAMPLEDB"), polite ? WORKER_POLITE : 0, -1, &err));
        ready = (struct pollfd){.fd = child.sock, .events = POLLIN};
        cr_assert(poll(&ready, 1, 20000) == 1);
        ok(wire_receive(child.sock, message, sizeof message, &n, &fd, &err));
        cr_assert(n == WIRE_HEAD, "it is not ready");
        cr_expect((sched_getscheduler(child.pid) == SCHED_IDLE) == (polite == 1));
        cr_expect((io_class(child.pid) == 3) == (polite == 1), "class %d",
                  io_class(child.pid));
        child_end(&child, how);
    }
}
