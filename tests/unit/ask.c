/* SPDX-License-Identifier: GPL-2.0-or-later */
/* watch/: commands that ask the daemon, and numbers on their way. */
#include "ear.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "watch/ask.h"
#include "watch/counts.h"

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
        const int before = ear.indexes;

        poll(p, control_poll(ear.c, p), -1);
        control_serve(ear.c);
        if (ear.indexes > before) {
            control_progress(ear.c, ear.client, &n);
            control_done(ear.c, ear.client, &n, NULL);
        }
    }
}

static void count(void *arg, const json_t *progress)
{
    int *times = arg;

    *times += json_is_object(progress);
}

Test(ask, a_command_asks_and_hears_all_of_it, .init = ear_open, .fini = ear_close)
{
    const pid_t pid = serve();
    json_t *request = json_pack("{s:s}", "do", "index"), *done = NULL;
    struct index_counts n = {0};
    struct err e = {0};
    int times = 0;

    cr_assert(ask(ear.path, request, count, &times, &done, &e) == 1, "%s", e.text);
    counts_read(&n, done);
    cr_expect(times == 2 && n.seen == 3 && n.ok == 2 && n.failed == 1);
    json_decref(done);
    json_object_set_new(request, "do", json_string("sing"));
    cr_expect(ask(ear.path, request, count, &times, &done, &e) == -1);
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
