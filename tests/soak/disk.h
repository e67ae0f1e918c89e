/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DISK_H
#define DISK_H

#include <stdbool.h>
#include <stddef.h>

/*
 * A disk whose power may be cut: an SQLite VFS that writes down every write, truncation,
 * sync and deletion, so that the disk of any moment can be made up afterwards. What was
 * synced is there; of what was not, nothing, all, or some, whole or torn by sectors.
 *
 * Model: a write harms no byte but its own (SQLITE_IOCAP_POWERSAFE_OVERWRITE); a file
 * that was never synced may be gone, name and all. Syncs themselves are not done: no
 * power is really cut.
 */
void disk_start(void);     /* from now on files are opened on it */
void disk_stop(void);      /* and no more */
void disk_deaf(bool deaf); /* a disk that says it has synced, and has not */
/* The nth write or sync from now on (1 = the next) fails for want of room, and with
 * for_good all later ones; what is cut off still is. 0 = none. */
void disk_fail(int nth, bool for_good);
bool disk_failed(void); /* since then */
size_t disk_now(void);  /* a moment: so many things were done */

/* Make up the directory `to` as it may be after a cut at that moment; seed says how. */
void disk_cut(size_t moment, unsigned seed, const char *to);

#endif
