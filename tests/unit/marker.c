/* SPDX-License-Identifier: GPL-2.0-or-later */
/* util/marker: one line in a file, and never a byte of anybody else's. */
#include "util/marker.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char dir[64];
static int root;
static const char name[] = "marker";

static void open_root(void)
{
    snprintf(dir, sizeof dir, "/tmp/sampledb-test-XXXXXX");
    cr_assert(mkdtemp(dir) != NULL);
    root = open(dir, O_RDONLY | O_DIRECTORY);
    cr_assert(root >= 0);
}

static void drop_root(void)
{
    char line[100];

    close(root);
    snprintf(line, sizeof line, "rm -r %s", dir);
    cr_expect(system(line) == 0);
}

TestSuite(marker, .init = open_root, .fini = drop_root);

#define ok(call) cr_assert((call) == 0, "%s: %s", #call, err.text)

static void put(const void *bytes, size_t n)
{
    const int fd = openat(root, name, O_WRONLY | O_CREAT | O_TRUNC, 0644);

    cr_assert(fd >= 0 && write(fd, bytes, n) == (ssize_t)n && close(fd) == 0);
}

static void reads(const char *want)
{
    char line[MARKER_ROOM] = "";
    struct err err = {0};

    cr_assert(marker_read(root, name, line, &err) == 1, "%s", err.text);
    cr_expect_str_eq(line, want);
}

static void refuses_to_read(enum err_kind kind)
{
    char line[MARKER_ROOM] = "as before";
    struct err err = {0};

    cr_expect(marker_read(root, name, line, &err) == -1);
    cr_expect(err.kind == kind, "%s", err.text);
    cr_expect_str_eq(line, "as before");
}

Test(marker, what_is_written_is_read)
{
    char text[MARKER_ROOM], other[MARKER_ROOM], line[MARKER_ROOM];
    struct err err = {0};

    ok(marker_make(text, &err));
    ok(marker_make(other, &err));
    cr_expect(strlen(text) == 32 && strspn(text, "0123456789abcdef") == 32);
    cr_expect_str_neq(text, other);
    cr_expect(marker_read(root, name, line, &err) == 0);
    ok(marker_write(root, name, text, &err));
    reads(text);
    cr_expect(marker_remove(root, name, other, &err) == 0);
    reads(text);
    cr_expect(marker_remove(root, name, text, &err) == 1);
    cr_expect(marker_remove(root, name, text, &err) == 0, "it is gone");
}

Test(marker, nothing_is_overwritten)
{
    struct err err = {0};

    put("mine", 4);
    cr_expect(marker_write(root, name, "ours", &err) == -1 && err.kind == ERR_IO);
    reads("mine");
    cr_assert(renameat(root, name, root, "elsewhere") == 0);
    cr_assert(symlinkat("elsewhere", root, name) == 0);
    cr_expect(marker_write(root, name, "ours", &err) == -1);
    cr_assert(unlinkat(root, "elsewhere", 0) == 0);
    cr_expect(marker_write(root, name, "ours", &err) == -1, "a link into nowhere");
}

Test(marker, white_space_at_its_end_is_not_of_the_line)
{
    put("0123 \t\r\n\n", 9);
    reads("0123");
    put("0123", 4);
    reads("0123");
}

Test(marker, what_is_no_line_of_ours_is_refused)
{
    char much[500];

    memset(much, 'x', sizeof much);
    put("", 0);
    refuses_to_read(ERR_FORMAT);
    put(" \n\n", 3);
    refuses_to_read(ERR_FORMAT);
    put("one\ntwo\n", 8);
    refuses_to_read(ERR_FORMAT);
    put("a\0b", 3);
    refuses_to_read(ERR_FORMAT);
    put(much, sizeof much);
    refuses_to_read(ERR_FORMAT);
    put(much, MARKER_ROOM);
    refuses_to_read(ERR_FORMAT);
    much[MARKER_ROOM - 1] = '\0';
    put(much, MARKER_ROOM - 1);
    reads(much);
}

Test(marker, what_is_no_file_is_refused_and_never_waited_for)
{
    struct err err = {0};

    cr_assert(mkfifoat(root, name, 0600) == 0);
    refuses_to_read(ERR_FORMAT);
    cr_expect(marker_remove(root, name, "x", &err) == -1);
    cr_assert(unlinkat(root, name, 0) == 0 && mkdirat(root, name, 0700) == 0);
    refuses_to_read(ERR_FORMAT);
    cr_assert(unlinkat(root, name, AT_REMOVEDIR) == 0);
    cr_assert(symlinkat("/etc/hostname", root, name) == 0);
    refuses_to_read(ERR_FORMAT);
}
