/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cli/config: what a configuration may say, and what is said of one that is wrong. */
#include "near.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/config.h"

static struct config c;
static struct err e;

static int parse(const char *text)
{
    return config_parse(&c, "FILE", text, strlen(text), "/home/u", &e);
}

static void fine(const char *text)
{
    cr_assert(parse(text) == 0, "%s: %s", text, e.text);
}

static void wrong(const char *text, const char *why)
{
    cr_expect(parse(text) == -1, "%s", text);
    cr_expect(e.kind == ERR_USAGE && !c.library);
    cr_expect_str_eq(e.text, why);
}

Test(config, nothing_said_is_the_usual)
{
    fine("");
    cr_expect(!c.library && !c.player && c.jobs == 0 && c.timeout_s == 0);
    cr_expect(c.polite && !c.on_battery && c.cpu_limit == 80 && c.io_limit == 60);
    cr_expect(c.settle_s == 2 && c.rescan_s == 3600 && c.poll_s == 60);
    cr_expect(!c.serve && c.port == 8321);
}

Test(config, every_key_is_heard)
{
    fine("# mine\n\n; also a comment\nlibrary = ~/s/l.db\njobs=3\n timeout : 45 s\n"
         "priority = normal ; said twice is wrong\non-battery = work\r\n"
         "cpu-pressure = 50%\n\tio-pressure = 12.5\nsettle = 500ms\nrescan = 2 h\n"
         "poll = 5min\nplayer = mpv 'a b' {}");
    cr_expect_str_eq(c.library, "/home/u/s/l.db");
    cr_expect_str_eq(c.player, "mpv 'a b' {}");
    cr_expect(c.jobs == 3 && c.timeout_s == 45 && !c.polite && c.on_battery);
    cr_expect(c.cpu_limit == 50 && c.io_limit == 12.5);
    near(c.settle_s, 0.5, 1e-12);
    cr_expect(c.rescan_s == 7200 && c.poll_s == 300);
    config_clear(&c);
    fine("serve = yes\nport = 80");
    cr_expect(c.serve && c.port == 80);
    fine("serve = no\nport = auto");
    cr_expect(!c.serve && c.port == 0);
    fine("jobs = auto\npriority = idle\non-battery = pause\ncpu-pressure = 0\n");
    cr_expect(c.jobs == 0 && c.polite && !c.on_battery && c.cpu_limit == 0);
}

Test(config, what_is_wrong_has_a_line)
{
    wrong("\n# x\njosb = 2\n", "FILE:3: unknown key 'josb'; did you mean 'jobs'?");
    wrong("colour = red\n", "FILE:1: unknown key 'colour'; see sampledb-config(5)");
    wrong("jobs = 2\n[watch]\nsettle = 1\n",
          "FILE:3: [watch]: there are no sections; write only KEY = VALUE");
    wrong("jobs = 2\npoll = 5\njobs = 2\n",
          "FILE:3: jobs is said twice, first in line 1");
    wrong("library = /l\n  jobs = 2\n  jobs = 2\n",
          "FILE:3: jobs is said twice, first in line 2");
    wrong("jobs = 2\njobs\n", "FILE:2: KEY = VALUE is wanted");
    wrong("[jobs\n", "FILE:1: KEY = VALUE is wanted");
    wrong("library = /x\njobs = 0\nfoo = 1",
          "FILE:2: jobs wants auto, or 1 to 256, not '0'");
}

Test(config, a_value_says_what_is_allowed)
{
    static const char *const bad[][2] = {
        {"jobs", "257"},         {"jobs", "-1"},         {"jobs", "2.5"},
        {"jobs", "two"},         {"jobs", ""},           {"jobs", "99999999999999999999"},
        {"timeout", "0"},        {"timeout", "1.5"},     {"timeout", "2h"},
        {"timeout", "1 hour"},   {"priority", "high"},   {"priority", ""},
        {"on-battery", "Pause"}, {"cpu-pressure", "-1"}, {"cpu-pressure", "101"},
        {"io-pressure", "nan"},  {"io-pressure", "inf"}, {"io-pressure", "0x10"},
        {"settle", "5ms"},       {"settle", "2h"},       {"settle", "1e1"},
        {"rescan", "0.5"},       {"rescan", "1000h"},    {"poll", "s"},
        {"poll", "1 m"},         {"library", "l.db"},    {"library", "~u/l.db"},
        {"player", "'"},         {"library", "/"},       {"library", "~/"},
        {"library", ""}};
    char start[64];

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        cr_expect(config_set(&c, bad[i][0], bad[i][1], &e) == -1, "%s = %s", bad[i][0],
                  bad[i][1]);
        snprintf(start, sizeof start, "%s wants ", bad[i][0]);
        cr_expect(strncmp(e.text, start, strlen(start)) == 0, "%s", e.text);
        cr_expect(e.kind == ERR_USAGE);
    }
}

Test(config, a_home_that_nobody_knows_is_an_error)
{
    cr_expect(config_parse(&c, "FILE", "library = ~/l", 13, NULL, &e) == -1);
    cr_expect_str_eq(e.text, "FILE:1: library: no $HOME that ~ could stand for");
}

Test(config, a_line_has_198_bytes_at_most)
{
    char text[256] = "\nlibrary = /";

    memset(text + strlen(text), 'x', CONFIG_LINE - 11);
    fine(text);
    cr_expect(strlen(c.library) == CONFIG_LINE - 10);
    config_clear(&c);
    strcat(text, "x\njobs = 2");
    wrong(text, "FILE:2: a line of text of at most 198 bytes is wanted");
    cr_expect(config_parse(&c, "FILE", "a\0b", 3, NULL, &e) == -1, "a NUL is no text");
}

Test(config, a_file_that_is_not_there_is_the_usual)
{
    cr_expect(config_load(&c, "/nonexistent/config", &e) == 0 && c.settle_s == 2);
    cr_expect(config_load(&c, "/", &e) == -1);
    cr_expect(strncmp(e.text, "/: ", 3) == 0, "%s", e.text);
}

Test(config, the_usual_place_is_in_the_configuration_home)
{
    char *path;

    setenv("HOME", "/h", 1);
    setenv("XDG_CONFIG_HOME", "/c", 1);
    cr_expect_str_eq(path = config_path(), "/c/sampledb/config");
    free(path);
    setenv("XDG_CONFIG_HOME", "relative", 1);
    cr_expect_str_eq(path = config_path(), "/h/.config/sampledb/config");
    free(path);
    unsetenv("HOME");
    cr_expect(!config_path());
}
