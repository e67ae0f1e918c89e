/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STORE_TURN_H
#define STORE_TURN_H

#include <sqlite3.h>
#include <stdbool.h>

/*
 * Writers stand in line. SQLite lets the quickest one in, and an indexer that begins
 * again as soon as it has committed always is: others would starve. So whoever is about
 * to begin holds the turn until it has begun. A courtesy, no lock: after `wait_ms` one
 * goes on without it.
 *
 * It is a flock(2) on the ledger, which is made if `make`; where there is none nobody but
 * the indexer has ever written.
 */
int turn_take(sqlite3 *db, bool make, int wait_ms); /* to turn_give(); -1 = without */
void turn_give(int turn);

#endif
