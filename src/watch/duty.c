/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is pending is worked off, or waits for the machine; either is said. */
#include "watch/duty.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "util/clock.h"
#include "util/journal.h"
#include "util/service.h"

enum {
    PAUSE_MS = 2000,   /* until a machine in demand is looked at again */
    WORKERS_MS = 30000 /* workers stay for so long after the last file */
};

void duty_say(struct daemon *d, enum daemon_state state, const char *why)
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

int duty_work(struct daemon *d, int64_t folder, const char *sub, struct err *e)
{
    struct index_counts n = {0};
    int rc;

    d->done = 0;
    rc = indexer_work(d->x, folder, sub, &n, e);
    d->done = 0;
    return rc;
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
    duty_say(d, DAEMON_PAUSED, why);
    d->work_ms = clock_ms() + PAUSE_MS;
}

static void unpause(struct daemon *d)
{
    if (d->paused_ms)
        d->paused_for_ms += clock_ms() - d->paused_ms;
    d->paused_ms = 0;
}

int duty_work_off(struct daemon *d, struct err *e)
{
    const char *why = citizen_says(&d->citizen, clock_ms());
    int rc;

    if (why) {
        pause_until(d, why);
        return 1;
    }
    unpause(d);
    if (d->state == DAEMON_PAUSED)
        duty_say(d, DAEMON_WORKING, NULL);
    rc = duty_work(d, 0, "", e);
    if (rc < 0)
        return -1;
    d->backlog = rc == 1;
    return 1;
}

int64_t duty_rest_due(const struct daemon *d)
{
    return d->worked_ms ? d->worked_ms + WORKERS_MS : -1;
}

void duty_rest(struct daemon *d, int64_t now_ms)
{
    if (!d->worked_ms || now_ms < duty_rest_due(d))
        return;
    indexer_rest(d->x);
    d->worked_ms = 0;
}
