/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The daemon's ear: commands ask it things over a Unix socket. */
#include "watch/control.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/buf.h"
#include "util/clock.h"
#include "util/mem.h"
#include "util/socket.h"
#include "util/utf8.h"
#include "watch/counts.h"

enum { READ_BYTES = 4096 };

struct client {
    int fd;            /* -1 = a free place */
    int id;            /* of the index under way; -1 = none */
    bool asked, ended; /* its request came; it will say nothing more */
    int64_t moved_ms;  /* when bytes went either way */
    struct buf in, out;
    size_t sent; /* of out */
};

struct control {
    struct control_calls calls;
    char *path; /* owned */
    dev_t dev;  /* of the socket file */
    ino_t ino;
    int fd, next_id;
    struct client client[CONTROL_CLIENTS];
};

static void drop(struct client *c)
{
    if (c->fd >= 0)
        close(c->fd);
    buf_clear(&c->in);
    buf_clear(&c->out);
    *c = (struct client){.fd = -1, .id = -1};
}

/* What the socket takes now; the rest stays. */
static void flush(struct client *c)
{
    while (c->sent < c->out.len) {
        const ssize_t n = send(c->fd, c->out.data + c->sent, c->out.len - c->sent,
                               MSG_DONTWAIT | MSG_NOSIGNAL);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 && errno == EAGAIN)
            return;
        if (n < 0) {
            drop(c);
            return;
        }
        c->sent += (size_t)n;
        c->moved_ms = clock_ms();
    }
    buf_reset(&c->out);
    c->sent = 0;
    if (c->asked && c->id < 0) /* that was the answer */
        drop(c);
}

static int append(const char *text, size_t n, void *out)
{
    buf_bytes(out, text, n);
    return 0;
}

/* One line to the client; takes the reference. */
static void tell(struct client *c, json_t *message)
{
    json_dump_callback(message, append, &c->out, JSON_COMPACT);
    json_decref(message);
    buf_u8(&c->out, '\n');
    flush(c);
    if (c->out.len - c->sent > CONTROL_UNREAD)
        drop(c);
}

/* Any text; never NULL. */
static json_t *text_of(const char *text)
{
    char *safe = utf8_wrap(text, strlen(text));
    json_t *value = json_string(safe);

    free(safe);
    return value;
}

static json_t *refusal(const char *text)
{
    return json_pack("{s:o}", "error", text_of(text));
}

static void begin_index(struct control *c, struct client *from, const json_t *request)
{
    struct err e = {0};
    const int id = c->next_id;

    c->next_id = id == INT32_MAX ? 0 : id + 1;
    from->id = id;
    tell(from, json_pack("{s:{}}", "progress"));
    if (c->calls.index(c->calls.arg, id, request, &e) != 0)
        control_done(c, id, NULL, &e);
}

/* Folders are a list of texts, force is a bool, where they are there. */
static bool index_is_sound(const json_t *request)
{
    const json_t *folders = json_object_get(request, "folders");
    const json_t *force = json_object_get(request, "force");

    if ((force && !json_is_boolean(force)) || (folders && !json_is_array(folders)))
        return false;
    for (size_t i = 0; i < json_array_size(folders); i++)
        if (!json_is_string(json_array_get(folders, i)))
            return false;
    return true;
}

static void answer(struct control *c, struct client *from, const json_t *request)
{
    const char *what = json_string_value(json_object_get(request, "do"));

    from->asked = true;
    if (!what)
        drop(from);
    else if (strcmp(what, "status") == 0)
        tell(from, json_pack("{s:o}", "done", c->calls.status(c->calls.arg)));
    else if (strcmp(what, "index") == 0 && !index_is_sound(request))
        tell(from, refusal("an index wants folders: a list of texts, and force: a bool"));
    else if (strcmp(what, "index") == 0)
        begin_index(c, from, request);
    else if (strcmp(what, "reload") == 0) {
        c->calls.reload(c->calls.arg);
        tell(from, json_pack("{s:{}}", "done"));
    } else {
        tell(from, refusal("the daemon does not know how to do that; is it older than "
                           "the command?"));
    }
}

/* The request, once it is whole. */
static void read_line(struct control *c, struct client *from)
{
    const uint8_t *end = from->in.len ? memchr(from->in.data, '\n', from->in.len) : NULL;
    json_t *request;

    if (!end) {
        if (from->ended || from->in.len > CONTROL_LINE)
            drop(from);
        return;
    }
    request =
        json_loadb((const char *)from->in.data, (size_t)(end - from->in.data), 0, NULL);
    buf_clear(&from->in);
    if (json_is_object(request))
        answer(c, from, request);
    else
        drop(from);
    json_decref(request);
}

/* Has it closed its end in both directions? */
static bool is_gone(const struct client *c)
{
    struct pollfd p = {.fd = c->fd};

    return poll(&p, 1, 0) == 1 && (p.revents & (POLLHUP | POLLERR)) != 0;
}

/* What came; behind the request nothing counts. */
static void hear(struct control *c, struct client *from)
{
    uint8_t bytes[READ_BYTES];
    ssize_t n = 1;

    for (size_t heard = 0; n > 0 && heard <= CONTROL_LINE; heard += (size_t)n) {
        n = recv(from->fd, bytes, sizeof bytes, MSG_DONTWAIT);
        if (n <= 0)
            break;
        from->moved_ms = clock_ms();
        if (!from->asked)
            buf_bytes(&from->in, bytes, (size_t)n);
    }
    if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
        from->ended = true;
    if (!from->asked)
        read_line(c, from);
    if (from->ended && from->fd >= 0 && is_gone(from))
        drop(from);
}

static struct client *free_place(struct control *c)
{
    for (size_t i = 0; i < CONTROL_CLIENTS; i++)
        if (c->client[i].fd < 0)
            return &c->client[i];
    return NULL;
}

static void accept_all(struct control *c)
{
    struct client *place;
    int fd;

    while ((fd = accept4(c->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK)) >= 0) {
        place = socket_peer_is_us(fd) ? free_place(c) : NULL;
        if (!place) {
            close(fd);
            continue;
        }
        place->fd = fd;
        place->moved_ms = clock_ms();
    }
}

/* Does it keep us waiting? One whose index is under way may be silent. */
static bool is_slow(const struct client *c)
{
    return c->fd >= 0 && (!c->asked || c->sent < c->out.len);
}

void control_serve(struct control *c) { control_serve_at(c, clock_ms()); }

void control_serve_at(struct control *c, int64_t now_ms)
{
    accept_all(c);
    for (size_t i = 0; i < CONTROL_CLIENTS; i++) {
        struct client *k = &c->client[i];

        if (k->fd >= 0 && k->sent < k->out.len)
            flush(k);
        if (k->fd >= 0)
            hear(c, k);
        if (is_slow(k) && now_ms - k->moved_ms >= CONTROL_QUIET_MS)
            drop(k);
    }
}

int64_t control_due(const struct control *c)
{
    int64_t due = -1;

    for (size_t i = 0; i < CONTROL_CLIENTS; i++) {
        const int64_t at = c->client[i].moved_ms + CONTROL_QUIET_MS;

        if (is_slow(&c->client[i]) && (due < 0 || at < due))
            due = at;
    }
    return due;
}

nfds_t control_poll(const struct control *c, struct pollfd *out)
{
    nfds_t n = 0;

    out[n++] = (struct pollfd){.fd = c->fd, .events = POLLIN};
    for (size_t i = 0; i < CONTROL_CLIENTS; i++) {
        const struct client *k = &c->client[i];
        const int in = k->ended ? 0 : POLLIN;
        const int room = k->sent < k->out.len ? POLLOUT : 0;

        if (k->fd >= 0)
            out[n++] = (struct pollfd){.fd = k->fd, .events = (short)(in | room)};
    }
    return n;
}

void control_tell(struct control *c, int client, json_t *message, bool last)
{
    for (size_t i = 0; i < CONTROL_CLIENTS && client >= 0; i++) {
        struct client *k = &c->client[i];

        if (k->fd < 0 || k->id != client)
            continue;
        if (last)
            k->id = -1;
        tell(k, message);
        return;
    }
    json_decref(message);
}

void control_progress(struct control *c, int client, const struct index_counts *n)
{
    control_tell(c, client, json_pack("{s:o}", "progress", counts_json(n)), false);
}

void control_complain(struct control *c, int client, const char *path, const char *text)
{
    control_tell(c, client,
                 json_pack("{s:{s:o, s:o}}", "progress", "path", text_of(path),
                           "complaint", text_of(text)),
                 false);
}

void control_wait(struct control *c, int client, const char *why)
{
    control_tell(c, client, json_pack("{s:{s:o}}", "progress", "why", text_of(why)),
                 false);
}

void control_done(struct control *c, int client, const struct index_counts *n,
                  const struct err *e)
{
    control_tell(c, client,
                 e ? refusal(e->text) : json_pack("{s:o}", "done", counts_json(n)), true);
}

int control_open(struct control **out, const char *path,
                 const struct control_calls *calls, struct err *e)
{
    struct control *c;
    struct stat st;
    int fd;

    if (socket_listen(&fd, path, e) != 0)
        return -1;
    c = mem_new(1, sizeof *c);
    *c =
        (struct control){.calls = *calls, .path = mem_text(path, strlen(path)), .fd = fd};
    if (lstat(path, &st) == 0) {
        c->dev = st.st_dev;
        c->ino = st.st_ino;
    }
    for (size_t i = 0; i < CONTROL_CLIENTS; i++)
        c->client[i] = (struct client){.fd = -1, .id = -1};
    *out = c;
    return 0;
}

void control_close(struct control *c)
{
    struct stat st;

    if (!c)
        return;
    for (size_t i = 0; i < CONTROL_CLIENTS; i++)
        drop(&c->client[i]);
    if (lstat(c->path, &st) == 0 && st.st_dev == c->dev && st.st_ino == c->ino)
        unlink(c->path);
    close(c->fd);
    free(c->path);
    free(c);
}
