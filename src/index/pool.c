/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Worker processes: keep them busy, end the slow, replace the dead, answer every job. */
#include "index/pool.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "index/child.h"
#include "index/job.h"
#include "util/clock.h"
#include "util/mem.h"
#include "worker/wire.h"
#include "worker/worker.h"

enum {
    AHEAD = 3, /* jobs a worker holds: one in hand, the rest so that it never waits */
    RECYCLE = 1000,     /* answers after which a process is replaced: leaks stay small */
    START_MS = 10000,   /* for a process to get ready */
    TIMEOUT_MS = 30000, /* for a file, unless the caller knows better */
    EARLY_DEATHS = 3    /* per worker, in a row, before any answer: it is not the files */
};

struct worker {
    struct child child; /* sock -1: none runs */
    bool ready;
    struct job *queue[AHEAD]; /* sent, in the order in which answers come */
    size_t queued;
    struct job *again; /* brought down the process before: to be tried alone in this */
    int64_t since_ms;  /* when it began its start, or queue[0] */
    unsigned answered;
};

struct pool {
    struct pool_options options;
    char *program; /* NULL = ourselves */
    int model;     /* a file in memory that every worker inherits; -1 = none */
    struct worker *worker;
    struct pollfd *poll; /* one for each worker */
    size_t workers, pending, early_deaths;
    struct job *waiting; /* for a worker with a place */
    uint8_t message[WIRE_MAX];
};

/* Places for further jobs. One that has failed before has the process to itself. */
static size_t places(const struct worker *w)
{
    if (!w->ready || w->again || w->answered >= RECYCLE)
        return 0;
    return w->queued > 0 && w->queue[0]->failed_once ? 0 : AHEAD - w->queued;
}

/*
 * False if the socket took it not: full (then answers to come will make room) or
 * broken (then pool_wait() will find the process dead).
 */
static bool give(struct worker *w, struct job *j)
{
    if (!job_send(j, w->child.sock))
        return false;
    if (w->queued == 0)
        w->since_ms = clock_ms();
    w->queue[w->queued++] = j;
    return true;
}

static struct worker *least_busy(const struct pool *p)
{
    struct worker *best = NULL;

    for (size_t i = 0; i < p->workers; i++) {
        struct worker *w = &p->worker[i];

        if (places(w) > (best ? places(best) : 0))
            best = w;
    }
    return best;
}

static void feed(struct pool *p)
{
    struct worker *w;

    for (w = p->worker; w < p->worker + p->workers; w++)
        if (w->ready && w->again && w->queued == 0 && give(w, w->again))
            w->again = NULL;
    while (p->waiting && (w = least_busy(p)) && give(w, p->waiting))
        p->waiting = p->waiting->next;
}

static int start(struct pool *p, struct worker *w, struct err *e)
{
    const unsigned flags = (p->options.no_sandbox ? WORKER_NO_SANDBOX : 0U) |
                           (p->options.nodes ? 0U : WORKER_NO_MODEL) |
                           (p->options.polite ? WORKER_POLITE : 0U) |
                           (p->model >= 0 ? WORKER_GIVEN_MODEL : 0U);

    if (child_start(&w->child, p->program, flags, p->model, e) != 0)
        return -1;
    w->ready = false;
    w->answered = 0;
    w->since_ms = clock_ms();
    return 0;
}

/* Start what does not run. -1 if nothing runs then. */
static int start_missing(struct pool *p, struct err *e)
{
    size_t running = 0;

    for (size_t i = 0; i < p->workers; i++)
        if (p->worker[i].child.sock >= 0 || start(p, &p->worker[i], e) == 0)
            running++;
    return running > 0 ? 0 : -1;
}

/* Where answers go: the arguments of pool_wait(). */
struct ear {
    pool_answer *answer;
    void *arg;
};

static int answered(struct pool *p, struct job *j, const struct sound *s,
                    const struct ear *to, struct err *e)
{
    const uint64_t ticket = j->ticket;

    job_free(j);
    p->pending--;
    return to->answer(to->arg, ticket, s, e);
}

/* A process that went before it had anything to do: no file can be blamed. */
static int died_early(struct pool *p, const char *why, struct err *e)
{
    if (++p->early_deaths < EARLY_DEATHS * p->workers)
        return 0;
    return err_set(
        e, ERR_IO,
        "workers do not start: %s worker: %s (for debugging only, --no-sandbox "
        "tells whether the sandbox is the cause)",
        p->program ? p->program : "sampledb", why);
}

/*
 * End w's process. The job it was on is to blame and is tried once more, alone;
 * those behind it go back. why: what we saw, or NULL for how the process ended.
 */
static int bury(struct pool *p, struct worker *w, const char *why, const struct ear *to,
                struct err *e)
{
    struct job *culprit = w->queued > 0 ? w->queue[0] : NULL;
    const bool was_ready = w->ready;
    char how[CHILD_HOW], text[160];
    struct sound s;

    while (w->queued > 1)
        job_put_first(&p->waiting, w->queue[--w->queued]);
    w->queued = 0;
    w->ready = false;
    child_end(&w->child, how);
    snprintf(text, sizeof text, why ? "%s" : "decoder %s", why ? why : how);
    if (!culprit)
        return was_ready ? 0 : died_early(p, text, e); /* idle: somebody ended it */
    if (!culprit->failed_once) {
        culprit->failed_once = true;
        w->again = culprit;
        return 0;
    }
    wire_failed(&s, SOUND_FAILED, text);
    return answered(p, culprit, &s, to, e);
}

static int bury_liar(struct pool *p, struct worker *w, const char *what,
                     const struct ear *to, struct err *e)
{
    char text[160];

    snprintf(text, sizeof text, "worker gave a nonsense answer: %.120s", what);
    return bury(p, w, text, to, e);
}

/* The first message of a process: ready, or why not. */
static int hear_first(struct pool *p, struct worker *w, size_t n, const struct ear *to,
                      struct err *e)
{
    struct wire_head h;
    struct sound s;
    struct err why;

    if (n == WIRE_HEAD && wire_get_head(&h, p->message, n, &why) == 0 &&
        h.op == WIRE_READY) {
        w->ready = true;
        return 0;
    }
    if (wire_get_answer(&h, &s, 0, p->message, n, &why) == 0 && h.op == WIRE_READY)
        return bury(p, w, s.error, to, e);
    return bury_liar(p, w, "not ready", to, e);
}

static int hear_answer(struct pool *p, struct worker *w, size_t n, const struct ear *to,
                       struct err *e)
{
    struct job *j = w->queue[0];
    struct wire_head h;
    struct sound s;
    struct err why;

    if (w->queued == 0)
        return bury_liar(p, w, "to no question", to, e);
    if (wire_get_answer(&h, &s, p->options.nodes, p->message, n, &why) != 0)
        return bury_liar(p, w, why.text, to, e);
    if (h.op != j->op || h.ticket != j->ticket)
        return bury_liar(p, w, "to another question", to, e);
    w->queued--;
    memmove(w->queue, w->queue + 1, w->queued * sizeof *w->queue);
    w->since_ms = clock_ms();
    w->answered++;
    p->early_deaths = 0;
    if (w->answered >= RECYCLE && w->queued == 0) {
        w->ready = false;
        child_end(&w->child, (char[CHILD_HOW]){0});
    }
    return answered(p, j, &s, to, e);
}

/* One message from w, or the end of it. */
static int hear(struct pool *p, struct worker *w, const struct ear *to, struct err *e)
{
    struct err why;
    size_t n;
    int fd;
    const int rc =
        wire_receive(w->child.sock, p->message, sizeof p->message, &n, &fd, &why);

    if (fd >= 0) {
        close(fd);
        return bury_liar(p, w, "a descriptor", to, e);
    }
    if (rc < 0)
        return bury_liar(p, w, why.text, to, e);
    if (rc > 0)
        return 0;
    if (n == 0)
        return bury(p, w, NULL, to, e);
    return w->ready ? hear_answer(p, w, n, to, e) : hear_first(p, w, n, to, e);
}

/* When w will have taken too long; INT64_MAX while it has nothing to do. */
static int64_t deadline(const struct pool *p, const struct worker *w)
{
    if (w->child.sock < 0 || (w->ready && w->queued == 0))
        return INT64_MAX;
    return w->since_ms + (w->ready ? p->options.timeout_ms : START_MS);
}

static int end_slow(struct pool *p, struct worker *w, const struct ear *to, struct err *e)
{
    const int limit_ms = w->ready ? p->options.timeout_ms : START_MS;
    char text[80];

    if (limit_ms % 1000 == 0)
        snprintf(text, sizeof text, "took longer than %d s", limit_ms / 1000);
    else
        snprintf(text, sizeof text, "took longer than %d ms", limit_ms);
    return bury(p, w, text, to, e);
}

static int our_processors(void)
{
    cpu_set_t set;

    return sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
}

int pool_open(struct pool **out, const struct pool_options *o, struct err *e)
{
    struct pool *p = mem_new(1, sizeof *p);

    p->options = *o;
    if (p->options.timeout_ms == 0)
        p->options.timeout_ms = TIMEOUT_MS;
    if (o->program)
        p->program = mem_text(o->program, strlen(o->program));
    p->workers = (size_t)(o->jobs > 0 ? o->jobs : our_processors());
    p->worker = mem_new(p->workers, sizeof *p->worker);
    p->poll = mem_new(p->workers, sizeof *p->poll);
    for (size_t i = 0; i < p->workers; i++)
        p->worker[i].child.sock = -1;
    p->model = o->model && o->nodes ? child_model(o->model, o->model_len, e) : -1;
    if ((o->model && o->nodes && p->model < 0) || start_missing(p, e) != 0) {
        pool_close(p);
        return -1;
    }
    *out = p;
    return 0;
}

void pool_close(struct pool *p)
{
    char how[CHILD_HOW];

    if (!p)
        return;
    for (size_t i = 0; i < p->workers; i++) {
        struct worker *w = &p->worker[i];

        if (w->child.sock >= 0)
            child_end(&w->child, how);
        for (size_t k = 0; k < w->queued; k++)
            job_free(w->queue[k]);
        job_free(w->again);
    }
    while (p->waiting) {
        struct job *j = p->waiting;

        p->waiting = j->next;
        job_free(j);
    }
    if (p->model >= 0)
        close(p->model);
    free(p->poll);
    free(p->worker);
    free(p->program);
    free(p);
}

size_t pool_room(const struct pool *p) { return p->workers * AHEAD - p->pending; }

size_t pool_pending(const struct pool *p) { return p->pending; }

static int enqueue(struct pool *p, struct job *j)
{
    assert(pool_room(p) > 0);
    p->pending++;
    job_put_last(&p->waiting, j);
    feed(p);
    return 0;
}

int pool_analyse(struct pool *p, uint64_t ticket, int fd, struct err *e)
{
    if (fd < 0)
        return err_set(e, ERR_IO, "not an open file");
    return enqueue(p, job_new(WIRE_ANALYSE, ticket, fd, NULL, 0));
}

int pool_classify(struct pool *p, uint64_t ticket, const void *blob, size_t n,
                  struct err *e)
{
    if (n > WIRE_MAX - WIRE_HEAD)
        return err_set(e, ERR_LIMIT, "feature blob of %zu bytes", n);
    return enqueue(p, job_new(WIRE_CLASSIFY, ticket, -1, blob, n));
}

/* Milliseconds to sleep: until the first deadline, at most wait_ms (< 0 = no limit). */
static int patience(const struct pool *p, int wait_ms)
{
    int64_t first = INT64_MAX, left;

    for (size_t i = 0; i < p->workers; i++)
        if (deadline(p, &p->worker[i]) < first)
            first = deadline(p, &p->worker[i]);
    if (first == INT64_MAX)
        return wait_ms;
    left = first - clock_ms();
    if (left < 0)
        left = 0;
    return wait_ms < 0 || left < wait_ms ? (int)left : wait_ms;
}

int pool_wait(struct pool *p, int wait_ms, pool_answer *answer, void *arg, struct err *e)
{
    const struct ear to = {.answer = answer, .arg = arg};

    if (start_missing(p, e) != 0)
        return -1;
    feed(p);
    for (size_t i = 0; i < p->workers; i++)
        p->poll[i] = (struct pollfd){.fd = p->worker[i].child.sock, .events = POLLIN};
    if (poll(p->poll, p->workers, patience(p, wait_ms)) < 0)
        return errno == EINTR ? 0 : err_sys(e, "poll");
    for (size_t i = 0; i < p->workers; i++) {
        struct worker *w = &p->worker[i];

        /* What has come is heard before anyone is called slow: we may be the slow one. */
        if (p->poll[i].revents != 0
                ? hear(p, w, &to, e) != 0
                : deadline(p, w) <= clock_ms() && end_slow(p, w, &to, e) != 0)
            return -1;
    }
    if (start_missing(p, e) != 0)
        return -1;
    feed(p);
    return 0;
}
