/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef WATCH_HOOKS_H
#define WATCH_HOOKS_H

#include "watch/daemon.h"

/* What the indexer calls in the middle of its work: there the daemon keeps its ears open,
 * tells whoever asked for the work, and says when something else is more urgent. */
void hooks_set(struct daemon *d, struct index_options *o);

/* The complaints that were not logged, as a number, once it is time; INT64_MAX: now. */
void hooks_log_left(struct daemon *d, int64_t now_ms);

/* Ears and eyes, whatever else is done. */
void hooks_look_around(struct daemon *d);
/* When it has to, so that the service manager knows that it lives; -1 = nobody asks. */
int64_t hooks_alive_due(const struct daemon *d);

#endif
