/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The door: who comes, who waits for how long, and who is let in. */
#include "serve/door.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "serve/listen.h"
#include "serve/pass.h"
#include "serve/refusal.h"
#include "util/clock.h"
#include "util/mem.h"
#include "util/socket.h"

enum {
    EARS = 3,
    HUNG_UP_MS = 500,
    AT_ONCE = 32,   /* taken from the kernel's queue before others have their turn */
    DEAF_MS = 1000, /* how long nobody is accepted where descriptors ran out */
};

struct door {
    struct door_options o;
    int epoll;
    int ear[EARS]; /* that listen: the Unix socket first; -1 = none */
    int64_t deaf_until;
    struct visit *first, *last, **of; /* of (room): by descriptor */
    size_t room;
    int n, uploads;
    int64_t upload_left;
    char in[GATE_HEAD + 1]; /* what a socket has */
};

static void mind(struct door *d, int fd, unsigned events)
{
    struct epoll_event ev = {.events = events, .data.fd = fd};

    epoll_ctl(d->epoll, EPOLL_CTL_ADD, fd, &ev);
}

static void forget(struct door *d, int fd)
{
    epoll_ctl(d->epoll, EPOLL_CTL_DEL, fd, NULL);
}

static void enter(struct door *d, struct visit *v)
{
    const size_t fd = (size_t)v->fd;

    if (fd >= d->room) {
        d->of = mem_grow(d->of, 2 * fd + 64, sizeof(struct visit *));
        memset(d->of + d->room, 0, (2 * fd + 64 - d->room) * sizeof(struct visit *));
        d->room = 2 * fd + 64;
    }
    d->of[fd] = v;
    v->before = d->last;
    *(d->last ? &d->last->next : &d->first) = v;
    d->last = v;
    d->n++;
}

static void unload(struct door *d, struct visit *v)
{
    if (v->upload_room == 0)
        return;
    d->uploads--;
    d->upload_left += v->upload_room - 1;
    v->upload_room = 0;
}

void door_leave(struct door *d, struct visit *v)
{
    *(v->before ? &v->before->next : &d->first) = v->next;
    *(v->next ? &v->next->before : &d->last) = v->before;
    d->of[v->fd] = NULL;
    d->n--;
    unload(d, v);
    visit_free(v);
}

/* One that was never let in. */
static void send_away(struct door *d, struct visit *v)
{
    const int fd = v->fd;

    door_leave(d, v);
    close(fd);
}

/* Told why, it keeps its connection until it has heard, else the kernel would take the
 * answer back where there is more to be read. */
static void turn(struct door *d, struct visit *v, const struct gate_refusal *no)
{
    struct buf answer = {0};

    d->o.turned(d->o.arg, no->status);
    refusal_write(&answer, no, v->asks.method == CALL_HEAD);
    v->state = VISIT_TURNED;
    v->due_ms = clock_ms() + d->o.patience_ms;
    if (send(v->fd, answer.data, answer.len, MSG_NOSIGNAL | MSG_DONTWAIT) < 0 ||
        shutdown(v->fd, SHUT_WR) != 0)
        v->due_ms = 0;
    buf_clear(&answer);
}

/* Read what a visit that was turned away still says, and end it with that. */
static void hear_out(struct door *d, struct visit *v)
{
    ssize_t n;

    while ((n = recv(v->fd, d->in, sizeof d->in, MSG_DONTWAIT)) > 0)
        ;
    if (n == 0 || errno != EAGAIN)
        send_away(d, v);
}

/* Room for the body is set aside before it comes. */
static int load(struct door *d, struct visit *v, struct gate_refusal *no)
{
    if (!(v->route->flags & ROUTE_UPLOAD))
        return 0;
    if (d->uploads >= d->o.uploads || v->asks.length > d->upload_left) {
        *no = (struct gate_refusal){
            .status = 503, .why = "too many sounds are being sent: try again soon"};
        return -1;
    }
    d->uploads++;
    d->upload_left -= v->asks.length;
    v->upload_room = v->asks.length + 1; /* never 0 */
    return 0;
}

/* The head is whole: everything that can be said against it. */
static int judge(struct door *d, struct visit *v, size_t n, struct gate_refusal *no)
{
    char own[LISTEN_ADDRESS];
    const struct pass_side side = {.local = v->local,
                                   .far = !listen_is_near(&v->peer),
                                   .port = door_port(d),
                                   .own = own,
                                   .token = d->o.token};

    listen_own(v->fd, own);
    v->head = mem_text(d->in, n);
    return visit_admit(v, n, d->o.routes, &side, no) == 0 ? load(d, v, no) : -1;
}

/* Look at what there is, and leave it there. */
static void look(struct door *d, struct visit *v, unsigned events)
{
    const ssize_t n = recv(v->fd, d->in, sizeof d->in, MSG_PEEK | MSG_DONTWAIT);
    struct epoll_event rest = {.events = EPOLLRDHUP | EPOLLET, .data.fd = v->fd};
    struct gate_refusal no = {0};
    size_t end;
    int rc;

    if (n == 0 || (n < 0 && errno != EAGAIN)) {
        send_away(d, v);
        return;
    }
    rc = n < 0 ? 0 : gate_end(d->in, (size_t)n, &end, &no);
    if (rc == 1)
        rc = judge(d, v, end, &no) == 0 ? 1 : -1;
    if (rc < 0) {
        turn(d, v, &no);
        hear_out(d, v);
    } else if (rc == 0 && (events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR))) {
        send_away(d, v);
    } else if (rc == 1) {
        epoll_ctl(d->epoll, EPOLL_CTL_MOD, v->fd, &rest);
        v->state = VISIT_BODY;
        v->due_ms = v->came_ms + visit_patience(v, d->o.patience_ms);
        d->o.let_in(d->o.arg, v);
    }
}

/* Whoever has waited longest with half a request makes room, of those from the address
 * of `peer`, or of all (NULL). */
static bool make_room(struct door *d, const struct sockaddr_storage *peer)
{
    for (struct visit *v = d->first; v; v = v->next)
        if ((v->state == VISIT_HEAD || v->state == VISIT_TURNED) &&
            (!peer || (!v->local && listen_same(&v->peer, peer)))) {
            send_away(d, v);
            return true;
        }
    return false;
}

static int from_there(const struct door *d, const struct sockaddr_storage *peer)
{
    int n = 0;

    for (const struct visit *v = d->first; v; v = v->next)
        n += !v->local && listen_same(&v->peer, peer);
    return n;
}

/* A fifth of all places is kept for the Unix socket. */
static bool has_room(struct door *d, const struct visit *v)
{
    if (!v->local && from_there(d, &v->peer) >= d->o.each && !make_room(d, &v->peer))
        return false;
    return d->n < (v->local ? d->o.visits : d->o.visits - d->o.visits / 5) ||
           make_room(d, NULL);
}

static void welcome(struct door *d, int fd, bool local,
                    const struct sockaddr_storage *from)
{
    static const struct gate_refusal full = {.status = 503,
                                             .why = "too many are here already"};
    struct visit *v = visit_new(fd, clock_ms());

    v->local = local;
    v->peer = *from;
    v->due_ms = v->came_ms + d->o.patience_ms;
    if (!local)
        listen_plain(fd);
    if (!has_room(d, v)) {
        enter(d, v);
        turn(d, v, &full);
        send_away(d, v);
        return;
    }
    enter(d, v);
    mind(d, fd, EPOLLIN | EPOLLRDHUP | EPOLLET);
}

static void stay_deaf(struct door *d, int64_t until)
{
    for (int i = 0; i < EARS; i++)
        if (d->ear[i] >= 0)
            until ? forget(d, d->ear[i]) : mind(d, d->ear[i], EPOLLIN);
    d->deaf_until = until;
}

/* One that waits outside: 1; 0: nobody does. */
static int take_one(struct door *d, int ear)
{
    struct sockaddr_storage from = {0};
    socklen_t len = sizeof from;
    const bool local = ear == d->ear[0];
    const int fd =
        accept4(ear, (struct sockaddr *)&from, &len, SOCK_CLOEXEC | SOCK_NONBLOCK);

    if (fd >= 0 && local && !socket_peer_is_us(fd))
        close(fd);
    else if (fd >= 0)
        welcome(d, fd, local, &from);
    else if ((errno == EMFILE || errno == ENFILE || errno == ENOMEM ||
              errno == ENOBUFS) &&
             !make_room(d, NULL))
        stay_deaf(d, clock_ms() + DEAF_MS);
    return fd >= 0;
}

/* It will say nothing more. Of a body, all that it has said is read in a moment, and is
 * less than there should be if that is not the end of it. An answer it may still hear. */
static void hung_up(struct door *d, struct visit *v)
{
    const int64_t soon = clock_ms() + HUNG_UP_MS;

    v->gone = true;
    if (v->state == VISIT_BODY && soon < v->due_ms)
        v->due_ms = soon;
    else if (v->state == VISIT_STREAM)
        d->o.hung_up(d->o.arg, v);
}

void door_event(struct door *d, int fd, unsigned events)
{
    struct visit *v = door_visit(d, fd);
    int taken = 0;

    for (int i = 0; i < EARS; i++)
        if (fd == d->ear[i])
            while (++taken < AT_ONCE && take_one(d, fd))
                ;
    if (!v)
        return;
    if (v->state == VISIT_HEAD)
        look(d, v, events);
    else if (v->state == VISIT_TURNED)
        hear_out(d, v);
    else if (events & (EPOLLRDHUP | EPOLLHUP))
        hung_up(d, v);
}

/* Of a visit that was let in, only the socket is shut: whoever has it notices. */
static void end_visit(struct door *d, struct visit *v)
{
    if (v->state == VISIT_HEAD || v->state == VISIT_TURNED) {
        send_away(d, v);
        return;
    }
    shutdown(v->fd, SHUT_RDWR);
    v->due_ms = INT64_MAX;
}

int door_tend(struct door *d)
{
    const int64_t now = clock_ms();
    int64_t due = INT64_MAX;
    struct visit *next;

    if (d->deaf_until && now >= d->deaf_until)
        stay_deaf(d, 0);
    for (struct visit *v = d->first; v; v = next) {
        next = v->next;
        if (v->suspended)
            continue;
        if (v->due_ms <= now)
            end_visit(d, v);
        else if (v->due_ms < due)
            due = v->due_ms;
    }
    if (d->deaf_until && d->deaf_until < due)
        due = d->deaf_until;
    return due == INT64_MAX ? -1 : (int)(due - now);
}

void door_shut(struct door *d)
{
    struct visit *next;

    for (int i = 0; i < EARS; i++) {
        if (d->ear[i] < 0)
            continue;
        forget(d, d->ear[i]);
        if (i > 0)
            close(d->ear[i]);
        d->ear[i] = -1;
    }
    for (struct visit *v = d->first; v; v = next) {
        next = v->next;
        if (v->state == VISIT_HEAD || v->state == VISIT_TURNED)
            send_away(d, v);
    }
}

void door_each(struct door *d, void (*each)(void *arg, struct visit *v), void *arg)
{
    struct visit *next;

    for (struct visit *v = d->first; v; v = next) {
        next = v->next;
        each(arg, v);
    }
}

int door_visits(const struct door *d) { return d->n; }

int door_port(const struct door *d) { return d->o.port; }

int door_epoll(const struct door *d) { return d->epoll; }

struct visit *door_visit(const struct door *d, int fd)
{
    return fd >= 0 && (size_t)fd < d->room ? d->of[fd] : NULL;
}

int door_open(struct door **out, const struct door_options *o, struct err *e)
{
    struct door *d = mem_new(1, sizeof *d);

    d->o = *o;
    d->upload_left = o->upload_room;
    for (int i = 0; i < EARS; i++)
        d->ear[i] = -1;
    d->ear[0] = o->socket;
    d->epoll = epoll_create1(EPOLL_CLOEXEC);
    if (d->epoll < 0 ? err_sys(e, "cannot wait for connections") != 0
                     : listen_both(d->ear + 1, o->address, &d->o.port, e) != 0) {
        door_close(d);
        return -1;
    }
    stay_deaf(d, 0);
    *out = d;
    return 0;
}

void door_close(struct door *d)
{
    if (!d)
        return;
    door_shut(d);
    if (d->epoll >= 0)
        close(d->epoll);
    free(d->of);
    free(d);
}
