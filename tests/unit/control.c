/* SPDX-License-Identifier: GPL-2.0-or-later */
/* watch/: the socket of the daemon. */
#include "ear.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/clock.h"
#include "util/mem.h"
#include "util/rng.h"
#include "watch/ask.h"
#include "watch/control.h"
#include "watch/counts.h"

TestSuite(control, .init = ear_open, .fini = ear_close);

Test(control, the_socket_is_for_us_alone)
{
    char in[96];
    struct stat st;

    snprintf(in, sizeof in, "%s/in", ear.dir);
    cr_assert(lstat(ear.path, &st) == 0);
    cr_expect(S_ISSOCK(st.st_mode) && (st.st_mode & 07777) == 0600);
    cr_assert(lstat(in, &st) == 0);
    cr_expect((st.st_mode & 07777) == 0700);
}

Test(control, closing_removes_the_socket_but_not_that_of_another)
{
    struct stat st;

    control_close(ear.c);
    cr_expect(lstat(ear.path, &st) != 0 && errno == ENOENT);
    ear_open();
    cr_assert(unlink(ear.path) == 0);
    cr_assert(close(open(ear.path, O_CREAT | O_WRONLY, 0600)) == 0);
    control_close(ear.c);
    cr_expect(lstat(ear.path, &st) == 0);
    ear.c = NULL;
}

Test(control, a_socket_that_somebody_answers_on_stays_his)
{
    struct control *second = NULL;
    struct err e = {0};

    cr_expect(control_open(&second, ear.path, &ear_calls, &e) == -1 && !second);
    cr_expect(e.kind == ERR_BUSY, "%s", e.text);
    ear_expect(ear_asked("{\"do\":\"status\"}\n"), "{\"done\":{\"state\":\"idle\"}}\n",
               true);
}

Test(control, a_socket_that_was_left_is_replaced)
{
    struct err e = {0};
    char other[128];

    snprintf(other, sizeof other, "%s/in/other", ear.dir);
    cr_assert(rename(ear.path, other) == 0); /* so that closing does not remove it */
    control_close(ear.c);
    cr_assert(rename(other, ear.path) == 0);
    cr_expect(ask(ear.path, NULL, NULL, NULL, NULL, &e) == 0, "nobody is there");
    cr_assert(control_open(&ear.c, ear.path, &ear_calls, &e) == 0, "%s", e.text);
    ear_expect(ear_asked("{\"do\":\"status\"}\n"), "{\"done\":{\"state\":\"idle\"}}\n",
               true);
}

Test(control, a_file_in_the_place_of_the_socket_is_not_removed)
{
    struct err e = {0};
    struct stat st;

    control_close(ear.c);
    ear.c = NULL;
    cr_assert(close(open(ear.path, O_CREAT | O_WRONLY, 0600)) == 0);
    cr_expect(control_open(&ear.c, ear.path, &ear_calls, &e) == -1 && e.kind == ERR_IO);
    cr_expect(lstat(ear.path, &st) == 0 && S_ISREG(st.st_mode));
}

Test(control, a_request_in_pieces_is_one_request)
{
    const int fd = ear_asked("{\"do\":");

    ear_expect(fd, "", false);
    ear_say(fd, "\"reload\"}", 9);
    control_serve(ear.c);
    ear_expect(fd, "", false);
    ear_say(fd, "\n", 1);
    control_serve(ear.c);
    ear_expect(fd, "{\"done\":{}}\n", true);
    cr_expect(ear.reloads == 1);
}

Test(control, who_says_no_more_still_gets_an_answer)
{
    const int fd = ear_called();

    ear_say(fd, "{\"do\":\"status\"}\n", 16);
    shutdown(fd, SHUT_WR);
    control_serve(ear.c);
    ear_expect(fd, "{\"done\":{\"state\":\"idle\"}}\n", true);
}

Test(control, an_index_is_told_how_far_it_is_until_it_is_done)
{
    const int fd =
        ear_asked("{\"do\":\"index\",\"folders\":[\"/a\xee\xbf\xbf\"],\"force\":true}\n");
    const struct index_counts n = {.seen = 7};
    json_t *counts = counts_json(&n);
    char *done = json_dumps(counts, JSON_COMPACT), line[1024];

    json_decref(counts);
    cr_assert(ear.indexes == 1 && ear.force);
    cr_expect_str_eq(ear.folder, "/a\xff");
    ear_expect(fd, "{\"progress\":{}}\n", false);
    control_progress(ear.c, ear.client, &n);
    snprintf(line, sizeof line, "{\"progress\":%s}\n", done);
    ear_expect(fd, line, false);
    control_complain(ear.c, ear.client, "/a\xff", "too\nbad");
    ear_expect(
        fd, "{\"progress\":{\"path\":\"/a\xee\xbf\xbf\",\"complaint\":\"too\\nbad\"}}\n",
        false);
    control_wait(ear.c, ear.client, "on battery");
    ear_expect(fd, "{\"progress\":{\"why\":\"on battery\"}}\n", false);
    control_done(ear.c, ear.client, &n, NULL);
    snprintf(line, sizeof line, "{\"done\":%s}\n", done);
    ear_expect(fd, line, true);
    free(done);
}

Test(control, an_index_that_cannot_be_says_why)
{
    const struct err e = {.kind = ERR_IO, .text = "/x: is not a folder"};
    int fd;

    ear.refuse = true;
    ear_expect(ear_asked("{\"do\":\"index\"}\n"),
               "{\"progress\":{}}\n{\"error\":\"not today\"}\n", true);
    ear.refuse = false;
    fd = ear_asked("{\"do\":\"index\"}\n");
    control_done(ear.c, ear.client, NULL, &e);
    ear_expect(fd, "{\"progress\":{}}\n{\"error\":\"/x: is not a folder\"}\n", true);
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
        ear_expect(ear_asked(bad[i]), "", true);
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        cr_expect(strncmp(ear_heard(ear_asked(refused[i]), &ended), "{\"error\":", 9) ==
                  0);
        cr_expect(ended);
    }
    cr_expect(ear.indexes + ear.reloads + ear.statuses == 0);
}

Test(control, a_request_may_have_64_kib_and_no_more)
{
    char *line = mem_new(CONTROL_LINE + 8192, 1);
    int fd;

    memset(line, ' ', CONTROL_LINE + 8192);
    memcpy(line, "{\"do\":\"status\"}", 15);
    line[CONTROL_LINE - 1] = '\n';
    fd = ear_called();
    ear_say(fd, line, CONTROL_LINE);
    for (int i = 0; i < 4; i++)
        control_serve(ear.c);
    ear_expect(fd, "{\"done\":{\"state\":\"idle\"}}\n", true);
    line[CONTROL_LINE - 1] = ' ';
    fd = ear_called();
    ear_say(fd, line, CONTROL_LINE + 8192);
    for (int i = 0; i < 4; i++)
        control_serve(ear.c);
    ear_expect(fd, "", true);
    free(line);
}

Test(control, who_says_nothing_is_dropped_and_who_waits_for_an_index_is_not)
{
    const int silent = ear_asked("{\"do\":"), waits = ear_asked("{\"do\":\"index\"}\n");
    const int64_t now = clock_ms();

    ear_expect(waits, "{\"progress\":{}}\n", false);
    cr_expect(control_due(ear.c) > now && control_due(ear.c) <= now + CONTROL_QUIET_MS);
    control_serve_at(ear.c, now + CONTROL_QUIET_MS - 1000);
    ear_expect(silent, "", false);
    control_serve_at(ear.c, now + CONTROL_QUIET_MS);
    ear_expect(silent, "", true);
    cr_expect(control_due(ear.c) == -1);
    control_serve_at(ear.c, now + 1000 * CONTROL_QUIET_MS);
    ear_expect(waits, "", false);
}

Test(control, who_reads_nothing_is_dropped)
{
    const int fd = ear_asked("{\"do\":\"index\"}\n");
    char text[4096];
    int told = 0;
    bool ended = false;

    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    for (; told < 3000 &&
           control_poll(ear.c, (struct pollfd[CONTROL_CLIENTS + 1]){{0}}) > 1;
         told++)
        control_complain(ear.c, ear.client, "/", text);
    cr_expect(told > CONTROL_UNREAD / 4096 && told < 3000, "%d", told);
    while (!ended)
        ear_heard(fd, &ended);
}

Test(control, who_left_is_not_mistaken_for_who_came)
{
    const struct index_counts n = {0};
    const int first = ear_asked("{\"do\":\"index\"}\n"), client = ear.client;
    int second;

    close(first);
    control_serve(ear.c);
    cr_expect(control_poll(ear.c, (struct pollfd[CONTROL_CLIENTS + 1]){{0}}) == 1);
    second = ear_asked("{\"do\":\"index\"}\n");
    cr_expect(ear.client != client);
    control_done(ear.c, client, &n, NULL);
    ear_expect(second, "{\"progress\":{}}\n", false);
}

Test(control, too_many_at_once_are_sent_away)
{
    int fd[CONTROL_CLIENTS + 1];

    for (int i = 0; i < CONTROL_CLIENTS; i++)
        fd[i] = ear_asked("{");
    fd[CONTROL_CLIENTS] = ear_asked("{");
    ear_expect(fd[CONTROL_CLIENTS], "", true);
    close(fd[3]);
    control_serve(ear.c);
    ear_expect(ear_asked("{\"do\":\"reload\"}\n"), "{\"done\":{}}\n", true);
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
        const int fd = ear_called();

        for (size_t i = 0; i < n; i++)
            bytes[i] =
                rng_below(&r, 8) ? whole[i % (sizeof whole - 1)] : (char)rng_next(&r);
        ear_say(fd, bytes, n);
        control_serve(ear.c);
        close(fd);
        control_serve(ear.c);
    }
    ear_expect(ear_asked("{\"do\":\"status\"}\n"), "{\"done\":{\"state\":\"idle\"}}\n",
               true);
}
