/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef WATCH_LOOKS_H
#define WATCH_LOOKS_H

#include "watch/daemon.h"

/* Look at places that have been quiet for long enough, and analyse what came there while
 * the machine has time. 1: some were; 0: none; -1: they wait again. */
int looks_take(struct daemon *d, struct err *e);

#endif
