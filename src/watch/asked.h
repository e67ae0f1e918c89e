/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef WATCH_ASKED_H
#define WATCH_ASKED_H

#include "watch/daemon.h"

/* What clients of the control socket ask for. */

/* Calls for control_open(). */
struct control_calls asked_calls(struct daemon *d);

/* Go on with the index that was asked for first. 1: more is to be done; 0: it is
 * answered; -1: it is to be tried again. */
int asked_index(struct daemon *d, struct err *e);
void asked_clear(struct daemon *d);

/* Nothing waits, is being done or unread: the library is as the disk. */
bool asked_quiet(const struct daemon *d);

/* So many files were analysed now: for the rate. */
void asked_rate(struct daemon *d, int64_t files, int64_t now_ms);

#endif
