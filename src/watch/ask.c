/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The other end of the daemon's ear: commands ask it, and wait for its answer. */
#include "watch/ask.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <xxhash.h>

#include "util/mem.h"
#include "util/socket.h"

enum {
    FIRST_MS = 10000,         /* a daemon that is well says something within that */
    LINE_MAX_BYTES = 16 << 20 /* of an answer; more is nonsense */
};

/* Absolute and without links, also where the library is not made yet. To free(). */
static char *resolved(const char *library)
{
    char *real = realpath(library, NULL), *folder;
    const char *slash = strrchr(library, '/');
    const char *name = slash ? slash + 1 : library;
    struct buf out = {0};

    if (real)
        return real;
    folder = slash ? mem_text(library, (size_t)(slash - library) + 1) : mem_text(".", 1);
    real = realpath(folder, NULL);
    free(folder);
    if (!real)
        return mem_text(library, strlen(library));
    buf_bytes(&out, real, strlen(real));
    buf_u8(&out, '/');
    buf_bytes(&out, name, strlen(name) + 1);
    free(real);
    return (char *)out.data;
}

int ask_path(const char *runtime, const char *library, struct buf *out, struct err *e)
{
    char *path = resolved(library), name[64];

    buf_reset(out);
    if (runtime) {
        snprintf(name, sizeof name, "/sampledb/%016" PRIx64 ".sock",
                 (uint64_t)XXH3_64bits(path, strlen(path)));
        buf_bytes(out, runtime, strlen(runtime));
    } else {
        snprintf(name, sizeof name, ".sock");
        buf_bytes(out, path, strlen(path));
    }
    free(path);
    buf_bytes(out, name, strlen(name) + 1);
    return socket_path_fits((const char *)out->data, e);
}

static int send_line(int fd, const json_t *request, struct err *e)
{
    char *text = json_dumps(request, JSON_COMPACT);
    const size_t n = text ? strlen(text) : 0;
    size_t sent = 0;

    if (!text)
        return err_set(e, ERR_FORMAT, "a request that is not UTF-8");
    text[n] = '\n'; /* in the place of its NUL */
    while (sent <= n) {
        const ssize_t k = send(fd, text + sent, n + 1 - sent, MSG_NOSIGNAL);

        if (k < 0)
            break;
        sent += (size_t)k;
    }
    free(text);
    return sent > n ? 0 : err_sys(e, "cannot ask the daemon");
}

/* Is there something to read? A signal ends the wait, like a daemon that says nothing for
 * wait_ms (-1 = for ever). */
static int wait_for(int fd, int wait_ms, struct err *e)
{
    struct pollfd p = {.fd = fd, .events = POLLIN};
    const int rc = poll(&p, 1, wait_ms);

    if (rc > 0)
        return 0;
    if (rc == 0)
        return err_set(e, ERR_IO, "the daemon does not answer; is it stopped?");
    return errno == EINTR ? err_set(e, ERR_STOPPED, "stopped")
                          : err_sys(e, "cannot hear the daemon");
}

static int more_of(int fd, struct buf *in, int wait_ms, struct err *e)
{
    ssize_t n;

    if (wait_for(fd, wait_ms, e) != 0)
        return -1;
    buf_reserve(in, 65536);
    n = recv(fd, in->data + in->len, in->cap - in->len, MSG_DONTWAIT);
    if (n < 0 && errno == EAGAIN)
        return 0;
    if (n < 0)
        return err_sys(e, "cannot hear the daemon");
    if (n == 0)
        return err_set(e, ERR_IO, "the daemon broke off");
    in->len += (size_t)n;
    if (in->len > LINE_MAX_BYTES)
        return err_set(e, ERR_LIMIT, "the daemon says too much");
    return 0;
}

/* The next line, taken out of `in`; a new reference, or NULL. */
static json_t *next_line(int fd, struct buf *in, int wait_ms, struct err *e)
{
    const uint8_t *end = NULL;
    json_t *line;
    size_t n;

    while (in->len == 0 || !(end = memchr(in->data, '\n', in->len)))
        if (more_of(fd, in, wait_ms, e) != 0)
            return NULL;
    n = (size_t)(end - in->data);
    line = json_loadb((const char *)in->data, n, 0, NULL);
    memmove(in->data, end + 1, in->len - n - 1);
    in->len -= n + 1;
    if (!json_is_object(line)) {
        json_decref(line);
        err_set(e, ERR_FORMAT, "the daemon talks nonsense");
        return NULL;
    }
    return line;
}

/* Lines up to the last answer. */
static int listen_to(int fd, void (*progress)(void *arg, const json_t *progress),
                     void *arg, json_t **done, struct err *e)
{
    struct buf in = {0};
    int rc = 0;

    for (int wait_ms = FIRST_MS; rc == 0; wait_ms = -1) {
        json_t *line = next_line(fd, &in, wait_ms, e);
        json_t *end = json_object_get(line, "done");
        const char *no = json_string_value(json_object_get(line, "error"));

        if (!line)
            rc = -1;
        else if (no)
            rc = err_set(e, ERR_IO, "%s", no);
        else if (end) {
            *done = json_incref(end);
            rc = 1;
        } else if (progress)
            progress(arg, json_object_get(line, "progress"));
        json_decref(line);
    }
    buf_clear(&in);
    return rc;
}

int ask(const char *socket, const json_t *request,
        void (*progress)(void *arg, const json_t *progress), void *arg, json_t **done,
        struct err *e)
{
    int fd = -1, rc = socket_call(&fd, socket, FIRST_MS, e);

    if (rc <= 0)
        return rc;
    if (!socket_peer_is_us(fd))
        rc = err_set(e, ERR_IO, "%s: belongs to another user", socket);
    else if (send_line(fd, request, e) != 0)
        rc = -1;
    else
        rc = listen_to(fd, progress, arg, done, e);
    close(fd);
    return rc;
}
