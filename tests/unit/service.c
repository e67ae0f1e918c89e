/* SPDX-License-Identifier: GPL-2.0-or-later */
/* util/journal and util/service: what the keepers of a daemon are told. */
#include "near.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "util/journal.h"
#include "util/service.h"
#include "util/utf8.h"

static int out = -1;
static char text[2 * JOURNAL_LINE];

static void catch_lines(void)
{
    int ends[2];

    cr_assert(pipe(ends) == 0 && dup2(ends[1], STDERR_FILENO) >= 0);
    close(ends[1]);
    out = ends[0];
}

/* What was logged since the last time. */
static const char *logged(void)
{
    ssize_t n;

    journal_init(false, JOURNAL_INFO);
    journal(JOURNAL_ERROR, "."); /* so that a read never waits */
    n = read(out, text, sizeof text - 1);
    cr_assert(n >= 2);
    text[n - 2] = '\0';
    return text;
}

TestSuite(journal, .init = catch_lines);

Test(journal, a_line_is_a_line)
{
    journal(JOURNAL_INFO, "ready folders=%d", 3);
    cr_expect_str_eq(logged(), "ready folders=3\n");
}

Test(journal, levels_stand_in_front_where_the_journal_reads)
{
    journal_init(true, JOURNAL_INFO);
    journal(JOURNAL_WARNING, "watch limit");
    journal_path(JOURNAL_ERROR, "/a", "is gone");
    cr_expect_str_eq(logged(), "<4>watch limit\n<3>path=\"/a\" is gone\n");
}

Test(journal, what_matters_less_than_asked_is_not_said)
{
    journal_init(false, JOURNAL_WARNING);
    journal(JOURNAL_INFO, "ready");
    journal(JOURNAL_WARNING, "limit");
    cr_expect_str_eq(logged(), "limit\n");
}

Test(journal, nothing_breaks_out_of_its_line)
{
    journal(JOURNAL_INFO, "a\nb\tc\x1b[31m\x7f\xff\"\\ \xc3\xa9");
    journal_path(JOURNAL_INFO, "/a b\n<0>\"\\\r\xc2\x9b\xff\xc3\xa9", "x=%s", "\n");
    cr_expect_str_eq(logged(),
                     "a\\nb\\tc\\x1b[31m\\x7f\\xff\"\\ \xc3\xa9\n"
                     "path=\"/a b\\n<0>\\\"\\\\\\r\\xc2\\x9b\\xff\xc3\xa9\" x=\\n\n");
}

Test(journal, what_is_too_long_is_cut_and_still_a_line)
{
    char path[3 * JOURNAL_LINE];
    const char *said;

    memset(path, '\n', sizeof path - 1);
    path[sizeof path - 1] = '\0';
    journal_path(JOURNAL_INFO, path, "%s", path);
    said = logged();
    cr_expect(strlen(said) > JOURNAL_LINE - 8 && strlen(said) <= JOURNAL_LINE);
    cr_expect(strchr(said, '\n') == said + strlen(said) - 1);
}

Test(journal, a_cut_leaves_whole_characters)
{
    char part[16];

    for (size_t room = 3; room < sizeof part; room++) {
        const size_t n = journal_escape(part, room, "\xc3\xa9\xe2\x82\xac\n\xff", true);

        cr_expect(n == strlen(part) && n < room && utf8_valid(part, n));
        cr_expect(part[0] == '"' && part[n - 1] == '"' && n >= 2);
        cr_expect(n < 3 || part[n - 2] != '\\');
    }
}

static void listen_to_notices(char path[108])
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    char dir[] = "/tmp/sampledb-notify-XXXXXX";

    cr_assert(mkdtemp(dir));
    snprintf(path, 108, "%s/n", dir);
    strcpy(at.sun_path, path);
    out = socket(AF_UNIX, SOCK_DGRAM, 0);
    cr_assert(bind(out, (struct sockaddr *)&at, sizeof at) == 0);
}

static void expect(const char *start)
{
    const ssize_t n = recv(out, text, sizeof text - 1, MSG_DONTWAIT);

    text[n > 0 ? n : 0] = '\0';
    cr_expect(strncmp(text, start, strlen(start)) == 0, "'%s', not '%s'", text, start);
}

Test(service, a_manager_hears_every_state)
{
    char path[108];

    listen_to_notices(path);
    setenv("NOTIFY_SOCKET", path, 1);
    service_ready();
    expect("READY=1");
    service_reloading();
    expect("RELOADING=1\nMONOTONIC_USEC=");
    cr_expect(strtoll(strrchr(text, '=') + 1, NULL, 10) > 0);
    service_status("3 files left");
    expect("STATUS=3 files left");
    service_alive();
    expect("WATCHDOG=1");
    service_stopping();
    expect("STOPPING=1");
    unlink(path);
    *strrchr(path, '/') = '\0';
    rmdir(path);
}

Test(service, without_a_manager_nothing_happens)
{
    unsetenv("NOTIFY_SOCKET");
    unsetenv("WATCHDOG_USEC");
    service_ready();
    service_alive();
    cr_expect(service_watchdog_ms() == 0);
}

Test(service, the_watchdog_is_fed_twice_as_often_as_it_asks)
{
    char pid[32];

    snprintf(pid, sizeof pid, "%ld", (long)getpid());
    setenv("WATCHDOG_PID", pid, 1);
    setenv("WATCHDOG_USEC", "120000000", 1);
    cr_expect(service_watchdog_ms() == 60000);
    setenv("WATCHDOG_USEC", "1", 1);
    cr_expect(service_watchdog_ms() == 1);
    setenv("WATCHDOG_PID", "1", 1);
    cr_expect(service_watchdog_ms() == 0, "it was asked of another process");
}
