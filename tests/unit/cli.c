/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command line's own words: options, numbers for people, paths as typed, Ctrl-C. */
#include <criterion/criterion.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "answer/json.h"
#include "cli/opts.h"
#include "cli/paths.h"
#include "cli/print.h"
#include "cli/stop.h"
#include "util/clock.h"

static const struct opt table[] = {
    {'0', "null", NULL, ""},
    {'n', "limit", "N", ""},
    {'q', "quiet", NULL, ""},
    {256, "sql", NULL, ""},
    {0},
};

typedef int parser(struct args *, const struct opt *, int, char **, struct err *);

/* Parse words split at spaces; what is left, joined by '|', must be `rest`. */
static struct args parse(parser *p, const char *words, int rc, const char *rest)
{
    static char text[200], *argv[20];
    struct args a;
    struct err e = {0};
    char left[200] = "";
    int argc = 1;

    snprintf(text, sizeof text, "%s", words);
    argv[0] = text + strlen(text);
    for (char *w = strtok(text, " "); w; w = strtok(NULL, " "))
        argv[argc++] = w;
    argv[argc] = NULL;
    cr_assert_eq(p(&a, table, argc, argv, &e), rc, "%s: %s", words, e.text);
    for (int i = 0; rc == 0 && i < a.argc; i++)
        snprintf(left + strlen(left), sizeof left - strlen(left), "%s%s", i ? "|" : "",
                 a.argv[i]);
    cr_expect_str_eq(left, rest, "%s leaves %s, not %s", words, left, rest);
    if (rc < 0)
        cr_expect_eq(e.kind, ERR_USAGE);
    return a;
}

Test(opts, stand_anywhere_before_two_dashes)
{
    struct args a =
        parse(opts_parse, "a -q b --limit=3 c -- -0 --sql", 0, "a|b|c|-0|--sql");

    cr_expect(opt_given(&a, 'q') && !opt_given(&a, '0') && !opt_given(&a, 256));
    cr_expect_str_eq(opt_text(&a, 'n'), "3");
}

Test(opts, take_values_joined_or_apart_and_the_last_counts)
{
    const char *const same[] = {"-n5 x",       "-n 5 x",      "-qn5 x",
                                "--limit 5 x", "--limit=5 x", "-n 4 x -n5"};

    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        struct args a = parse(opts_parse, same[i], 0, "x");

        cr_expect_str_eq(opt_text(&a, 'n'), "5", "%s", same[i]);
    }
}

Test(opts, each_value_of_a_repeated_option_is_kept_in_order)
{
    struct args a = parse(opts_parse, "-n1 -q x --limit=2 -n 3", 0, "x");

    cr_expect_str_eq(opt_nth(&a, 'n', 0), "1");
    cr_expect_str_eq(opt_nth(&a, 'n', 1), "2");
    cr_expect_str_eq(opt_nth(&a, 'n', 2), "3");
    cr_expect_null(opt_nth(&a, 'n', 3));
    cr_expect_null(opt_nth(&a, '0', 0));
}

Test(opts, there_is_an_end_to_repeating)
{
    char word[] = "-q", *argv[OPTS_GIVEN + 3] = {word};
    struct args a;
    struct err e = {0};

    for (int i = 0; i <= OPTS_GIVEN; i++)
        argv[i + 1] = word;
    cr_expect_eq(opts_parse(&a, table, OPTS_GIVEN + 1, argv, &e), 0);
    cr_expect_eq(opts_parse(&a, table, OPTS_GIVEN + 2, argv, &e), -1);
    cr_expect_str_eq(e.text, "more than 64 options");
}

Test(opts, the_library_is_an_option_of_every_command)
{
    struct args a = parse(opts_parse, "x --db f y", 0, "x|y");

    cr_expect_str_eq(a.library, "f");
    a = parse(opts_parse, "x -- --db f", 0, "x|--db|f");
    cr_expect_null(a.library);
}

Test(opts, what_makes_no_sense_is_refused)
{
    const char *const wrong[] = {"-x",      "-qx",  "--nosuch", "--quiet=1", "-n",
                                 "--limit", "--db", "--",       "-"};

    for (size_t i = 0; i < 7; i++)
        parse(opts_parse, wrong[i], -1, "");
    parse(opts_parse, wrong[7], 0, "");
    parse(opts_parse, wrong[8], 0, "-");
    parse(opts_parse, "a --help", 1, "");
}

Test(opts, words_with_a_dash_are_arguments_where_the_command_says_so)
{
    struct args a =
        parse(opts_parse_words, "kick -loop -x -nine -0n -n5 -q -bpm:120 -n-1", 0,
              "kick|-loop|-x|-nine|-0n|-bpm:120|-n-1");

    cr_expect_str_eq(opt_text(&a, 'n'), "5");
    cr_expect(opt_given(&a, 'q') && !opt_given(&a, '0'));
    a = parse(opts_parse_words, "-0 -- -0 -n", 0, "-0|-n");
    cr_expect(opt_given(&a, '0'));
    parse(opts_parse_words, "--loop", -1, "");
}

Test(opts, numbers_are_whole_and_in_range)
{
    const char *const bad[] = {"-n 0",  "-n 11",  "-n x",
                               "-n 3x", "-n 1.5", "-n 99999999999999999999"};
    struct err e = {0};
    long v = 7;
    struct args a = parse(opts_parse, "x", 0, "x");

    cr_expect_eq(opt_number(&a, 'n', 1, 10, &v, &e), 0);
    cr_expect_eq(v, 7, "absent: left alone");
    a = parse(opts_parse, "-n 10", 0, "");
    cr_expect(opt_number(&a, 'n', 1, 10, &v, &e) == 0 && v == 10);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        a = parse(opts_parse, bad[i], 0, "");
        cr_expect_eq(opt_number(&a, 'n', 1, 10, &v, &e), -1, "%s", bad[i]);
    }
    cr_expect_eq(v, 10, "a failure leaves it alone");
}

Test(opts, a_typing_error_finds_the_nearest_name)
{
    const char *const name[] = {"check", "find", "folder", "index"};

    cr_expect_str_eq(opts_nearest("fnd", name, 4), "find");
    cr_expect_str_eq(opts_nearest("idnex", name, 4), "index");
    cr_expect_str_eq(opts_nearest("folders", name, 4), "folder");
    cr_expect_null(opts_nearest("xylophone", name, 4));
    cr_expect_null(opts_nearest("", name, 4));
}

Test(print, counts_have_commas)
{
    char out[32];

    cr_expect_str_eq(print_count(out, 0), "0");
    cr_expect_str_eq(print_count(out, 999), "999");
    cr_expect_str_eq(print_count(out, 1000), "1,000");
    cr_expect_str_eq(print_count(out, 1234567), "1,234,567");
    cr_expect_str_eq(print_count(out, -100), "-100");
    cr_expect_str_eq(print_count(out, -100000), "-100,000");
    cr_expect_str_eq(print_count(out, INT64_MIN), "-9,223,372,036,854,775,808");
}

Test(print, seconds_never_say_sixty)
{
    char out[32];

    cr_expect_str_eq(print_seconds(out, 0.004), "0.00 s");
    cr_expect_str_eq(print_seconds(out, 9.999), "10.0 s");
    cr_expect_str_eq(print_seconds(out, 59.4), "59.4 s");
    cr_expect_str_eq(print_seconds(out, 59.97), "1 min 00 s");
    cr_expect_str_eq(print_seconds(out, 123), "2 min 03 s");
    cr_expect_str_eq(print_seconds(out, 3599.7), "1 h 00 min");
    cr_expect_str_eq(print_seconds(out, 36000), "10 h 00 min");
    cr_expect_str_eq(print_seconds(out, (double)NAN), "-");
    cr_expect_str_eq(print_seconds(out, (double)INFINITY), "-");
    cr_expect_str_eq(print_seconds(out, -1), "-");
}

Test(print, bytes_and_notes_have_names)
{
    char out[32];

    cr_expect_str_eq(print_bytes(out, 999), "999 B");
    cr_expect_str_eq(print_bytes(out, 1000), "1.0 kB");
    cr_expect_str_eq(print_bytes(out, 999999), "1.0 MB");
    cr_expect_str_eq(print_bytes(out, INT64_MAX), "9.2 EB");
    cr_expect_str_eq(print_note(out, 60), "C4");
    cr_expect_str_eq(print_note(out, 57), "A3");
    cr_expect_str_eq(print_note(out, 0), "C-1");
    cr_expect_str_eq(print_note(out, 128), "-");
}

Test(print, text_that_is_no_utf8_becomes_valid_json)
{
    json_t *bad = json_text("a\xff"), *same = json_bytes_unless("a", "a"),
           *other = json_bytes_unless("a\xff", "a?");

    cr_expect_str_eq(json_string_value(bad), "a\xef\xbf\xbd");
    cr_expect(json_is_null(same));
    cr_expect_str_eq(json_string_value(other), "61ff");
    json_decref(bad);
    json_decref(same);
    json_decref(other);
}

/* A path as typed in `dir`, against what it must become. */
static void becomes(char *(*of)(const char *, struct err *), const char *typed,
                    const char *want)
{
    struct err e = {0};
    char *got = of(typed, &e);

    cr_assert_not_null(got, "%s: %s", typed, e.text);
    cr_expect_str_eq(got, want, "%s becomes %s, not %s", typed, got, want);
    free(got);
}

Test(paths, are_absolute_and_tidy_though_nothing_is_there)
{
    becomes(path_of_folder, "/no/such//folder/", "/no/such/folder");
    becomes(path_of_folder, "/no/./such/../folder", "/no/folder");
    becomes(path_of_folder, "/../..", "/");
    becomes(path_of_folder, "/", "/");
    becomes(path_of_file, "/no/such/kick.wav", "/no/such/kick.wav");
    becomes(path_of_file, "/no/../kick.wav", "/kick.wav");
    becomes(path_of_file, "/kick.wav", "/kick.wav");
}

Test(paths, links_are_followed_in_the_part_that_is_there)
{
    char base[] = "/tmp/sampledb-paths-XXXXXX", want[80];
    char *real;

    cr_assert_not_null(mkdtemp(base));
    real = realpath(base, NULL);
    cr_assert_eq(chdir(real), 0);
    cr_assert(mkdir("a", 0700) == 0 && symlink("a", "link") == 0 &&
              symlink("gone", "a/file.wav") == 0);
    snprintf(want, sizeof want, "%s/a", real);
    becomes(path_of_folder, "link", want);
    becomes(path_of_folder, "./link/../link/", want);
    snprintf(want, sizeof want, "%s/a/no/more", real);
    becomes(path_of_folder, "link/no/more", want);
    snprintf(want, sizeof want, "%s/a/file.wav", real);
    becomes(path_of_file, "link/file.wav", want); /* the link itself */
    cr_assert(unlink("a/file.wav") == 0 && unlink("link") == 0 && rmdir("a") == 0);
    cr_assert(rmdir(real) == 0);
    free(real);
}

/* How a process ends that is sent the same signal again after a while. */
static int ends_after(int64_t wait_ms)
{
    int status;
    const pid_t pid = fork();

    cr_assert_geq(pid, 0);
    if (pid == 0) {
        const int64_t start = clock_ms();

        stop_catch();
        raise(SIGTERM);
        while (clock_ms() < start + wait_ms)
            usleep(1000);
        raise(SIGTERM);
        _exit(stop_asked ? 7 : 8);
    }
    cr_assert_eq(waitpid(pid, &status, 0), pid);
    return status;
}

Test(cli, a_second_signal_ends_it_and_its_twin_does_not)
{
    const int twin = ends_after(0), second = ends_after(600);

    cr_assert(WIFEXITED(twin) && WEXITSTATUS(twin) == 7);
    cr_assert(WIFSIGNALED(second) && WTERMSIG(second) == SIGTERM);
}
