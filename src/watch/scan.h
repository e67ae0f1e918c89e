/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef WATCH_SCAN_H
#define WATCH_SCAN_H

#include "watch/daemon.h"

/*
 * Watches for whole trees. Each directory is watched before it is read, so that what
 * comes later is an event, and what came before is found here. Directories that no crawl
 * enters are not watched. What cannot be watched is counted in *r.
 */

/* The whole folder, open as fd (taken), in place of what was watched of it. */
void scan_root(struct daemon *d, struct root *r, int fd);

/* A directory that has come: 1; or -1 with errno. */
int scan_new(struct daemon *d, struct root *r, node parent, const char *name);

/* Something else lies at that path of the folder now, and other directories with it. */
void scan_mounted(struct daemon *d, struct root *r, const char *sub);

/* Sub-directories of a watched one that are not watched yet; found(name) for each. */
void scan_missed(struct daemon *d, struct root *r, node n,
                 void (*found)(struct daemon *d, node parent, const char *name));

/* No watches any more at and below n. */
void scan_drop(struct daemon *d, node n);

/* Does nobody tell events there? By statfs(). */
bool scan_is_remote(int fd);

#endif
