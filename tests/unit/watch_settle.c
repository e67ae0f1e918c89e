/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Places wait until they are quiet: by a clock of our own. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "watch/settle.h"

enum { QUIET = 1000 };
static struct settle *s;
static struct look look[512];
static int64_t folder;

static void open_settle(void) { s = settle_new(QUIET); }
static void close_settle(void) { settle_free(s); }

TestSuite(watch_settle, .init = open_settle, .fini = close_settle);

static struct ripeness size_of(void *arg, int64_t in, const char *path)
{
    (void)in;
    (void)path;
    return (struct ripeness){*(int64_t *)arg, 1};
}

static size_t take(int64_t now)
{
    return settle_take(s, now, &folder, look, 512, NULL, NULL);
}

static size_t take_of_size(int64_t now, int64_t size)
{
    return settle_take(s, now, &folder, look, 512, size_of, &size);
}

Test(watch_settle, a_place_is_due_when_it_was_quiet)
{
    settle_touch(s, 3, "a/x.wav", LOOK_NAME, 0, -1);
    cr_assert_eq(take(QUIET - 1), 0);
    cr_assert_eq(take(QUIET), 1);
    cr_assert_eq(folder, 3);
    cr_assert_str_eq(look[0].path, "a/x.wav");
    cr_assert_eq(look[0].how, LOOK_NAME);
    cr_assert_eq(settle_count(s), 0);
    cr_assert_eq(settle_due(s), -1);
}

Test(watch_settle, a_place_that_is_touched_again_waits_anew)
{
    settle_touch(s, 1, "x", LOOK_NAME, 0, -1);
    settle_touch(s, 1, "x", LOOK_NAME, QUIET - 1, -1);
    cr_assert_eq(take(QUIET), 0);
    cr_assert_eq(take(2 * QUIET - 1), 1);
}

Test(watch_settle, a_file_that_grows_without_a_word_waits)
{
    settle_touch(s, 1, "x", LOOK_NAME, 0, -1);
    cr_assert_eq(settle_due(s), QUIET / 2);
    cr_assert_eq(take_of_size(QUIET / 2, 10), 0);
    cr_assert_eq(settle_due(s), QUIET);
    cr_assert_eq(take_of_size(QUIET, 20), 0, "it grew");
    cr_assert_eq(take_of_size(2 * QUIET, 30), 0, "and grew");
    cr_assert_eq(take_of_size(3 * QUIET, 30), 1);
}

Test(watch_settle, a_file_that_is_done_waits_no_longer_than_that)
{
    settle_touch(s, 1, "x", LOOK_NAME, 0, -1);
    cr_assert_eq(take_of_size(QUIET / 2, 10), 0);
    cr_assert_eq(take_of_size(QUIET, 10), 1);
}

Test(watch_settle, folders_are_taken_one_at_a_time)
{
    settle_touch(s, 1, "x", LOOK_NAME, 0, -1);
    settle_touch(s, 2, "x", LOOK_NAME, 1, -1);
    settle_touch(s, 2, "y", LOOK_NAME, 1, -1);
    cr_assert_eq(take(QUIET + 1), 1);
    cr_assert_eq(folder, 1);
    cr_assert_eq(take(QUIET + 1), 2);
    cr_assert_eq(folder, 2);
}

Test(watch_settle, many_names_become_their_directory)
{
    char name[32];

    settle_touch(s, 1, "other/x", LOOK_NAME, 0, -1);
    for (int i = 0; i < 5000; i++) {
        snprintf(name, sizeof name, "d/%d", i);
        settle_touch(s, 1, name, LOOK_NAME, 0, -1);
    }
    cr_assert_eq(settle_count(s), 2);
    cr_assert_eq(take(QUIET), 2);
    for (int i = 0; i < 2; i++)
        if (look[i].how == LOOK_DIR)
            cr_assert_str_eq(look[i].path, "d");
    cr_assert_neq(look[0].how, look[1].how);
}

Test(watch_settle, many_directories_become_the_folder)
{
    char name[32];

    settle_touch(s, 2, "x", LOOK_NAME, 0, -1);
    for (int i = 0; i < 3 * SETTLE_PLACES; i++) {
        snprintf(name, sizeof name, "d%d/x", i);
        settle_touch(s, 1, name, LOOK_NAME, 0, -1);
        cr_assert_leq(settle_count(s), SETTLE_PLACES + 66);
    }
    cr_assert_eq(settle_count(s), 2);
    cr_assert(settle_near(s, 1, "d5"));
}

Test(watch_settle, a_directory_that_never_rests_is_looked_at_all_the_same)
{
    settle_touch(s, 1, "d", LOOK_DIR, 0, -1);
    for (int i = 1; i < 10; i++)
        settle_touch(s, 1, "d/x", LOOK_NAME, i * QUIET / 2, -1);
    cr_assert_eq(take(SETTLE_LONGEST * QUIET - 1), 0);
    cr_assert_eq(take(SETTLE_LONGEST * QUIET), 1);
}

Test(watch_settle, what_lies_deeper_is_not_held_by_a_directory)
{
    settle_touch(s, 1, "d", LOOK_DIR, 0, -1);
    settle_touch(s, 1, "d/e/x", LOOK_NAME, 0, -1);
    settle_touch(s, 1, "d/e", LOOK_TREE, 0, -1);
    cr_assert_eq(take(QUIET), 3);
}

Test(watch_settle, the_wider_look_stays)
{
    settle_touch(s, 1, "d", LOOK_TREE, 0, -1);
    settle_touch(s, 1, "d", LOOK_NAME, 0, -1);
    cr_assert_eq(take(QUIET), 1);
    cr_assert_eq(look[0].how, LOOK_TREE);
}

Test(watch_settle, a_retry_puts_off_nothing)
{
    settle_touch(s, 1, "x", LOOK_NAME, 0, -1);
    settle_touch(s, 1, "x", LOOK_NAME, 0, 10 * QUIET);
    cr_assert_eq(settle_retries(s), 0);
    cr_assert_eq(take(QUIET), 1);
    settle_touch(s, 1, "x", LOOK_NAME, 0, 10 * QUIET);
    cr_assert_eq(settle_retries(s), 1);
    cr_assert_eq(take(QUIET), 0);
    settle_touch(s, 1, "x", LOOK_NAME, QUIET, -1);
    cr_assert_eq(settle_retries(s), 0);
    cr_assert_eq(take(2 * QUIET), 1);
}

Test(watch_settle, a_folder_is_forgotten_as_a_whole)
{
    char name[32];

    for (int i = 0; i < 100; i++) {
        snprintf(name, sizeof name, "%d/%d", i % 7, i);
        settle_touch(s, 1 + i % 3, name, LOOK_NAME, i, i % 2 ? -1 : QUIET);
    }
    settle_forget(s, 2);
    cr_assert_eq(settle_count(s), 67);
    for (size_t n; (n = take(10 * QUIET)) > 0;)
        cr_assert_neq(folder, 2);
    cr_assert_eq(settle_retries(s), 0);
}

Test(watch_settle, near_knows_whole_names)
{
    settle_touch(s, 1, "ab/x", LOOK_NAME, 0, -1);
    cr_assert(settle_near(s, 1, "ab"));
    cr_assert(settle_near(s, 1, "ab/x"));
    cr_assert(settle_near(s, 1, ""));
    cr_assert(settle_near(s, 1, "ab/x/y"));
    cr_assert_not(settle_near(s, 1, "a"));
    cr_assert_not(settle_near(s, 2, "ab"));
}
