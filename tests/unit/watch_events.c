/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What libinotifytools makes of real directories, through our one file that knows it. */
#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/clock.h"
#include "watch/events.h"

static char dir[] = "/tmp/events-XXXXXX";

static void open_all(void)
{
    struct err e;

    cr_assert(mkdtemp(dir) && chdir(dir) == 0);
    cr_assert_eq(events_open(&e), 0, "%s", e.text);
}

static void close_all(void)
{
    char line[64];

    events_close();
    snprintf(line, sizeof line, "rm -rf %s", dir);
    cr_assert_eq(system(line), 0);
}

TestSuite(watch_events, .init = open_all, .fini = close_all);

static int watch(const char *path)
{
    const int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const int wd = events_add(fd);

    close(fd);
    return wd;
}

Test(watch_events, the_process_stands_where_it_stood)
{
    char before[64], after[64];

    cr_assert_eq(mkdir("a", 0700), 0);
    cr_assert(getcwd(before, sizeof before));
    cr_assert_geq(watch("a"), 0);
    cr_assert_eq(watch("none"), -1);
    cr_assert(getcwd(after, sizeof after));
    cr_assert_str_eq(after, before);
}

static void touch(const char *path) { close(open(path, O_CREAT | O_WRONLY, 0600)); }

/* The next one of that kind; the others are passed over. */
static struct event next(enum event_kind kind)
{
    struct event e;

    while (events_next(&e))
        if (e.kind == kind)
            return e;
    cr_assert_fail("no such event");
    return e;
}

Test(watch_events, a_new_file_is_told)
{
    struct event e;
    const int wd = watch(".");
    const int64_t began = clock_ms();

    cr_assert_not(events_next(&e), "nothing has happened");
    touch("x");
    cr_assert(events_next(&e));
    cr_assert_eq(e.kind, EVENT_NAME);
    cr_assert_eq(e.wd, wd);
    cr_assert_str_eq(e.name, "x");
    cr_assert_not(e.dir);
    while (events_next(&e))
        ;
    cr_assert_lt(clock_ms() - began, 500, "it never waits");
}

Test(watch_events, none_is_left_behind_in_the_library)
{
    struct event e;
    char name[16];
    int files = 0;

    watch(".");
    for (int i = 0; i < 5000; i++) {
        snprintf(name, sizeof name, "%d", i);
        touch(name);
        if (i % 7 == 0 && events_next(&e))
            files += e.kind == EVENT_NAME;
    }
    while (events_next(&e))
        files += e.kind == EVENT_NAME;
    cr_assert_geq(files, 10000, "create and close of each: %d", files);
}

Test(watch_events, the_descriptor_is_ready_when_there_is_one)
{
    struct pollfd p = {.events = POLLIN};
    struct event e;

    watch(".");
    p.fd = events_fd();
    cr_assert(fcntl(p.fd, F_GETFD) & FD_CLOEXEC);
    cr_assert_eq(poll(&p, 1, 0), 0);
    touch("x");
    cr_assert_eq(poll(&p, 1, 0), 1);
    while (events_next(&e))
        ;
    cr_assert_eq(poll(&p, 1, 0), 0);
}

Test(watch_events, a_rename_is_a_pair)
{
    struct event e;
    uint32_t cookie;
    int a, b;

    mkdir("a", 0700);
    mkdir("b", 0700);
    mkdir("a/d", 0700);
    a = watch("a");
    b = watch("b");
    rename("a/d", "b/e");
    e = next(EVENT_GONE);
    cr_assert(e.dir && e.wd == a && strcmp(e.name, "d") == 0);
    cookie = e.cookie;
    e = next(EVENT_CAME);
    cr_assert(e.dir && e.wd == b && strcmp(e.name, "e") == 0);
    cr_assert_eq(e.cookie, cookie);
}

Test(watch_events, the_same_directory_has_the_same_number)
{
    int wd;

    mkdir("a", 0700);
    wd = watch("a");
    rename("a", "b");
    cr_assert_eq(watch("b"), wd);
    mkdir("a", 0700);
    cr_assert_neq(watch("a"), wd, "a name that is used again is another directory");
    touch("b/x");
    cr_assert_eq(next(EVENT_NAME).wd, wd);
    touch("a/x");
    cr_assert_neq(next(EVENT_NAME).wd, -1);
}

Test(watch_events, a_directory_that_goes_is_forgotten)
{
    int wd;

    mkdir("a", 0700);
    wd = watch("a");
    rmdir("a");
    cr_assert_eq(next(EVENT_SELF).wd, wd);
    cr_assert_eq(next(EVENT_FORGOTTEN).wd, wd);
    cr_assert_eq(events_waste(), 1);
}

Test(watch_events, a_watch_that_is_given_back_tells_nothing)
{
    struct event e;
    int wd;

    mkdir("a", 0700);
    wd = watch("a");
    events_remove(wd);
    touch("a/x");
    while (events_next(&e))
        cr_assert_eq(e.kind, EVENT_FORGOTTEN);
    cr_assert_neq(watch("a"), -1);
    touch("a/y");
    cr_assert_str_eq(next(EVENT_NAME).name, "y");
}

Test(watch_events, what_is_no_directory_cannot_be_watched)
{
    int fd;

    touch("x");
    fd = open("x", O_RDONLY);
    cr_assert_eq(events_add(fd), -1);
    cr_assert_eq(errno, ENOTDIR);
    close(fd);
}

Test(watch_events, it_opens_again)
{
    struct err e;
    struct event x;

    watch(".");
    touch("x");
    events_close();
    cr_assert_not(events_next(&x));
    cr_assert_eq(events_open(&e), 0);
    watch(".");
    touch("y");
    cr_assert_str_eq(next(EVENT_NAME).name, "y");
}
