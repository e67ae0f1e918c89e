/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Desks: threads that answer, each with a reader of the library. */
#include "serve/desk.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "serve/metrics.h"
#include "serve/problem.h"
#include "serve/server.h"
#include "serve/thread.h"
#include "serve/visit.h"
#include "util/clock.h"
#include "util/mem.h"

enum {
    PATIENCE_MS = 2000, /* with other programs that keep the library locked */
    REST_MS = 10000     /* without a question, and a desk gives up its memory */
};

static void shut(struct desk *d)
{
    store_close(d->store);
    d->store = NULL;
}

int desk_library(struct desk *d, struct err *e)
{
    const char *path = d->server->options->library;
    struct stat st;

    if (stat(path, &st) != 0) {
        shut(d);
        return err_set(e, ERR_IO, "there is no library yet");
    }
    if (d->store && st.st_dev == d->device && st.st_ino == d->inode)
        return 0;
    shut(d);
    if (store_open(&d->store, path, STORE_READ, e) != 0)
        return -1;
    store_patience(d->store, PATIENCE_MS);
    d->device = st.st_dev;
    d->inode = st.st_ino;
    return 0;
}

/* What keeps it from being read may pass: 503. */
static void without_library(struct reply *r, const struct err *e)
{
    r->retry_s = 5;
    problem_reply(r, 503,
                  e->kind == ERR_IO ? "there is no library, or it is out of reach: "
                                      "sampledb index makes one"
                  : e->kind == ERR_BUSY
                      ? "the library is in use by another program"
                      : "the library cannot be used: sampledb check says why");
}

static void settle(const struct call *c, struct reply *r)
{
    struct reply same = {.status = 304, .fd = -1, .caching = r->caching};

    if (!r->etag[0] || (r->status != 0 && r->status != 200) || !call_has(c, r->etag))
        return;
    memcpy(same.etag, r->etag, sizeof same.etag);
    reply_clear(r);
    *r = same;
}

static void answer(struct desk *d, const struct route *route, const struct call *c,
                   struct reply *r)
{
    struct err e = {0};

    if ((route->flags & ROUTE_LIBRARY) && desk_library(d, &e) != 0) {
        without_library(r, &e);
        return;
    }
    if (route->handler(d, c, r, &e) != 0) {
        reply_clear(r);
        problem_of(r, &e);
        if (e.kind == ERR_STORE)
            shut(d); /* the next one looks anew */
    }
    settle(c, r);
}

void desk_answer(struct desk *d, const struct route *route, const struct call *c,
                 struct reply *r)
{
    const int64_t began = clock_ns();

    answer(d, route, c, r);
    metrics_count(d->server->metrics, route, r->status ? r->status : 200,
                  clock_ns() - began);
}

struct desks {
    pthread_mutex_t lock;
    pthread_cond_t some;
    struct visit *first, **last;
    bool ended;
    struct server *server;
    void (*done)(void *arg, struct visit *v);
    void *arg;
    int n;
    pthread_t thread[];
};

/* Wait for one, with the lock: for REST_MS, and then without the memory that the next
 * answer would like, for as long as it takes. */
static void wait_for_one(struct desks *d, struct desk *desk)
{
    const struct timespec until = thread_until(REST_MS);
    bool rested = !desk->store;

    while (!d->first && !d->ended) {
        if (rested)
            pthread_cond_wait(&d->some, &d->lock);
        else if (pthread_cond_timedwait(&d->some, &d->lock, &until) == ETIMEDOUT) {
            store_rest(desk->store);
            rested = true;
        }
    }
}

/* The next to be answered; NULL: no more will come. */
static struct visit *next_visit(struct desks *d, struct desk *desk)
{
    struct visit *v;

    pthread_mutex_lock(&d->lock);
    wait_for_one(d, desk);
    v = d->first;
    if (v && !(d->first = v->queued))
        d->last = &d->first;
    pthread_mutex_unlock(&d->lock);
    return v;
}

static void *work(void *arg)
{
    struct desks *d = arg;
    struct desk desk = {.server = d->server};
    struct visit *v;

    while ((v = next_visit(d, &desk))) {
        if (v->ready)
            visit_read(v);
        else
            desk_answer(&desk, v->route, &v->call, &v->reply);
        d->done(d->arg, v);
    }
    shut(&desk);
    return NULL;
}

struct desks *desks_new(struct server *server, int n,
                        void (*done)(void *arg, struct visit *v), void *arg)
{
    struct desks *d = mem_new(1, sizeof *d + (size_t)n * sizeof d->thread[0]);

    *d = (struct desks){.last = &d->first, .server = server, .done = done, .arg = arg};
    pthread_mutex_init(&d->lock, NULL);
    thread_cond_init(&d->some);
    while (d->n < n && pthread_create(&d->thread[d->n], NULL, work, d) == 0)
        d->n++;
    if (d->n > 0)
        return d;
    desks_free(d);
    return NULL;
}

void desks_free(struct desks *d)
{
    if (!d)
        return;
    pthread_mutex_lock(&d->lock);
    d->ended = true;
    pthread_cond_broadcast(&d->some);
    pthread_mutex_unlock(&d->lock);
    for (int i = 0; i < d->n; i++)
        pthread_join(d->thread[i], NULL);
    pthread_cond_destroy(&d->some);
    pthread_mutex_destroy(&d->lock);
    free(d);
}

void desks_post(struct desks *d, struct visit *v)
{
    v->queued = NULL;
    pthread_mutex_lock(&d->lock);
    *d->last = v;
    d->last = &v->queued;
    pthread_cond_signal(&d->some);
    pthread_mutex_unlock(&d->lock);
}
