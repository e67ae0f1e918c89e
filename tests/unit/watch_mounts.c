/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is mounted where, and what has changed about that. */
#include <criterion/criterion.h>
#include <string.h>

#include "watch/mounts.h"

#define ROOT "22 1 254:0 / / rw,relatime - ext4 /dev/vda rw\n"

static struct mounts *m;
static char told[256];

static void open_mounts(void) { m = mounts_open(); }
static void close_mounts(void) { mounts_close(m); }

TestSuite(watch_mounts, .init = open_mounts, .fini = close_mounts);

static void tell(void *arg, const char *path)
{
    (void)arg;
    strcat(told, path);
    strcat(told, ";");
}

static const char *news(const char *text)
{
    told[0] = '\0';
    mounts_read(m, text, tell, NULL);
    return told;
}

Test(watch_mounts, the_first_look_has_nothing_to_tell)
{
    cr_assert_str_eq(news(ROOT "30 22 0:40 / /m rw - tmpfs x rw\n"), "");
}

Test(watch_mounts, what_came_and_what_went_is_told)
{
    news(ROOT "30 22 0:40 / /m rw - tmpfs x rw\n");
    cr_assert_str_eq(news(ROOT "31 22 0:41 / /n rw - tmpfs x rw\n"
                               "30 22 0:40 / /m rw - tmpfs x rw\n"),
                     "/n;");
    cr_assert_str_eq(news(ROOT "31 22 0:41 / /n rw - tmpfs x rw\n"), "/m;");
    cr_assert_str_eq(news(ROOT), "/n;");
    cr_assert_str_eq(news(ROOT), "");
}

Test(watch_mounts, another_mount_at_the_same_place_is_told_once)
{
    news(ROOT "30 22 0:40 / /m rw - tmpfs x rw\n");
    cr_assert_str_eq(news(ROOT "30 22 0:41 / /m rw - tmpfs x rw\n"), "/m;");
}

Test(watch_mounts, a_second_one_on_top_is_told)
{
    news(ROOT "30 22 0:40 / /m rw - tmpfs x rw\n");
    cr_assert_str_eq(news(ROOT "30 22 0:40 / /m rw - tmpfs x rw\n"
                               "31 30 0:41 / /m rw - tmpfs x rw\n"),
                     "/m;");
}

Test(watch_mounts, other_rights_are_no_news)
{
    news(ROOT "30 22 0:40 / /m rw shared:1 - tmpfs x rw\n");
    cr_assert_str_eq(news(ROOT "30 22 0:40 / /m ro - tmpfs x ro\n"), "");
}

Test(watch_mounts, a_name_with_a_blank_is_a_name)
{
    news(ROOT);
    cr_assert_str_eq(news(ROOT "30 22 0:40 / /my\\040drums\\134\\012 rw - tmpfs x rw\n"),
                     "/my drums\\\n;");
}

Test(watch_mounts, what_is_no_line_of_a_mount_is_passed_over)
{
    news(ROOT);
    cr_assert_str_eq(news("\n\nnonsense\n1 2 3 4\n" ROOT "30 22 0:40 / /m"), "/m;");
    cr_assert_str_eq(news("30 22 0:40 /  rw\n" ROOT "1 2 3 / \\04"), "/m;");
}

Test(watch_mounts, what_lies_in_a_directory_is_known_by_whole_names)
{
    cr_assert_str_eq(mounts_below("/a/b", "/a/b/c/d"), "c/d");
    cr_assert_str_eq(mounts_below("/a/b", "/a/b"), "");
    cr_assert_str_eq(mounts_below("/", "/a"), "a");
    cr_assert_null(mounts_below("/a/b", "/a/bc"));
    cr_assert_null(mounts_below("/a/b", "/a"));
    news("30 22 0:40 / /a/b rw\n31 22 0:40 / /a/b/c rw\n32 22 0:40 / /a/bc rw\n");
    told[0] = '\0';
    mounts_inside(m, "/a/b", tell, NULL);
    cr_assert_str_eq(told, "/a/b/c;");
}

static void is_proc(void *arg, const char *path)
{
    *(bool *)arg = *(bool *)arg || strcmp(path, "/proc") == 0;
}

static void ignore(void *arg, const char *path)
{
    (void)arg;
    (void)path;
}

Test(watch_mounts, the_real_ones_can_be_read_again)
{
    bool found = false;

    mounts_look(m, ignore, NULL);
    mounts_look(m, ignore, NULL);
    mounts_inside(m, "/", is_proc, &found);
    cr_assert(found);
}
