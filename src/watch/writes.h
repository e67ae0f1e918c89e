/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef WATCH_WRITES_H
#define WATCH_WRITES_H

#include "watch/daemon.h"

/*
 * Other programs may say what samples are by writing into the library
 * (sampledb-schema(5), v1_feedback_in). All that is written there goes into its WAL: a
 * watch on that file wakes the daemon, and nothing does while nobody writes.
 */
void writes_open(struct daemon *d); /* the library is open; without a watch it is deaf */
void writes_close(struct daemon *d);

/* Has anything been written since? Cheap. */
void writes_notice(struct daemon *d);

/* Take in what others have said, if there may be something. What fails is logged, and
 * tried again. Not in the middle of a call of the indexer. */
void writes_hear(struct daemon *d);

/* When writes_hear() has something to do; -1 = not before something is written. */
int64_t writes_due(const struct daemon *d);

#endif
