/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The daemon: one loop that takes the next thing to do, or sleeps until there is one. */
#include "watch/watch.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "index/report.h"
#include "util/clock.h"
#include "util/journal.h"
#include "util/mem.h"
#include "util/service.h"
#include "watch/asked.h"
#include "watch/daemon.h"
#include "watch/events.h"
#include "watch/follow.h"
#include "watch/roots.h"
#include "watch/scan.h"
#include "watch/writes.h"

enum {
    LOOKS = 1024,         /* places in one look */
    BREATH_MS = 20,       /* between two looks around during a long call */
    TELL_MS = 100,        /* between two lines to a client */
    RETRY_MS = 30000,     /* until a file that could not be decoded is tried again */
    PAUSE_MS = 2000,      /* until a machine in demand is looked at again */
    HOLD_LEAST_MS = 1000, /* wait after an error, at first */
    HOLD_MOST_MS = 60000,
    BUSY_MS = 1000,    /* the same while another program locks the library */
    PATIENCE_MS = 300, /* in a call: ears are closed */
    SLEEP_MOST_MS = 3600000,
    WORKERS_MS = 30000 /* they stay, where nothing else is said */
};

static int64_t workers_end(const struct daemon *d)
{
    return d->worked_ms + (d->o->workers_ms ? d->o->workers_ms : WORKERS_MS);
}

static void say(struct daemon *d, enum daemon_state state, const char *why)
{
    struct err e;

    if (d->stated && d->state == state && strcmp(d->why, why ? why : "") == 0)
        return;
    if (!d->stated || d->state != state)
        d->since = (int64_t)time(NULL);
    d->stated = true;
    d->state = state;
    snprintf(d->why, sizeof d->why, "%s", why ? why : "");
    service_status(why ? why : daemon_state_name(state));
    /* Whoever reads the row learns it a little later: not worth a retry of its own. */
    if (indexer_say(d->x, state, why, &e) != 0)
        d->stated = false;
}

static void feed_watchdog(struct daemon *d, int64_t now)
{
    const int64_t every = service_watchdog_ms();

    if (every && now - d->alive_ms >= every) {
        d->alive_ms = now;
        service_alive();
    }
}

/* Ears and eyes, whatever else is done. */
static void look_around(struct daemon *d)
{
    follow_events(d);
    writes_notice(d);
    if (d->control)
        control_serve(d->control);
    feed_watchdog(d, clock_ms());
}

/* In the middle of a call of the indexer. */
static void on_progress(void *arg, const struct index_counts *n)
{
    struct daemon *d = arg;
    const int64_t now = clock_ms();

    if (n->done > d->done) {
        asked_rate(d, n->done - d->done, now);
        d->done = n->done;
        d->worked_ms = now;
    }
    if (n->todo)
        d->pending = n->todo;
    if (now - d->breath_ms < BREATH_MS)
        return;
    look_around(d);
    if (d->told && now - d->told_ms >= TELL_MS) {
        d->told_ms = now;
        control_progress(d->control, d->told->client, n);
    }
    d->breath_ms = clock_ms();
}

static void on_complain(void *arg, const char *path, const char *text)
{
    struct daemon *d = arg;

    if (d->told)
        control_complain(d->control, d->told->client, path, text);
    if (roots_said(d, path, text))
        return;
    journal_path(JOURNAL_WARNING, path, "%s", text);
}

static void on_begin(void *arg, const char *path)
{
    struct daemon *d = arg;

    buf_reset(&d->file);
    buf_bytes(&d->file, path, strlen(path) + 1);
}

static void on_unripe(void *arg, int64_t folder, const char *path)
{
    struct daemon *d = arg;

    d->counted.unripe++;
    settle_touch(d->settle, folder, path, LOOK_NAME, clock_ms(), RETRY_MS);
}

/* Fresh arrivals go before a backlog. */
static bool is_urgent(const struct daemon *d)
{
    const int64_t now = clock_ms(), places = settle_due(d->settle);
    const int64_t hear = writes_due(d);
    int64_t due;

    return d->renames || (hear >= 0 && hear <= now) || d->reload ||
           (places >= 0 && places <= now) || (roots_next(d, &due) && due <= now);
}

static bool on_pause(void *arg)
{
    struct daemon *d = arg;

    if (daemon_is_stopped(d) || is_urgent(d))
        return true;
    return !d->told && (d->request || citizen_says(&d->citizen, clock_ms()));
}

static struct ripeness probe(void *arg, int64_t folder, const char *path)
{
    struct daemon *d = arg;
    const struct root *r = roots_find(d, folder);
    struct ripeness is = {-1, -1};
    struct stat st;

    if (!r)
        return is;
    buf_reset(&d->path);
    path_join(&d->path, r->path, path);
    if (lstat((const char *)d->path.data, &st) == 0 && S_ISREG(st.st_mode))
        is = (struct ripeness){st.st_size, st.st_mtim.tv_sec * INT64_C(1000000000) +
                                               st.st_mtim.tv_nsec};
    return is;
}

/* The directory that holds all of the places: its length in the first path. */
static size_t common_dir(const struct look *look, size_t n)
{
    const char *first = look[0].path;
    size_t len = strlen(first);

    for (size_t i = 1; i < n; i++) {
        size_t same = 0;

        while (same < len && look[i].path[same] == first[same])
            same++;
        len = same;
    }
    while (len && (first[len] != '/'))
        len--;
    return len;
}

/* What is pending there: indexer_work(), and how much of it is done. */
static int work_in(struct daemon *d, int64_t folder, const char *sub, struct err *e)
{
    struct index_counts n = {0};
    int rc;

    d->done = 0;
    rc = indexer_work(d->x, folder, sub, &n, e);
    d->done = 0;
    return rc;
}

static int analyse_fresh(struct daemon *d, int64_t folder, const struct look *look,
                         size_t looks, struct err *e)
{
    char *sub = mem_text(look[0].path, common_dir(look, looks));
    const int rc = work_in(d, folder, sub, e);

    free(sub);
    return rc;
}

static bool found_anything(const struct index_counts *n)
{
    return n->added || n->changed || n->moved || n->missing || n->returned || n->stale;
}

static void touch_again(struct daemon *d, int64_t folder, const struct look *look,
                        size_t looks)
{
    for (size_t i = 0; i < looks; i++)
        settle_touch(d->settle, folder, look[i].path, look[i].how, clock_ms(), -1);
}

/* Places that are due. 1: some were; 0: none; -1: they wait again. */
static int look_at_places(struct daemon *d, struct err *e)
{
    static const struct index_counts none;
    struct index_counts n = none;
    struct look look[LOOKS];
    int64_t folder;
    bool online = true;
    const size_t looks =
        settle_take(d->settle, clock_ms(), &folder, look, LOOKS, probe, d);
    struct root *r = looks ? roots_find(d, folder) : NULL;
    int rc;

    if (!r)
        return 0;
    d->counted.looks++;
    d->busy = true;
    rc = indexer_look(d->x, folder, look, looks, &online, &n, e);
    d->busy = false;
    if (rc != 0) {
        touch_again(d, folder, look, looks);
        return -1;
    }
    if (!online)
        r->dirty = true;
    if (!online || !found_anything(&n))
        return 1;
    d->backlog = true;
    if (citizen_says(&d->citizen, clock_ms()))
        return 1;
    return analyse_fresh(d, folder, look, looks, e) < 0 ? -1 : 1;
}

static void pause_until(struct daemon *d, const char *why)
{
    if (!d->paused_ms) {
        d->paused_ms = clock_ms();
        d->counted.pauses++;
        journal(JOURNAL_INFO, "work is paused: %s", why);
        indexer_rest(d->x);
    }
    if (d->request)
        control_wait(d->control, d->request->client, why);
    say(d, DAEMON_PAUSED, why);
    d->work_ms = clock_ms() + PAUSE_MS;
}

static void unpause(struct daemon *d)
{
    if (d->paused_ms)
        d->paused_for_ms += clock_ms() - d->paused_ms;
    d->paused_ms = 0;
}

/* What is pending anywhere. */
static int work_off(struct daemon *d, struct err *e)
{
    const char *why = citizen_says(&d->citizen, clock_ms());
    int rc;

    if (why) {
        pause_until(d, why);
        return 1;
    }
    unpause(d);
    if (d->state == DAEMON_PAUSED)
        say(d, DAEMON_WORKING, NULL);
    rc = work_in(d, 0, "", e);
    if (rc < 0)
        return -1;
    d->backlog = rc == 1;
    return 1;
}

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
    rc = look_at_places(d, e);
    if (rc != 0)
        return rc;
    if (d->request)
        return asked_index(d, e) < 0 ? -1 : 1;
    r = roots_next(d, &due);
    if (r && due <= clock_ms()) {
        struct index_counts n = {0};

        if (!r->crawled)
            say(d, DAEMON_STARTING, NULL);
        return roots_crawl(d, r, &n, e) == 0 ? 1 : -1;
    }
    if (d->backlog && clock_ms() >= d->work_ms) {
        if (d->state != DAEMON_PAUSED)
            say(d, DAEMON_WORKING, NULL);
        return work_off(d, e);
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
    if (d->worked_ms)
        sooner(&due, workers_end(d));
    if (service_watchdog_ms())
        sooner(&due, d->alive_ms + service_watchdog_ms());
    return due;
}

static nfds_t wait_for(const struct daemon *d, struct pollfd *p)
{
    nfds_t n = 0;

    p[n++] = (struct pollfd){.fd = events_fd(), .events = POLLIN};
    p[n++] = (struct pollfd){.fd = d->mounts, .events = POLLPRI};
    p[n++] = (struct pollfd){.fd = d->writes.fd, .events = POLLIN};
    return d->control ? n + control_poll(d->control, p + n) : n;
}

/* Signals come in only here or in a call, so that none is missed on the way to sleep. */
static void sleep_until(struct daemon *d, int64_t due)
{
    struct pollfd p[CONTROL_CLIENTS + 4];
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
        ppoll(p, n, &wait, &before) > 0 && p[1].revents)
        roots_mounted(d);
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
    if (d->worked_ms && now >= workers_end(d)) {
        indexer_rest(d->x);
        d->worked_ms = 0;
    }
    if (!d->backlog && now >= d->hold_ms)
        say(d, DAEMON_IDLE, NULL);
}

static void one_round(struct daemon *d)
{
    struct err e = {0};
    int did = 0;

    look_around(d);
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

    io.arg = d;
    io.progress = on_progress;
    io.complain = on_complain;
    io.begin = on_begin;
    io.pause = on_pause;
    io.unripe = on_unripe;
    io.stop = d->o->stop;
    if (events_open(e) != 0 || indexer_open(&d->x, s, &io, e) != 0 ||
        (d->o->socket && control_open(&d->control, d->o->socket, &calls, e) != 0))
        return -1;
    writes_open(d);
    d->mounts = open("/proc/self/mountinfo", O_RDONLY | O_CLOEXEC);
    say(d, DAEMON_STARTING, NULL);
    return add_folders(d, folder, folders, e);
}

static void finish(struct daemon *d)
{
    struct err e;

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
    writes_close(d);
    if (d->mounts >= 0)
        close(d->mounts);
    events_close();
}

int watch_run(struct store *s, const char *const *folder, size_t folders,
              const struct watch_options *o, struct err *e)
{
    struct daemon d = {
        .o = o, .mounts = -1, .writes.fd = -1, .started_at = (int64_t)time(NULL)};
    int rc;

    citizen_init(&d.citizen, &o->citizen);
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
