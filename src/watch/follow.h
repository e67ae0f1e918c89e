/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef WATCH_FOLLOW_H
#define WATCH_FOLLOW_H

#include "watch/daemon.h"

/* Take in every event that is at hand: watches follow the disk, places become touched,
 * renames are queued. The library is not asked, so this may be called at any time. */
void follow_events(struct daemon *d);

/* Directories that went and did not come elsewhere in time are gone. */
void follow_expire(struct daemon *d, int64_t now_ms);
int64_t follow_due(const struct daemon *d); /* when the next one is; -1 = none */

/* Tell the library of the renames. 0, or -1: those left are tried again. */
int follow_renames(struct daemon *d, struct err *e);

/* Forget all that is half known. */
void follow_clear(struct daemon *d);

#endif
