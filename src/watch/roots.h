/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef WATCH_ROOTS_H
#define WATCH_ROOTS_H

#include "watch/daemon.h"

/* The folders of the library: which is watched, polled or offline, and when each is
 * crawled next. */

/* Know them as the library has them now; those that left are watched no more. */
int roots_load(struct daemon *d, struct err *e);
void roots_clear(struct daemon *d);
struct root *roots_find(const struct daemon *d, int64_t folder);

/* Events were lost: all are crawled, each time after a longer wait. */
void roots_lost(struct daemon *d);

/* Directories that went left too much behind: all are watched anew, and crawled. */
void roots_waste(struct daemon *d);

/* All are crawled as soon as may be. */
void roots_rescan(struct daemon *d);

/* Something is wrong with that path: is it the folder that is crawled? */
bool roots_said(struct daemon *d, const char *path, const char *text);

/* Something was mounted or unmounted: are they still what they were, and what lies in
 * them? */
void roots_mounted(struct daemon *d);

/* The one that is to be crawled first, and when; NULL = there are none. */
struct root *roots_next(const struct daemon *d, int64_t *due_ms);

/* Watch it anew, and crawl it. 0, or -1: it is to be tried again. */
int roots_crawl(struct daemon *d, struct root *r, struct index_counts *n, struct err *e);

#endif
