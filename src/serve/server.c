/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The server: its parts, made in order, and the loop that waits for all of them. */
#include "serve/server.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "serve/desk.h"
#include "serve/door.h"
#include "serve/ears.h"
#include "serve/herald.h"
#include "serve/http.h"
#include "serve/metrics.h"
#include "serve/quill.h"
#include "serve/retrain.h"
#include "serve/review.h"
#include "serve/rolls.h"
#include "serve/tally.h"
#include "util/clock.h"
#include "util/socket.h"

enum {
    VISITS = 200,
    VISITS_EACH = 64,
    DESKS_LEAST = 2,
    EVENTS = 64,
    DRAIN_MS = 5000 /* for what was asked before the end */
};
#define UPLOAD_ROOM (INT64_C(256) << 20)

static const struct route *table_of(const struct server_options *o)
{
    return o->routes ? o->routes : routes;
}

static void on_let_in(void *arg, struct visit *v)
{
    struct server *s = arg;

    http_take(s->http, v);
}

static void on_turned(void *arg, int status)
{
    struct server *s = arg;

    metrics_count(s->metrics, NULL, status, 0);
}

static void on_hung_up(void *arg, struct visit *v)
{
    struct server *s = arg;

    http_hang_up(s->http, v);
}

static void on_whole(void *arg, struct visit *v)
{
    struct server *s = arg;
    struct desk none = {.server = s};

    if (!(v->route->flags & ROUTE_AT_ONCE)) {
        desks_post(v->route->flags & ROUTE_SLOW ? s->slow : s->desks, v);
        return;
    }
    desk_answer(&none, v->route, &v->call, &v->reply);
    http_answer(s->http, v);
}

static void on_more(void *arg, struct visit *v)
{
    struct server *s = arg;

    desks_post(s->slow, v);
}

static void on_over(void *arg, struct visit *v)
{
    struct server *s = arg;

    door_leave(s->door, v);
}

static void on_done(void *arg, struct visit *v)
{
    struct server *s = arg;

    http_answer(s->http, v);
}

static void on_wake(void *arg, struct stream *stream)
{
    struct server *s = arg;

    http_wake(s->http, stream);
}

static int cores(void)
{
    const long n = sysconf(_SC_NPROCESSORS_ONLN);

    return n < 1 ? 1 : n > 64 ? 64 : (int)n;
}

static int open_door(struct server *s, struct err *e)
{
    const struct server_options *o = s->options;
    const struct door_options d = {.address = o->address,
                                   .port = o->port,
                                   .socket = s->socket,
                                   .token = o->token,
                                   .routes = table_of(o),
                                   .patience_ms = o->patience_ms,
                                   .visits = VISITS,
                                   .each = VISITS_EACH,
                                   .uploads = 2 * cores(),
                                   .upload_room = UPLOAD_ROOM,
                                   .arg = s,
                                   .let_in = on_let_in,
                                   .turned = on_turned,
                                   .hung_up = on_hung_up};

    return door_open(&s->door, &d, e);
}

/* What writes, tells and has others work: it begins before the first request. */
static int open_back(struct server *s, struct err *e)
{
    const struct server_options *o = s->options;
    const struct quill_options quill = {o->library, o->model, o->names, 0};
    const struct herald_options herald = {.server = s, .wake = on_wake, .arg = s};

    s->metrics = metrics_new(table_of(o));
    s->reviewer = reviewer_new();
    s->tallies = tallies_new();
    if (rolls_open(&s->rolls, o->library, o->synonyms, e) != 0 ||
        quill_open(&s->quill, &quill, e) != 0 || herald_open(&s->herald, &herald, e) != 0)
        return -1;
    s->tutor =
        tutor_open(&(struct tutor_options){o->program, o->library, o->config, s->herald});
    return 0;
}

/* Desks are gone, but streams may be there until http_close(). */
static void close_back(struct server *s)
{
    tutor_close(s->tutor);
    herald_stop(s->herald);
    http_close(s->http);
    herald_close(s->herald);
    quill_close(s->quill);
    reviewer_free(s->reviewer);
    rolls_close(s->rolls);
    tallies_free(s->tallies);
    metrics_free(s->metrics);
}

static int open_parts(struct server *s, struct err *e)
{
    const struct server_options *o = s->options;
    const struct http_calls calls = {
        .arg = s, .whole = on_whole, .more = on_more, .over = on_over};
    const int n = cores() > DESKS_LEAST ? cores() : DESKS_LEAST;

    if (o->socket && socket_listen(&s->socket, o->socket, e) != 0)
        return -1;
    if (open_back(s, e) != 0 || open_door(s, e) != 0 ||
        http_open(&s->http, door_epoll(s->door), o->patience_ms, VISITS, &calls, e) != 0)
        return -1;
    s->ears = ears_new(&(struct ears_options){.built_in = o->model});
    s->desks = desks_new(s, n, on_done, s);
    s->slow = desks_new(s, n, on_done, s);
    return s->desks && s->slow ? 0 : err_set(e, ERR_IO, "cannot start a thread");
}

static int sooner(int a, int b) { return a < 0 ? b : b < 0 || a < b ? a : b; }

/* One round: all that happened, then a wait with the signals of `wait`. */
static int turn(struct server *s, const sigset_t *wait, int most_ms, struct err *e)
{
    struct epoll_event ev[EVENTS];
    const int wait_ms = sooner(sooner(http_run(s->http), door_tend(s->door)), most_ms);
    const int n = epoll_pwait(door_epoll(s->door), ev, EVENTS, wait_ms, wait);

    if (n < 0 && errno != EINTR)
        return err_sys(e, "cannot wait for requests");
    metrics_connections(s->metrics, door_visits(s->door));
    for (int i = 0; i < n; i++)
        door_event(s->door, ev[i].data.fd, ev[i].events);
    return 0;
}

static void end_stream(void *arg, struct visit *v)
{
    struct server *s = arg;

    if (v->state == VISIT_STREAM)
        http_hang_up(s->http, v);
}

/* What was asked is answered, but nobody who listens slowly holds us up for long. */
static int drain(struct server *s, const sigset_t *wait, struct err *e)
{
    const int64_t end = clock_ms() + DRAIN_MS;

    door_shut(s->door);
    while (door_visits(s->door) > 0 && clock_ms() < end) {
        door_each(s->door, end_stream, s);
        if (turn(s, wait, 100, e) != 0)
            return -1;
    }
    return 0;
}

static void close_parts(struct server *s)
{
    desks_free(s->desks);
    desks_free(s->slow);
    close_back(s);
    ears_free(s->ears);
    door_close(s->door);
    if (s->socket >= 0) {
        unlink(s->options->socket);
        close(s->socket);
    }
}

int server_run(const struct server_options *o, struct err *e)
{
    struct server s = {.options = o, .socket = -1};
    sigset_t ours, before;
    int rc;

    /* A signal ends the wait of this thread, and nothing else. */
    sigemptyset(&ours);
    sigaddset(&ours, SIGINT);
    sigaddset(&ours, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &ours, &before);
    rc = open_parts(&s, e);
    if (rc == 0 && o->ready)
        rc = o->ready(o->arg, door_port(s.door), e);
    while (rc == 0 && !*o->stop)
        rc = turn(&s, &before, -1, e);
    if (rc == 0)
        rc = drain(&s, &before, e);
    close_parts(&s);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return rc;
}
