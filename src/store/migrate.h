/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STORE_MIGRATE_H
#define STORE_MIGRATE_H

#include <sqlite3.h>
#include <stdbool.h>

#include "util/err.h"

enum { STORE_APPLICATION_ID = 0x53444231 }; /* "SDB1" in the file's header */

/*
 * May this program use the file? An empty file is a new library. *old (may be
 * NULL) is set where migrate() has work to do. ERR_STORE: not a library, or
 * made by a newer sampledb.
 */
int migrate_check(sqlite3 *db, bool *old, struct err *e);

/* Run the steps that are missing, each in one transaction with its version number. */
int migrate(sqlite3 *db, struct err *e);

#endif
