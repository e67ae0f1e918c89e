/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A socket to ask, for the tests of watch/control and watch/ask. */
#include "ear.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "util/socket.h"
#include "util/utf8.h"

struct ear ear;

static json_t *on_status(void *arg)
{
    (void)arg;
    ear.statuses++;
    return json_pack("{s:s}", "state", "idle");
}

static int on_index(void *arg, int client, const json_t *request, struct err *e)
{
    const json_t *folders = json_object_get(request, "folders");

    (void)arg;
    if (ear.refuse)
        return err_set(e, ERR_IO, "not today");
    ear.client = client;
    ear.indexes++;
    ear.force = json_is_true(json_object_get(request, "force"));
    free(ear.folder);
    ear.folder = json_array_size(folders)
                     ? utf8_unwrap(json_string_value(json_array_get(folders, 0)))
                     : NULL;
    return 0;
}

static void on_reload(void *arg)
{
    (void)arg;
    ear.reloads++;
}

const struct control_calls ear_calls = {
    .status = on_status, .index = on_index, .reload = on_reload};

void ear_open(void)
{
    struct err e = {0};

    memset(&ear, 0, sizeof ear);
    snprintf(ear.dir, sizeof ear.dir, "/tmp/sampledb-control-XXXXXX");
    cr_assert(mkdtemp(ear.dir));
    snprintf(ear.path, sizeof ear.path, "%s/in/it.sock", ear.dir);
    cr_assert(control_open(&ear.c, ear.path, &ear_calls, &e) == 0, "%s", e.text);
}

void ear_close(void)
{
    char in[96];

    control_close(ear.c);
    free(ear.folder);
    snprintf(in, sizeof in, "%s/in", ear.dir);
    unlink(ear.path);
    rmdir(in);
    cr_expect(rmdir(ear.dir) == 0, "something is left in %s", ear.dir);
}

int ear_called(void)
{
    struct err e = {0};
    int fd = -1;

    cr_assert(socket_call(&fd, ear.path, 1000, &e) == 1, "%s", e.text);
    return fd;
}

void ear_say(int fd, const void *bytes, size_t n)
{
    const ssize_t sent = send(fd, bytes, n, MSG_NOSIGNAL | MSG_DONTWAIT);

    (void)sent;
}

int ear_asked(const char *line)
{
    const int fd = ear_called();

    ear_say(fd, line, strlen(line));
    control_serve(ear.c);
    return fd;
}

const char *ear_heard(int fd, bool *ended)
{
    static char text[65536];
    size_t n = 0;
    ssize_t got = 1;

    while (n < sizeof text - 1 && got > 0) {
        got = recv(fd, text + n, sizeof text - 1 - n, MSG_DONTWAIT);
        n += got > 0 ? (size_t)got : 0;
    }
    *ended = got == 0 || (got < 0 && errno != EAGAIN);
    text[n] = '\0';
    return text;
}

void ear_expect(int fd, const char *text, bool ended)
{
    bool over;

    cr_expect_str_eq(ear_heard(fd, &over), text);
    cr_expect(over == ended, "after '%s'", text);
}
