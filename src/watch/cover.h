/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef WATCH_COVER_H
#define WATCH_COVER_H

#include "watch/daemon.h"

/* What covers a folder: the watches on it, and what is said of them. */

void cover_watch(struct daemon *d, struct root *r);      /* all of it, anew */
void cover_drop(struct daemon *d, const struct root *r); /* no watches on it any more */

/* File systems inside of it that tell no changes. */
size_t cover_guests(struct daemon *d, const struct root *r);

/* Every watch is given back, with what libinotifytools remembers of it, and set anew; all
 * folders are to be crawled then. */
int cover_reset(struct daemon *d, struct err *e);

/* How it is covered, and why not better; then, when it is known how often that makes it
 * be looked at, its row says so. */
void cover_judge(struct daemon *d, struct root *r, bool online);
int cover_say(struct daemon *d, struct root *r, struct err *e);

#endif
