/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Hears when another program writes into the library, and takes in what it said. */
#include "watch/writes.h"

#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "util/clock.h"
#include "util/journal.h"

enum {
    HEAR_MS = 5000,  /* between two times while there is work: each time it pauses */
    BUSY_MS = 1000,  /* after a failure, while another program locks the library, */
    RETRY_MS = 60000 /* and after any other */
};

/* In a set of watches of its own: those of folders come and go. */
void writes_open(struct daemon *d)
{
    char *real = d->o->library ? realpath(d->o->library, NULL) : NULL;
    struct buf wal = {0};

    d->writes.fd = -1;
    if (!real)
        return;
    buf_bytes(&wal, real, strlen(real));
    buf_bytes(&wal, "-wal", sizeof "-wal");
    d->writes.fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    if (d->writes.fd < 0 ||
        inotify_add_watch(d->writes.fd, (const char *)wal.data, IN_MODIFY) < 0)
        journal(JOURNAL_WARNING, "corrections of other programs are taken in at the next "
                                 "start only: no watch on the library");
    buf_clear(&wal);
    free(real);
}

void writes_close(struct daemon *d)
{
    if (d->writes.fd >= 0)
        close(d->writes.fd);
}

void writes_notice(struct daemon *d)
{
    _Alignas(
        struct inotify_event) char event[sizeof(struct inotify_event) + NAME_MAX + 1];

    while (d->writes.fd >= 0 && read(d->writes.fd, event, sizeof event) > 0)
        d->writes.seen = true;
}

void writes_hear(struct daemon *d)
{
    const int64_t now = clock_ms();
    int64_t taken = 0, refused = 0;
    struct err e = {0};

    if (!d->writes.seen || now < d->writes.due_ms)
        return;
    if (indexer_hear(d->x, &taken, &refused, &e) != 0) {
        d->writes.due_ms = now + (e.kind == ERR_BUSY ? BUSY_MS : RETRY_MS);
        if (e.kind != ERR_BUSY)
            journal(JOURNAL_WARNING, "%s; corrections wait", e.text);
        return;
    }
    d->writes.seen = false;
    d->writes.due_ms = now + (d->backlog ? HEAR_MS : 0);
    if (taken || refused)
        journal(JOURNAL_INFO, "corrections taken=%" PRId64 " refused=%" PRId64, taken,
                refused);
}

int64_t writes_due(const struct daemon *d)
{
    return d->writes.seen ? d->writes.due_ms : -1;
}
