/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STORE_WAL_H
#define STORE_WAL_H

#include "store/db.h"

/*
 * The WAL is kept small: copied into the library's file every WAL_PASSIVE pages, and
 * started over from WAL_RESTART pages on, for which every reader of today has to have
 * finished. Where one does not, the WAL grows: from WAL_WARN pages on a row of v1_warning
 * says who it is.
 */
enum { WAL_PASSIVE = 4000, WAL_RESTART = 8000, WAL_WARN = 14000 };

/* From now on, of a connection that writes. */
void wal_follow(struct store *s);

/* After a commit of the owner, with no transaction open: warn, or withdraw the warning.
 * What goes wrong here harms nothing. */
void wal_tend(struct store *s);

/* The same while nothing is committed: the reader that is in the way may have gone. */
void wal_rest(struct store *s);

/*
 * Who reads at the oldest state of the library, by what sqlite.org/walformat.html says of
 * locks in the -shm file, and by /proc/locks: F_GETLK would want the file opened, and
 * closing it would drop SQLite's own locks. At most `room` pids; how many.
 */
size_t wal_readers(struct store *s, int64_t *pid, size_t room);

#endif
