/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef WATCH_MOUNTS_H
#define WATCH_MOUNTS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * What is mounted where, and what has changed about that since the last look:
 * /proc/self/mountinfo, whose descriptor says POLLPRI when it changes and costs nothing
 * until then (proc(5)).
 */
struct mounts;

struct mounts *mounts_open(void); /* never NULL; mounts_close() */
void mounts_close(struct mounts *m);
int mounts_fd(const struct mounts *m); /* for poll(); -1 = there is no /proc */

bool mounts_changed(const struct mounts *m); /* since this was asked, or polled for */

/* Look anew; changed(path) for each place where something was mounted or unmounted since
 * the last look, once and in the order of their bytes: what holds a place comes before
 * it. Nothing to the first look. */
void mounts_look(struct mounts *m, void (*changed)(void *arg, const char *path),
                 void *arg);

/* The same with the text given: lines of a mountinfo, which need not be whole. */
void mounts_read(struct mounts *m, const char *text,
                 void (*changed)(void *arg, const char *path), void *arg);

/* The rest of path if it lies in dir, "" where it is dir; NULL = it does not. */
const char *mounts_below(const char *dir, const char *path);

/* Every place inside of dir where something is mounted, as of the last look. */
void mounts_inside(const struct mounts *m, const char *dir,
                   void (*each)(void *arg, const char *path), void *arg);

#endif
