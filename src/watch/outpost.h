/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef WATCH_OUTPOST_H
#define WATCH_OUTPOST_H

#include "watch/daemon.h"

/* What is left of the way to a folder that is offline has a watch of its own, one for all
 * folders that would come back there. */

enum { OUTPOST_FOLDER = -2 }; /* the number that such places have in the tree */

void outpost_take(struct daemon *d, struct root *r); /* the nearest there is now */
void outpost_leave(struct daemon *d, struct root *r);

/* Somebody moves about where folders were that are offline now: is one back? gone: this
 * place is watched no more; 0 = none. */
void outpost_seen(struct daemon *d, node gone);

#endif
