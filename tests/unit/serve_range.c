/* SPDX-License-Identifier: GPL-2.0-or-later */
/* serve/range, token and audio: which bytes of which file, and who may write. */
#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "serve/audio.h"
#include "serve/listen.h"
#include "serve/range.h"
#include "serve/token.h"
#include "serve/visit.h"

Test(range, is_one_of_bytes)
{
    static const struct {
        const char *text;
        int64_t size;
        int rc;
        int64_t from, len;
    } it[] = {
        {NULL, 10, 0, 0, 0},
        {"bytes=0-", 10, 1, 0, 10},
        {"bytes=0-0", 10, 1, 0, 1},
        {"Bytes=3-5", 10, 1, 3, 3},
        {"bytes=9-", 10, 1, 9, 1},
        {"bytes=9-9999999999999999999999999", 10, 1, 9, 1},
        {"bytes=-3", 10, 1, 7, 3},
        {"bytes=-30", 10, 1, 0, 10},
        {"bytes=-99999999999999999999999", 10, 1, 0, 10},
        {"bytes=10-", 10, -1, 0, 0},
        {"bytes=99999999999999999999999-", 10, -1, 0, 0},
        {"bytes=9223372036854775807-", INT64_MAX, -1, 0, 0},
        {"bytes=9223372036854775806-", INT64_MAX, 1, INT64_MAX - 1, 1},
        {"bytes=-0", 10, -1, 0, 0},
        {"bytes=0-", 0, -1, 0, 0},
        {"bytes=-1", 0, -1, 0, 0},
        {"bytes=5-3", 10, 0, 0, 0},
        {"bytes=0-1,3-4", 10, 0, 0, 0},
        {"bytes=a-b", 10, 0, 0, 0},
        {"bytes=-", 10, 0, 0, 0},
        {"bytes=1", 10, 0, 0, 0},
        {"bytes= 1-2", 10, 0, 0, 0},
        {"frames=1-2", 10, 0, 0, 0},
    };

    for (size_t i = 0; i < sizeof it / sizeof *it; i++) {
        int64_t from = 0, len = 0;

        cr_expect(range_read(it[i].text, it[i].size, &from, &len) == it[i].rc, "%s",
                  it[i].text);
        cr_expect(from == it[i].from && len == it[i].len, "%s", it[i].text);
    }
}

static char dir[64];

static void open_dir(void)
{
    snprintf(dir, sizeof dir, "/tmp/sampledb-serve-XXXXXX");
    cr_assert(mkdtemp(dir));
}

static char *in_dir(const char *name)
{
    static char path[2][128];
    static int at;

    at = !at;
    snprintf(path[at], sizeof path[at], "%s/%s", dir, name);
    return path[at];
}

static void close_dir(void)
{
    static const char *const name[] = {"token",   "out",  "in/out",
                                       "in/fifo", "in/a", "in/up"};

    for (size_t i = 0; i < sizeof name / sizeof *name; i++)
        unlink(in_dir(name[i]));
    rmdir(in_dir("in/dir"));
    rmdir(in_dir("in"));
    rmdir(dir);
}

TestSuite(token, .init = open_dir, .fini = close_dir);

Test(token, is_new_each_time_and_for_its_owner_only)
{
    char a[TOKEN_DIGITS + 1], b[TOKEN_DIGITS + 1], kept[TOKEN_DIGITS + 1];
    struct err e = {0};
    struct stat st;

    cr_assert(token_make(a, in_dir("token"), &e) == 0, "%s", e.text);
    cr_assert(token_make(b, in_dir("token"), &e) == 0, "%s", e.text);
    cr_expect_str_neq(a, b);
    cr_expect(strlen(a) == TOKEN_DIGITS);
    cr_expect(stat(in_dir("token"), &st) == 0 && (st.st_mode & 07777) == 0600);
    cr_assert(token_keep(kept, in_dir("token"), &e) == 0, "%s", e.text);
    cr_expect_str_eq(kept, b);
    chmod(in_dir("token"), 0640);
    cr_expect(token_keep(kept, in_dir("token"), &e) == -1 && e.kind == ERR_FORMAT);
}

Test(token, a_file_without_one_is_refused)
{
    char out[TOKEN_DIGITS + 1];
    struct err e = {0};
    const int fd = open(in_dir("token"), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

    cr_assert(write(fd, "secret\n", 7) == 7);
    close(fd);
    cr_expect(token_keep(out, in_dir("token"), &e) == -1 && e.kind == ERR_FORMAT);
    unlink(in_dir("token"));
    cr_assert(token_keep(out, in_dir("token"), &e) == 0, "%s", e.text);
    cr_expect(access(in_dir("token"), F_OK) == 0, "one is made");
}

Test(token, only_the_same_is_the_same)
{
    char a[TOKEN_DIGITS + 1], other[TOKEN_DIGITS + 3];
    struct err e = {0};

    cr_assert(token_make(a, NULL, &e) == 0, "%s", e.text);
    cr_expect(token_same(a, a));
    cr_expect(!token_same("", a));
    for (int i = 0; i < TOKEN_DIGITS; i++) {
        memcpy(other, a, sizeof a);
        other[i] = other[i] == '0' ? '1' : '0';
        cr_expect(!token_same(other, a));
        other[i] = '\0';
        cr_expect(!token_same(other, a), "cut at %d", i);
    }
    snprintf(other, sizeof other, "%s0", a);
    cr_expect(!token_same(other, a));
}

TestSuite(audio_open, .init = open_dir, .fini = close_dir);

Test(audio_open, never_leaves_its_folder)
{
    static const char *const no[] = {"../out", "up/../../out", "out", "up/x", "fifo",
                                     "dir",    "/etc/passwd",  "",    "gone", "a/b"};
    int fd;

    cr_assert(mkdir(in_dir("in"), 0700) == 0 && mkdir(in_dir("in/dir"), 0700) == 0);
    close(open(in_dir("out"), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
    close(open(in_dir("in/a"), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
    cr_assert(symlink("../out", in_dir("in/out")) == 0 &&
              symlink("dir", in_dir("in/up")) == 0);
    cr_assert(mkfifo(in_dir("in/fifo"), 0600) == 0);
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        cr_expect(audio_open(in_dir("in"), no[i]) == -1, "%s", no[i]);
    fd = audio_open(in_dir("in"), "a");
    cr_expect(fd >= 0);
    close(fd);
    fd = audio_open(in_dir("in"), "dir/../a");
    cr_expect(fd >= 0, "what stays inside is no harm");
    close(fd);
    cr_expect(audio_open(in_dir("gone"), "a") == -1);
}

static struct sockaddr_storage from(const char *text)
{
    struct sockaddr_storage at = {0};
    struct sockaddr_in four = {.sin_family = AF_INET, .sin_port = 1};
    struct sockaddr_in6 six = {.sin6_family = AF_INET6, .sin6_port = 1};

    if (inet_pton(AF_INET, text, &four.sin_addr) == 1)
        memcpy(&at, &four, sizeof four);
    else if (inet_pton(AF_INET6, text, &six.sin6_addr) == 1)
        memcpy(&at, &six, sizeof six);
    return at;
}

Test(listen, knows_this_machine)
{
    static const char *const near[] = {"127.0.0.1", "127.9.9.9", "::1"};
    static const char *const far[] = {"128.0.0.1", "10.0.0.1", "::2",
                                      "fe80::1",   "0.0.0.0",  "::ffff:10.0.0.1"};
    const struct sockaddr_storage a = from("10.0.0.1"), b = from("10.0.0.2"),
                                  c = from("::2");

    for (size_t i = 0; i < sizeof near / sizeof *near; i++) {
        const struct sockaddr_storage at = from(near[i]);

        cr_expect(listen_is_near(&at), "%s", near[i]);
    }
    for (size_t i = 0; i < sizeof far / sizeof *far; i++) {
        const struct sockaddr_storage at = from(far[i]);

        cr_expect(!listen_is_near(&at), "%s", far[i]);
    }
    cr_expect(listen_same(&a, &a) && listen_same(&c, &c));
    cr_expect(!listen_same(&a, &b) && !listen_same(&a, &c));
}

Test(listen, a_port_is_for_one)
{
    struct err e = {0};
    int one = -1, other = -1, port = 0;

    cr_assert(listen_tcp(&one, "127.0.0.1", &port, &e) == 0 && port > 0, "%s", e.text);
    cr_expect(listen_tcp(&other, "127.0.0.1", &port, &e) == -1 && e.kind == ERR_BUSY);
    cr_expect(listen_tcp(&other, "localhost", &port, &e) == -1 && e.kind == ERR_USAGE);
    cr_expect(other == -1);
    close(one);
}

Test(visit, an_upload_has_more_time_the_larger_it_is)
{
    static const struct route plain = {CALL_POST, "/", ROUTE_JSON, NULL};
    static const struct route sound = {CALL_POST, "/", ROUTE_UPLOAD, NULL};
    struct visit v = {.route = &plain, .asks.length = 1000};

    cr_expect(visit_patience(&v, 10000) == 10000);
    v.route = &sound;
    cr_expect(visit_patience(&v, 10000) == 10000 + 1000 / 16);
    v.asks.length = CALL_UPLOAD;
    cr_expect(visit_patience(&v, 10000) == 60000);
}
