/* SPDX-License-Identifier: GPL-2.0-or-later */
/* In the middle of the indexer's work: ears open, progress told, urgent things noticed.
 */
#include "watch/hooks.h"

#include <string.h>

#include "util/clock.h"
#include "util/journal.h"
#include "util/service.h"
#include "watch/asked.h"
#include "watch/follow.h"
#include "watch/roots.h"
#include "watch/writes.h"

enum {
    BREATH_MS = 20,  /* between two looks around during a long call */
    TELL_MS = 100,   /* between two lines to a client */
    RETRY_MS = 30000 /* until a file that could not be decoded is tried again */
};

void hooks_log_left(struct daemon *d, int64_t now_ms)
{
    const size_t more = complaints_left(&d->complaints, now_ms);

    if (more)
        journal(JOURNAL_WARNING,
                "and %zu more; sampledb find state:failed lists the files that could not "
                "be analysed",
                more);
}

int64_t hooks_alive_due(const struct daemon *d)
{
    const int64_t every = service_watchdog_ms();

    return every ? clock_due(d->alive_ms, every) : -1;
}

static void feed_watchdog(struct daemon *d, int64_t now)
{
    const int64_t due = hooks_alive_due(d);

    if (due >= 0 && now >= due) {
        d->alive_ms = now;
        service_alive();
    }
}

void hooks_look_around(struct daemon *d)
{
    hooks_log_left(d, clock_ms());
    follow_events(d);
    writes_notice(d);
    if (mounts_changed(d->mounts))
        roots_mounted(d);
    if (d->control)
        control_serve(d->control);
    companion_tend(&d->companion, clock_ms());
    feed_watchdog(d, clock_ms());
}

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
    hooks_look_around(d);
    if (d->told && now - d->told_ms >= TELL_MS) {
        d->told_ms = now;
        control_progress(d->control, d->told->client, n);
    }
    d->breath_ms = clock_ms();
}

static void on_complain(void *arg, const char *path, const char *text)
{
    struct daemon *d = arg;
    const int64_t now = clock_ms();

    if (d->told)
        control_complain(d->control, d->told->client, path, text);
    if (roots_said(d, path, text))
        return;
    hooks_log_left(d, now);
    if (complaints_may(&d->complaints, now))
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

void hooks_set(struct daemon *d, struct index_options *o)
{
    o->arg = d;
    o->progress = on_progress;
    o->complain = on_complain;
    o->begin = on_begin;
    o->pause = on_pause;
    o->unripe = on_unripe;
    o->stop = d->o->stop;
}
