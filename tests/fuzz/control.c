/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Any bytes from a client of the daemon. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "util/socket.h"
#include "util/utf8.h"
#include "watch/control.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct control *control;
static char dir[] = "/tmp/sampledb-fuzz-XXXXXX", path[64];
static int begun;

static json_t *on_status(void *arg)
{
    (void)arg;
    return json_object();
}

static int on_index(void *arg, int client, const json_t *request, struct err *e)
{
    const json_t *folders = json_object_get(request, "folders");

    (void)arg;
    (void)e;
    for (size_t i = 0; i < json_array_size(folders); i++)
        free(utf8_unwrap(json_string_value(json_array_get(folders, i))));
    begun = client;
    return 0;
}

static void on_reload(void *arg) { (void)arg; }

static void leave(void)
{
    control_close(control);
    rmdir(dir);
}

static void start(void)
{
    static const struct control_calls calls = {
        .status = on_status, .index = on_index, .reload = on_reload};
    struct err e = {0};

    if (!mkdtemp(dir))
        abort();
    snprintf(path, sizeof path, "%s/s", dir);
    if (control_open(&control, path, &calls, &e) != 0)
        abort();
    atexit(leave);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct index_counts n = {0};
    struct pollfd p[CONTROL_CLIENTS + 1];
    struct err e = {0};
    int fd = -1;

    if (!control)
        start();
    begun = -1;
    if (socket_call(&fd, path, 1000, &e) != 1)
        abort();
    for (size_t at = 0; at < size; at += 4096) {
        const size_t some = size - at < 4096 ? size - at : 4096;
        const ssize_t sent = send(fd, data + at, some, MSG_NOSIGNAL | MSG_DONTWAIT);

        (void)sent;
        control_serve(control);
    }
    if (begun >= 0)
        control_done(control, begun, &n, NULL);
    close(fd);
    control_serve(control);
    if (control_poll(control, p) != 1) /* nobody is left */
        abort();
    return 0;
}
