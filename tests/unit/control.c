/* SPDX-License-Identifier: GPL-2.0-or-later */
/* watch/: the socket of the daemon, and commands that ask it. */
#include "near.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "util/clock.h"
#include "util/mem.h"
#include "util/rng.h"
#include "util/utf8.h"
#include "watch/ask.h"
#include "watch/control.h"
#include "watch/counts.h"
#include "watch/socket.h"

/* A daemon that only remembers what it was asked. */
static struct {
    char dir[64], path[96];
    struct control *c;
    int client, indexes, reloads, statuses;
    bool refuse;
    char *folder; /* first of the last index */
    bool force;
} d;

static json_t *on_status(void *arg)
{
    (void)arg;
    d.statuses++;
    return json_pack("{s:s}", "state", "idle");
}

static int on_index(void *arg, int client, const json_t *request, struct err *e)
{
    const json_t *folders = json_object_get(request, "folders");

    (void)arg;
    if (d.refuse)
        return err_set(e, ERR_IO, "not today");
    d.client = client;
    d.indexes++;
    d.force = json_is_true(json_object_get(request, "force"));
    free(d.folder);
    d.folder = json_array_size(folders)
                   ? utf8_unwrap(json_string_value(json_array_get(folders, 0)))
                   : NULL;
    return 0;
}

static void on_reload(void *arg)
{
    (void)arg;
    d.reloads++;
}

static const struct control_calls calls = {
    .status = on_status, .index = on_index, .reload = on_reload};

static void begin(void)
{
    struct err e = {0};

    memset(&d, 0, sizeof d);
    snprintf(d.dir, sizeof d.dir, "/tmp/sampledb-control-XXXXXX");
    cr_assert(mkdtemp(d.dir));
    snprintf(d.path, sizeof d.path, "%s/in/it.sock", d.dir);
    cr_assert(control_open(&d.c, d.path, &calls, &e) == 0, "%s", e.text);
}

static void end(void)
{
    char in[96];

    control_close(d.c);
    free(d.folder);
    snprintf(in, sizeof in, "%s/in", d.dir);
    unlink(d.path);
    rmdir(in);
    cr_expect(rmdir(d.dir) == 0, "something is left in %s", d.dir);
}

TestSuite(control, .init = begin, .fini = end);

static int called(void)
{
    struct err e = {0};
    int fd = -1;

    cr_assert(socket_call(&fd, d.path, 1000, &e) == 1, "%s", e.text);
    return fd;
}

/* As much of it as the socket takes. */
static void say(int fd, const void *bytes, size_t n)
{
    const ssize_t sent = send(fd, bytes, n, MSG_NOSIGNAL | MSG_DONTWAIT);

    (void)sent;
}

static int asked(const char *line)
{
    const int fd = called();

    say(fd, line, strlen(line));
    control_serve(d.c);
    return fd;
}

/* Everything that has come to fd; *ended: and no more will. */
static const char *heard(int fd, bool *ended)
{
    static char text[65536];
    size_t n = 0;
    ssize_t got = 1;

    while (n < sizeof text - 1 && got > 0) {
        got = recv(fd, text + n, sizeof text - 1 - n, MSG_DONTWAIT);
        n += got > 0 ? (size_t)got : 0;
    }
    *ended = got == 0 || (got < 0 && errno != EAGAIN);
    text[n] = '\0';
    return text;
}

static void expect(int fd, const char *text, bool ended)
{
    bool over;

    cr_expect_str_eq(heard(fd, &over), text);
    cr_expect(over == ended, "after '%s'", text);
}

Test(control, the_socket_is_for_us_alone)
{
    char in[96];
    struct stat st;

    snprintf(in, sizeof in, "%s/in", d.dir);
    cr_assert(lstat(d.path, &st) == 0);
    cr_expect(S_ISSOCK(st.st_mode) && (st.st_mode & 07777) == 0600);
    cr_assert(lstat(in, &st) == 0);
    cr_expect((st.st_mode & 07777) == 0700);
}

Test(control, closing_removes_the_socket_but_not_that_of_another)
{
    struct stat st;

    control_close(d.c);
    cr_expect(lstat(d.path, &st) != 0 && errno == ENOENT);
    begin();
    cr_assert(unlink(d.path) == 0);
    cr_assert(close(open(d.path, O_CREAT | O_WRONLY, 0600)) == 0);
    control_close(d.c);
    cr_expect(lstat(d.path, &st) == 0);
    d.c = NULL;
}

Test(control, a_socket_that_somebody_answers_on_stays_his)
{
    struct control *second = NULL;
    struct err e = {0};

    cr_expect(control_open(&second, d.path, &calls, &e) == -1 && !second);
    cr_expect(e.kind == ERR_BUSY, "%s", e.text);
    expect(asked("{\"do\":\"status\"}\n"), "{\"done\":{\"state\":\"idle\"}}\n", true);
}

Test(control, a_socket_that_was_left_is_replaced)
{
    struct err e = {0};
    char other[128];

    snprintf(other, sizeof other, "%s/in/other", d.dir);
    cr_assert(rename(d.path, other) == 0); /* so that closing does not remove it */
    control_close(d.c);
    cr_assert(rename(other, d.path) == 0);
    cr_expect(ask(d.path, NULL, NULL, NULL, NULL, &e) == 0, "nobody is there");
    cr_assert(control_open(&d.c, d.path, &calls, &e) == 0, "%s", e.text);
    expect(asked("{\"do\":\"status\"}\n"), "{\"done\":{\"state\":\"idle\"}}\n", true);
}

Test(control, a_file_in_the_place_of_the_socket_is_not_removed)
{
    struct err e = {0};
    struct stat st;

    control_close(d.c);
    d.c = NULL;
    cr_assert(close(open(d.path, O_CREAT | O_WRONLY, 0600)) == 0);
    cr_expect(control_open(&d.c, d.path, &calls, &e) == -1 && e.kind == ERR_IO);
    cr_expect(lstat(d.path, &st) == 0 && S_ISREG(st.st_mode));
}

Test(control, a_request_in_pieces_is_one_request)
{
    const int fd = asked("{\"do\":");

    expect(fd, "", false);
    say(fd, "\"reload\"}", 9);
    control_serve(d.c);
    expect(fd, "", false);
    say(fd, "\n", 1);
    control_serve(d.c);
    expect(fd, "{\"done\":{}}\n", true);
    cr_expect(d.reloads == 1);
}

Test(control, who_says_no_more_still_gets_an_answer)
{
    const int fd = called();

    say(fd, "{\"do\":\"status\"}\n", 16);
    shutdown(fd, SHUT_WR);
    control_serve(d.c);
    expect(fd, "{\"done\":{\"state\":\"idle\"}}\n", true);
}

Test(control, an_index_is_told_how_far_it_is_until_it_is_done)
{
    const int fd =
        asked("{\"do\":\"index\",\"folders\":[\"/a\xee\xbf\xbf\"],\"force\":true}\n");
    const struct index_counts n = {.seen = 7};
    json_t *counts = counts_json(&n);
    char *done = json_dumps(counts, JSON_COMPACT), line[1024];

    json_decref(counts);
    cr_assert(d.indexes == 1 && d.force);
    cr_expect_str_eq(d.folder, "/a\xff");
    expect(fd, "{\"progress\":{}}\n", false);
    control_progress(d.c, d.client, &n);
    snprintf(line, sizeof line, "{\"progress\":%s}\n", done);
    expect(fd, line, false);
    control_complain(d.c, d.client, "/a\xff", "too\nbad");
    expect(fd,
           "{\"progress\":{\"path\":\"/a\xee\xbf\xbf\",\"complaint\":\"too\\nbad\"}}\n",
           false);
    control_wait(d.c, d.client, "on battery");
    expect(fd, "{\"progress\":{\"why\":\"on battery\"}}\n", false);
    control_done(d.c, d.client, &n, NULL);
    snprintf(line, sizeof line, "{\"done\":%s}\n", done);
    expect(fd, line, true);
    free(done);
}

Test(control, an_index_that_cannot_be_says_why)
{
    const struct err e = {.kind = ERR_IO, .text = "/x: is not a folder"};
    int fd;

    d.refuse = true;
    expect(asked("{\"do\":\"index\"}\n"),
           "{\"progress\":{}}\n{\"error\":\"not today\"}\n", true);
    d.refuse = false;
    fd = asked("{\"do\":\"index\"}\n");
    control_done(d.c, d.client, NULL, &e);
    expect(fd, "{\"progress\":{}}\n{\"error\":\"/x: is not a folder\"}\n", true);
}

Test(control, what_makes_no_sense_changes_nothing)
{
    static const char *const bad[] = {"\n",
                                      "x\n",
                                      "[]\n",
                                      "7\n",
                                      "{}\n",
                                      "{\"do\":7}\n",
                                      "{\"do\":\"status\"\n",
                                      "\xff\xfe{}\n",
                                      "{\"do\":\"status\"} {}\n",
                                      "GET / HTTP/1.1\r\n\r\n"};
    static const char *const refused[] = {
        "{\"do\":\"dance\"}\n", "{\"do\":\"index\",\"folders\":7}\n",
        "{\"do\":\"index\",\"folders\":[7]}\n", "{\"do\":\"index\",\"force\":1}\n"};
    bool ended;

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        expect(asked(bad[i]), "", true);
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        cr_expect(strncmp(heard(asked(refused[i]), &ended), "{\"error\":", 9) == 0);
        cr_expect(ended);
    }
    cr_expect(d.indexes + d.reloads + d.statuses == 0);
}

Test(control, a_request_may_have_64_kib_and_no_more)
{
    char *line = mem_new(CONTROL_LINE + 8192, 1);
    int fd;

    memset(line, ' ', CONTROL_LINE + 8192);
    memcpy(line, "{\"do\":\"status\"}", 15);
    line[CONTROL_LINE - 1] = '\n';
    fd = called();
    say(fd, line, CONTROL_LINE);
    for (int i = 0; i < 4; i++)
        control_serve(d.c);
    expect(fd, "{\"done\":{\"state\":\"idle\"}}\n", true);
    line[CONTROL_LINE - 1] = ' ';
    fd = called();
    say(fd, line, CONTROL_LINE + 8192);
    for (int i = 0; i < 4; i++)
        control_serve(d.c);
    expect(fd, "", true);
    free(line);
}

Test(control, who_says_nothing_is_dropped_and_who_waits_for_an_index_is_not)
{
    const int silent = asked("{\"do\":"), waits = asked("{\"do\":\"index\"}\n");
    const int64_t now = clock_ms();

    expect(waits, "{\"progress\":{}}\n", false);
    cr_expect(control_due(d.c) > now && control_due(d.c) <= now + CONTROL_QUIET_MS);
    control_serve_at(d.c, now + CONTROL_QUIET_MS - 1000);
    expect(silent, "", false);
    control_serve_at(d.c, now + CONTROL_QUIET_MS);
    expect(silent, "", true);
    cr_expect(control_due(d.c) == -1);
    control_serve_at(d.c, now + 1000 * CONTROL_QUIET_MS);
    expect(waits, "", false);
}

Test(control, who_reads_nothing_is_dropped)
{
    const int fd = asked("{\"do\":\"index\"}\n");
    char text[4096];
    int told = 0;
    bool ended = false;

    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    for (;
         told < 3000 && control_poll(d.c, (struct pollfd[CONTROL_CLIENTS + 1]){{0}}) > 1;
         told++)
        control_complain(d.c, d.client, "/", text);
    cr_expect(told > CONTROL_UNREAD / 4096 && told < 3000, "%d", told);
    while (!ended)
        heard(fd, &ended);
}

Test(control, who_left_is_not_mistaken_for_who_came)
{
    const struct index_counts n = {0};
    const int first = asked("{\"do\":\"index\"}\n"), client = d.client;
    int second;

    close(first);
    control_serve(d.c);
    cr_expect(control_poll(d.c, (struct pollfd[CONTROL_CLIENTS + 1]){{0}}) == 1);
    second = asked("{\"do\":\"index\"}\n");
    cr_expect(d.client != client);
    control_done(d.c, client, &n, NULL);
    expect(second, "{\"progress\":{}}\n", false);
}

Test(control, too_many_at_once_are_sent_away)
{
    int fd[CONTROL_CLIENTS + 1];

    for (int i = 0; i < CONTROL_CLIENTS; i++)
        fd[i] = asked("{");
    fd[CONTROL_CLIENTS] = asked("{");
    expect(fd[CONTROL_CLIENTS], "", true);
    close(fd[3]);
    control_serve(d.c);
    expect(asked("{\"do\":\"reload\"}\n"), "{\"done\":{}}\n", true);
}

Test(control, any_bytes_leave_it_well)
{
    static const char whole[] =
        "{\"do\":\"index\",\"folders\":[\"/a\"],\"force\":false}\n";
    struct rng r;

    rng_init(&r, 4);
    for (int round = 0; round < 2000; round++) {
        char bytes[256];
        const size_t n = rng_below(&r, sizeof bytes);
        const int fd = called();

        for (size_t i = 0; i < n; i++)
            bytes[i] =
                rng_below(&r, 8) ? whole[i % (sizeof whole - 1)] : (char)rng_next(&r);
        say(fd, bytes, n);
        control_serve(d.c);
        close(fd);
        control_serve(d.c);
    }
    expect(asked("{\"do\":\"status\"}\n"), "{\"done\":{\"state\":\"idle\"}}\n", true);
}

/* Serve in a child of our own until the parent ends it. */
static pid_t serve(void)
{
    const pid_t pid = fork();

    cr_assert(pid >= 0);
    if (pid > 0)
        return pid;
    for (;;) {
        const struct index_counts n = {.seen = 3, .ok = 2, .failed = 1};
        struct pollfd p[CONTROL_CLIENTS + 1];
        const int before = d.indexes;

        poll(p, control_poll(d.c, p), -1);
        control_serve(d.c);
        if (d.indexes > before) {
            control_progress(d.c, d.client, &n);
            control_done(d.c, d.client, &n, NULL);
        }
    }
}

static void count(void *arg, const json_t *progress)
{
    int *times = arg;

    *times += json_is_object(progress);
}

Test(control, a_command_asks_and_hears_all_of_it)
{
    const pid_t pid = serve();
    json_t *request = json_pack("{s:s}", "do", "index"), *done = NULL;
    struct index_counts n = {0};
    struct err e = {0};
    int times = 0;

    cr_assert(ask(d.path, request, count, &times, &done, &e) == 1, "%s", e.text);
    counts_read(&n, done);
    cr_expect(times == 2 && n.seen == 3 && n.ok == 2 && n.failed == 1);
    json_decref(done);
    json_object_set_new(request, "do", json_string("sing"));
    cr_expect(ask(d.path, request, count, &times, &done, &e) == -1);
    cr_expect(strstr(e.text, "does not know how"), "%s", e.text);
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    json_decref(request);
}

Test(ask, where_nobody_is_there_it_is_no_error)
{
    struct err e = {0};

    cr_expect(ask("/nonexistent/x.sock", NULL, NULL, NULL, NULL, &e) == 0);
}

Test(ask, a_library_has_one_path_however_it_is_called)
{
    struct buf a = {0}, b = {0};
    struct err e = {0};
    char dir[] = "/tmp/sampledb-ask-XXXXXX", name[64], link[64];

    cr_assert(mkdtemp(dir));
    snprintf(name, sizeof name, "%s/./../%s/l.db", dir, dir + 5);
    snprintf(link, sizeof link, "%s/link.db", dir);
    cr_assert(ask_path("/run/user/7", name, &a, &e) == 0); /* not made yet */
    cr_expect(strncmp((char *)a.data, "/run/user/7/sampledb/", 21) == 0);
    cr_expect(a.len == 21 + 16 + sizeof ".sock");
    snprintf(name, sizeof name, "%s/l.db", dir);
    cr_assert(close(open(name, O_CREAT | O_WRONLY, 0600)) == 0);
    cr_assert(symlink("l.db", link) == 0);
    cr_assert(ask_path("/run/user/7", link, &b, &e) == 0);
    cr_expect_str_eq((char *)a.data, (char *)b.data);
    cr_assert(ask_path(NULL, link, &b, &e) == 0);
    cr_expect(strcmp((char *)b.data + b.len - 11, "/l.db.sock") == 0);
    unlink(link);
    unlink(name);
    rmdir(dir);
    buf_clear(&a);
    buf_clear(&b);
}

Test(ask, a_path_too_long_for_a_socket_is_an_error)
{
    char runtime[120];
    struct buf path = {0};
    struct err e = {0};

    memset(runtime, 'x', sizeof runtime - 1);
    runtime[0] = '/';
    runtime[sizeof runtime - 1] = '\0';
    cr_expect(ask_path(runtime, "/l.db", &path, &e) == -1 && e.kind == ERR_LIMIT);
    buf_clear(&path);
}

Test(utf8_wrap, any_bytes_come_back_and_travel_as_text)
{
    static const char *const often[] = {"\xee\xbe\x80", "\xee\xbf\xbf", "\xee\xbd\xbf",
                                        "\xc3\xa9",     "\xee",         "a"};
    struct rng r;

    rng_init(&r, 5);
    for (int round = 0; round < 20000; round++) {
        char in[64] = "", *text, *back;
        size_t n = 0;

        while (n + 4 < sizeof in && rng_below(&r, 12)) {
            if (rng_below(&r, 2))
                in[n++] = (char)(1 + rng_below(&r, 255));
            else
                n = (size_t)(stpcpy(in + n, often[rng_below(&r, 6)]) - in);
        }
        in[n] = '\0';
        text = utf8_wrap(in, n);
        back = utf8_unwrap(text);
        cr_assert(utf8_valid(text, strlen(text)) && strcmp(back, in) == 0);
        free(back);
        free(text);
    }
}

Test(counts, every_count_goes_and_comes_back)
{
    struct index_counts n, back = {0};
    int64_t *field = (void *)&n;
    json_t *text;

    for (size_t i = 0; i < sizeof n / sizeof *field; i++)
        field[i] = (int64_t)(i + 1) << 40;
    text = counts_json(&n);
    counts_read(&back, text);
    cr_expect(memcmp(&n, &back, sizeof n) == 0);
    json_object_set_new(text, "seen", json_string("many"));
    counts_read(&back, text);
    cr_expect(back.seen == n.seen, "no number is no news");
    counts_read(&back, NULL);
    json_decref(text);
}
