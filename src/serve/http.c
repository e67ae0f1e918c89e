/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Requests and answers as libmicrohttpd moves them: the only file that knows it. */
#include "serve/http.h"

#include <microhttpd.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "serve/fields.h"
#include "serve/herald.h"
#include "serve/problem.h"
#include "serve/upload.h"
#include "util/clock.h"
#include "util/mem.h"

enum {
    MEMORY = 64 << 10, /* of one connection: its head, and pieces of what it sends */
    PIECE = 16 << 10,  /* of a stream */
    STREAM_MS = 60000, /* how long one may take nothing of what it is told */
    REPLY_TIMES = 3,   /* the patience with who reads an answer ... */
    REPLY_RATE = 64    /* ... and more for a large one, by bytes a ms */
};

struct http {
    struct MHD_Daemon *daemon;
    struct http_calls calls;
    int64_t patience_ms;
    int bell;              /* eventfd: something is in the two lists below */
    pthread_mutex_t lock;  /* of these */
    struct visit *answers; /* by `queued` */
    struct stream **woken; /* (wakes) */
    size_t wakes, wakes_room;
    struct visit *stream[HERALD_STREAMS]; /* (streams) that are being told */
    size_t streams;
    struct visit *coming; /* the one that http_take() is at */
};

static void suspend(struct visit *v)
{
    v->suspended = true;
    MHD_suspend_connection(v->line);
}

static void resume(struct visit *v)
{
    if (!v->suspended)
        return;
    v->suspended = false;
    MHD_resume_connection(v->line);
}

/* A piece of the body. The door has checked how much of it there may be. */
static enum MHD_Result take_body(struct visit *v, const char *data, size_t *n)
{
    if (v->route->flags & ROUTE_UPLOAD) {
        if (v->call.upload < 0)
            v->call.upload = upload_open();
        if (v->call.upload < 0 || upload_add(v->call.upload, data, *n) != 0)
            return MHD_NO;
    } else {
        buf_bytes(&v->body, data, *n);
    }
    *n = 0;
    return MHD_YES;
}

/* All of it is there: whoever answers has it now. */
static enum MHD_Result hand_over(struct http *h, struct visit *v)
{
    if (v->call.upload >= 0 && upload_seal(v->call.upload) != 0)
        return MHD_NO;
    v->call.body = v->body.data;
    v->call.body_len = v->body.len;
    v->taken = true;
    v->state = VISIT_DESK;
    suspend(v);
    h->calls.whole(h->calls.arg, v);
    return MHD_YES;
}

static ssize_t tell(void *arg, uint64_t at, char *to, size_t room)
{
    struct visit *v = arg;
    const ssize_t n = v->gone ? -1 : stream_read(v->reply.stream, to, room);

    (void)at;
    v->due_ms = clock_ms() + STREAM_MS;
    if (n < 0)
        return MHD_CONTENT_READER_END_OF_STREAM;
    if (n == 0)
        suspend(v);
    return n;
}

/* A file is read by a desk, piece by piece: here, nobody waits for a disk. */
static ssize_t tell_file(void *arg, uint64_t at, char *to, size_t room)
{
    struct visit *v = arg;
    struct piece *p = &v->piece;
    const int64_t skip = (int64_t)at - p->at;
    size_t n;

    if (skip < 0 || skip >= (int64_t)p->len) {
        if (p->wanted && p->at == (int64_t)at)
            return MHD_CONTENT_READER_END_WITH_ERROR; /* it has become shorter */
        *p = (struct piece){.data = p->data, .at = (int64_t)at, .wanted = true};
        suspend(v);
        v->http->calls.more(v->http->calls.arg, v);
        return 0;
    }
    n = p->len - (size_t)skip < room ? p->len - (size_t)skip : room;
    memcpy(to, p->data + skip, n);
    return (ssize_t)n;
}

static void add_number(struct MHD_Response *m, const char *name, int64_t v)
{
    char text[32];

    snprintf(text, sizeof text, "%lld", (long long)v);
    MHD_add_response_header(m, name, text);
}

static void add_range(struct MHD_Response *m, const struct reply *r)
{
    char text[80];

    if (r->status == 206)
        snprintf(text, sizeof text, "bytes %lld-%lld/%lld", (long long)r->from,
                 (long long)(r->from + r->len - 1), (long long)r->whole);
    else
        snprintf(text, sizeof text, "bytes */%lld", (long long)r->whole);
    MHD_add_response_header(m, "Content-Range", text);
}

static void add_fields(struct MHD_Response *m, const struct reply *r)
{
    for (const struct field *f = fields_always; f->name; f++)
        MHD_add_response_header(m, f->name, f->value);
    if (r->status != 304)
        MHD_add_response_header(m, "Content-Type",
                                r->type ? r->type : "application/json");
    MHD_add_response_header(m, "Cache-Control", r->caching ? r->caching : "no-store");
    if (r->etag[0])
        MHD_add_response_header(m, "ETag", r->etag);
    if (r->retry_s)
        add_number(m, "Retry-After", r->retry_s);
    if (r->status == 206 || r->status == 416)
        add_range(m, r);
    if (r->whole)
        MHD_add_response_header(m, "Accept-Ranges", "bytes");
}

/* Bytes of a reply are the response's from then on. */
static struct MHD_Response *response_of(struct visit *v)
{
    struct reply *r = &v->reply;
    struct MHD_Response *m;

    if (r->stream)
        return MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, PIECE, tell, v, NULL);
    if (r->fd >= 0)
        return MHD_create_response_from_callback((uint64_t)r->len, VISIT_PIECE, tell_file,
                                                 v, NULL);
    m = MHD_create_response_from_buffer_with_free_callback(r->body.len, r->body.data,
                                                           free);
    if (m)
        r->body = (struct buf){0};
    return m;
}

/* How long the other side may take to hear it. */
static int64_t reply_ms(const struct http *h, const struct reply *r)
{
    const int64_t len = r->fd >= 0 ? r->len : (int64_t)r->body.len;

    return r->stream ? STREAM_MS : REPLY_TIMES * h->patience_ms + len / REPLY_RATE;
}

static void note_stream(struct http *h, struct visit *v)
{
    if (h->streams < HERALD_STREAMS) {
        h->stream[h->streams++] = v;
        return;
    }
    v->reply.retry_s = 10;
    problem_reply(&v->reply, 503, "too many listen already");
}

static enum MHD_Result answer(struct http *h, struct visit *v)
{
    struct MHD_Response *m;
    enum MHD_Result rc;

    if (v->reply.stream)
        note_stream(h, v);
    v->state = v->reply.stream ? VISIT_STREAM : VISIT_REPLY;
    v->due_ms = clock_ms() + reply_ms(h, &v->reply);
    m = response_of(v);
    if (!m)
        return MHD_NO;
    add_fields(m, &v->reply);
    rc =
        MHD_queue_response(v->line, v->reply.status ? (unsigned)v->reply.status : 200, m);
    MHD_destroy_response(m);
    return rc;
}

static enum MHD_Result on_request(void *arg, struct MHD_Connection *line, const char *url,
                                  const char *method, const char *version,
                                  const char *data, size_t *n, void **begun)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(line, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    struct visit *v = info->socket_context;

    (void)url;
    (void)method;
    (void)version;
    if (!*begun) { /* the head alone */
        *begun = v;
        return MHD_YES;
    }
    if (*n > 0)
        return take_body(v, data, n);
    if (!v->taken)
        return hand_over(arg, v);
    return v->ready ? answer(arg, v) : MHD_YES;
}

static void drop_stream(struct http *h, const struct visit *v)
{
    for (size_t i = 0; i < h->streams; i++)
        if (h->stream[i] == v)
            h->stream[i] = h->stream[--h->streams];
}

static void on_line(void *arg, struct MHD_Connection *line, void **own,
                    enum MHD_ConnectionNotificationCode what)
{
    struct http *h = arg;
    struct visit *v = *own;

    if (what == MHD_CONNECTION_NOTIFY_STARTED) {
        *own = h->coming;
        h->coming->line = line;
        return;
    }
    if (h->coming == v)
        h->coming = NULL;
    drop_stream(h, v);
    h->calls.over(h->calls.arg, v);
}

void http_take(struct http *h, struct visit *v)
{
    const struct sockaddr nobody = {.sa_family = AF_UNIX};

    h->coming = v;
    v->http = h;
    if (MHD_add_connection(h->daemon, v->fd, &nobody, sizeof nobody) != MHD_YES &&
        h->coming)
        h->calls.over(h->calls.arg, v);
    h->coming = NULL;
}

static void ring(const struct http *h)
{
    const uint64_t one = 1;
    const ssize_t n = write(h->bell, &one, sizeof one);

    (void)n; /* a bell that is full rings */
}

void http_answer(struct http *h, struct visit *v)
{
    pthread_mutex_lock(&h->lock);
    v->queued = h->answers;
    h->answers = v;
    pthread_mutex_unlock(&h->lock);
    ring(h);
}

void http_wake(struct http *h, struct stream *s)
{
    pthread_mutex_lock(&h->lock);
    h->woken = mem_more(h->woken, h->wakes, &h->wakes_room, sizeof(struct stream *));
    h->woken[h->wakes++] = s;
    pthread_mutex_unlock(&h->lock);
    ring(h);
}

void http_hang_up(struct http *h, struct visit *v)
{
    (void)h;
    v->gone = true;
    resume(v);
}

static void hear_bell(struct http *h)
{
    struct visit *v, *next;
    uint64_t rung;

    if (read(h->bell, &rung, sizeof rung) < 0)
        return;
    pthread_mutex_lock(&h->lock);
    v = h->answers;
    h->answers = NULL;
    for (size_t k = 0; k < h->wakes; k++)
        for (size_t i = 0; i < h->streams; i++)
            if (h->stream[i]->reply.stream == h->woken[k])
                resume(h->stream[i]);
    h->wakes = 0;
    pthread_mutex_unlock(&h->lock);
    for (; v; v = next) {
        next = v->queued;
        v->ready = true;
        resume(v);
    }
}

int http_run(struct http *h)
{
    MHD_UNSIGNED_LONG_LONG wait_ms;

    hear_bell(h);
    MHD_run(h->daemon);
    if (MHD_get_timeout(h->daemon, &wait_ms) != MHD_YES)
        return -1;
    return wait_ms < 60000 ? (int)wait_ms : 60000;
}

static int watch_it(const struct http *h, int epoll, struct err *e)
{
    const union MHD_DaemonInfo *info =
        MHD_get_daemon_info(h->daemon, MHD_DAEMON_INFO_EPOLL_FD);
    struct epoll_event bell = {.events = EPOLLIN, .data.fd = h->bell};
    struct epoll_event lines = {.events = EPOLLIN, .data.fd = info ? info->epoll_fd : -1};

    if (!info || epoll_ctl(epoll, EPOLL_CTL_ADD, h->bell, &bell) != 0 ||
        epoll_ctl(epoll, EPOLL_CTL_ADD, lines.data.fd, &lines) != 0)
        return err_sys(e, "cannot wait for requests");
    return 0;
}

int http_open(struct http **out, int epoll, int64_t patience_ms, int visits,
              const struct http_calls *calls, struct err *e)
{
    struct http *h = mem_new(1, sizeof *h);

    h->calls = *calls;
    h->patience_ms = patience_ms;
    pthread_mutex_init(&h->lock, NULL);
    h->bell = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    h->daemon = MHD_start_daemon(
        MHD_USE_EPOLL | MHD_USE_NO_LISTEN_SOCKET | MHD_USE_SUSPEND_RESUME, 0, NULL, NULL,
        on_request, h, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)MEMORY,
        MHD_OPTION_CONNECTION_LIMIT, (unsigned)visits + 1, MHD_OPTION_CONNECTION_TIMEOUT,
        0U, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_NOTIFY_CONNECTION, on_line, h,
        MHD_OPTION_END);
    if (h->bell < 0 || !h->daemon) {
        http_close(h);
        return err_set(e, ERR_IO, "cannot start the HTTP server");
    }
    if (watch_it(h, epoll, e) != 0) {
        http_close(h);
        return -1;
    }
    *out = h;
    return 0;
}

void http_close(struct http *h)
{
    if (!h)
        return;
    hear_bell(h);
    if (h->daemon)
        MHD_stop_daemon(h->daemon);
    if (h->bell >= 0)
        close(h->bell);
    pthread_mutex_destroy(&h->lock);
    free(h->woken);
    free(h);
}
