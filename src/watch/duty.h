/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef WATCH_DUTY_H
#define WATCH_DUTY_H

#include "watch/daemon.h"

/* What is pending is worked off while the machine has time, and one row says which it is.
 */

/* The state, in its row (v1_daemon) and to systemd; why NULL = as it should be. */
void duty_say(struct daemon *d, enum daemon_state state, const char *why);

/* What is pending there: indexer_work(), and how much of it is done. */
int duty_work(struct daemon *d, int64_t folder, const char *sub, struct err *e);

/* What is pending anywhere, or a pause. 1, or -1. */
int duty_work_off(struct daemon *d, struct err *e);

/* Nothing is to do: workers go where none was needed for a while. */
void duty_rest(struct daemon *d, int64_t now_ms);
int64_t duty_rest_due(const struct daemon *d); /* when that is; -1 = there are none */

#endif
