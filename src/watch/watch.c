/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The daemon: one loop that takes the next thing to do, or sleeps until there is one. */
#include "watch/watch.h"

#include <inttypes.h>
#include <stdlib.h>
#include <time.h>

#include "util/clock.h"
#include "util/journal.h"
#include "util/service.h"
#include "watch/asked.h"
#include "watch/daemon.h"
#include "watch/duty.h"
#include "watch/events.h"
#include "watch/follow.h"
#include "watch/hooks.h"
#include "watch/looks.h"
#include "watch/roots.h"
#include "watch/writes.h"

enum {
    HOLD_LEAST_MS = 1000, /* wait after an error, at first */
    HOLD_MOST_MS = 60000,
    BUSY_MS = 1000,    /* the same while another program locks the library */
    PATIENCE_MS = 300, /* in a call: ears are closed */
    SLEEP_MOST_MS = 3600000
};

/* 1: something was done; 0: nothing is to do now; -1. */
static int step(struct daemon *d, struct err *e)
{
    int64_t due;
    struct root *r;
    int rc;

    if (d->reload && roots_load(d, e) != 0)
        return -1;
    writes_hear(d);
    if (d->renames)
        return follow_renames(d, e) == 0 ? 1 : -1;
    rc = looks_take(d, e);
    if (rc != 0)
        return rc;
    if (d->request)
        return asked_index(d, e) < 0 ? -1 : 1;
    r = roots_next(d, &due);
    if (r && due <= clock_ms()) {
        struct index_counts n = {0};

        if (!r->crawled)
            duty_say(d, DAEMON_STARTING, NULL);
        return roots_crawl(d, r, &n, e) == 0 ? 1 : -1;
    }
    if (d->backlog && clock_ms() >= d->work_ms) {
        if (d->state != DAEMON_PAUSED)
            duty_say(d, DAEMON_WORKING, NULL);
        return duty_work_off(d, e);
    }
    return 0;
}

/* Not again before a while, which grows while nothing goes well; a lock is waited for
 * without that, and without a line each time. */
static void hold(struct daemon *d, const struct err *e)
{
    const bool first = !d->hold_for_ms;

    d->hold_for_ms = first ? HOLD_LEAST_MS : 2 * d->hold_for_ms;
    if (d->hold_for_ms > HOLD_MOST_MS)
        d->hold_for_ms = HOLD_MOST_MS;
    if (e->kind == ERR_BUSY)
        d->hold_for_ms = BUSY_MS;
    d->hold_ms = clock_ms() + d->hold_for_ms;
    d->counted.retries++;
    if (first || e->kind != ERR_BUSY)
        journal(JOURNAL_ERROR, "%s; tried again in %" PRId64 " s retries=%" PRId64,
                e->text, d->hold_for_ms / 1000, d->counted.retries);
}

static void sooner(int64_t *due, int64_t at)
{
    if (at >= 0 && (*due < 0 || at < *due))
        *due = at;
}

/* When the loop has something to do without being woken. */
static int64_t next_due(const struct daemon *d, int64_t now)
{
    int64_t due = now + SLEEP_MOST_MS, crawl = -1;

    if (d->hold_ms > now) {
        sooner(&due, d->hold_ms);
    } else {
        sooner(&due, settle_due(d->settle));
        if (roots_next(d, &crawl))
            sooner(&due, crawl);
        if (d->backlog)
            sooner(&due, d->work_ms);
    }
    sooner(&due, writes_due(d));
    sooner(&due, follow_due(d));
    if (d->control)
        sooner(&due, control_due(d->control));
    sooner(&due, duty_rest_due(d));
    sooner(&due, complaints_due(&d->complaints));
    sooner(&due, hooks_alive_due(d));
    sooner(&due, companion_due(&d->companion));
    return due;
}

static nfds_t wait_for(const struct daemon *d, struct pollfd *p)
{
    nfds_t n = 0;

    p[n++] = (struct pollfd){.fd = events_fd(), .events = POLLIN};
    p[n++] = (struct pollfd){.fd = mounts_fd(d->mounts), .events = POLLPRI};
    p[n++] = (struct pollfd){.fd = d->writes.fd, .events = POLLIN};
    p[n++] = (struct pollfd){.fd = d->companion.out, .events = POLLIN};
    return d->control ? n + control_poll(d->control, p + n) : n;
}

/* Signals come in only here or in a call, so that none is missed on the way to sleep. */
static void sleep_until(struct daemon *d, int64_t due)
{
    struct pollfd p[CONTROL_CLIENTS + 5];
    const nfds_t n = wait_for(d, p);
    const int64_t ms = due - clock_ms();
    const struct timespec wait = {.tv_sec = ms > 0 ? ms / 1000 : 0,
                                  .tv_nsec = ms > 0 ? ms % 1000 * 1000000 : 0};
    sigset_t ours, before;

    sigemptyset(&ours);
    sigaddset(&ours, SIGTERM);
    sigaddset(&ours, SIGINT);
    sigaddset(&ours, SIGHUP);
    sigprocmask(SIG_BLOCK, &ours, &before);
    if (!daemon_is_stopped(d) && !(d->o->rescan && *d->o->rescan) &&
        ppoll(p, n, &wait, &before) > 0 && p[1].revents) {
        follow_events(d); /* of what was unmounted */
        roots_mounted(d);
    }
    sigprocmask(SIG_SETMASK, &before, NULL);
}

static void heed_rescan(struct daemon *d)
{
    if (!d->o->rescan || !*d->o->rescan)
        return;
    *d->o->rescan = 0;
    journal(JOURNAL_INFO, "all folders are looked at: asked for");
    service_reloading();
    roots_rescan(d);
    service_ready();
}

/* Nothing is to do just now. */
static void settle_down(struct daemon *d, int64_t now)
{
    buf_reset(&d->file);
    duty_rest(d, now);
    if (!d->backlog && now >= d->hold_ms)
        duty_say(d, DAEMON_IDLE, NULL);
}

static void one_round(struct daemon *d)
{
    struct err e = {0};
    int did = 0;

    hooks_look_around(d);
    heed_rescan(d);
    follow_expire(d, clock_ms());
    if (clock_ms() >= d->hold_ms) {
        d->calling = true;
        did = step(d, &e);
        d->calling = false;
        if (did > 0)
            d->hold_for_ms = 0;
        else if (did < 0 && e.kind != ERR_STOPPED)
            hold(d, &e);
    }
    if (did != 0 || daemon_is_stopped(d))
        return;
    settle_down(d, clock_ms());
    sleep_until(d, next_due(d, clock_ms()));
}

static int add_folders(struct daemon *d, const char *const *folder, size_t folders,
                       struct err *e)
{
    int64_t id;

    for (size_t i = 0; i < folders; i++)
        if (indexer_add(d->x, folder[i], &id, e) != 0)
            return -1;
    return roots_load(d, e);
}

static int start(struct daemon *d, struct store *s, const char *const *folder,
                 size_t folders, struct err *e)
{
    const struct control_calls calls = asked_calls(d);
    struct index_options io = d->o->index;

    hooks_set(d, &io);
    if (events_open(e) != 0 || indexer_open(&d->x, s, &io, e) != 0 ||
        (d->o->socket && control_open(&d->control, d->o->socket, &calls, e) != 0))
        return -1;
    roots_mounted(d);
    writes_open(d);
    duty_say(d, DAEMON_STARTING, NULL);
    return add_folders(d, folder, folders, e);
}

static void finish(struct daemon *d)
{
    struct err e;

    hooks_log_left(d, INT64_MAX);
    companion_ask_to_end(&d->companion); /* while all else ends */
    if (d->control)
        asked_clear(d);
    if (d->x && d->stated && indexer_say(d->x, DAEMON_STOPPED, NULL, &e) != 0)
        journal(JOURNAL_WARNING, "%s", e.text);
    control_close(d->control);
    indexer_close(d->x);
    follow_clear(d);
    roots_clear(d);
    settle_free(d->settle);
    tree_free(d->tree);
    free(d->gone);
    free(d->rename);
    buf_clear(&d->path);
    buf_clear(&d->file);
    free(d->said);
    mounts_close(d->mounts);
    writes_close(d);
    events_close();
    companion_end(&d->companion);
}

int watch_run(struct store *s, const char *const *folder, size_t folders,
              const struct watch_options *o, struct err *e)
{
    struct daemon d = {.o = o, .writes.fd = -1, .started_at = (int64_t)time(NULL)};
    int rc;

    citizen_init(&d.citizen, &o->citizen);
    companion_init(&d.companion, o->index.program, o->serve);
    d.mounts = mounts_open();
    d.settle = settle_new(o->settle_ms);
    d.tree = tree_new();
    d.limbo = tree_root(d.tree, -1, "", -1);
    rc = start(&d, s, folder, folders, e);
    if (rc == 0) {
        indexer_patience(d.x, PATIENCE_MS); /* from here on others want to be heard */
        service_ready();
        journal(JOURNAL_INFO, "watching folders=%zu", d.roots);
        while (!daemon_is_stopped(&d))
            one_round(&d);
        service_stopping();
        journal(JOURNAL_INFO, "stopped events=%" PRId64 " crawls=%" PRId64,
                d.counted.events, d.counted.crawls);
    }
    finish(&d);
    return rc;
}
