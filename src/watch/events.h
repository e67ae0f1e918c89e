/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef WATCH_EVENTS_H
#define WATCH_EVENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/err.h"

/*
 * What the kernel says of directories. The only file that knows libinotifytools, of which
 * it uses: init, add one directory, next event one at a time, remove, clean up. There is
 * one in a process, since that library is made of globals.
 */
enum event_kind {
    EVENT_NAME,      /* something with this name came, changed or went */
    EVENT_GONE,      /* from here (pairs with EVENT_CAME by cookie) */
    EVENT_CAME,      /* to here */
    EVENT_SELF,      /* the directory itself was removed, moved or unmounted, or its
                        permissions changed */
    EVENT_FORGOTTEN, /* its watch is no more (IN_IGNORED) */
    EVENT_OVERFLOW   /* events were lost; of no directory */
};

struct event {
    enum event_kind kind;
    int wd;
    bool dir;         /* the name is a directory's */
    uint32_t cookie;  /* of GONE and CAME */
    const char *name; /* "" where it has none; lives until the next call */
};

/* Early: its descriptor must be below 1024. ERR_IO: no inotify, or max_user_instances. */
int events_open(struct err *e);
void events_close(void);
int events_fd(void); /* for poll(); close-on-exec; another one after events_open() */

/* Watch an open directory: its wd, the same for the same directory, or -1 with errno
 * (ENOSPC: max_user_watches; EACCES: it cannot be read). dir may be closed then. The
 * process stands in it for the moment, then again where it stood at events_open(). */
int events_add(int dir);
void events_remove(int wd);

/* Watches that the kernel dropped with their directories. The library keeps some 200
 * bytes of each until events_close(). */
size_t events_waste(void);

bool events_next(struct event *out); /* false: none at hand; never waits */

#endif
