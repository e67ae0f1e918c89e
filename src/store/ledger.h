/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STORE_LEDGER_H
#define STORE_LEDGER_H

#include "store/correction.h"
#include "store/store.h"

/*
 * The second copy of all corrections: a text file beside the library, PATH.corrections,
 * that is only ever added to. What a transaction says is synced there before its COMMIT,
 * under the library's write lock; the library remembers how much of the file it has taken
 * in. So after a crash the file knows at least what the library knows, and what it knows
 * more is taken in when the library is next opened for writing. A library that was lost
 * gets all of its corrections back when a new one is made in its place.
 *
 * The file is reached through the library's own VFS. A library in memory has none.
 */
struct ledger; /* of a store; made on first use */

/* A word for the file, which goes there with store_commit(). */
void ledger_add(struct store *s, const struct correction *c);

/* What store_commit() and store_rollback() call, in the open transaction. */
int ledger_flush(struct store *s, struct err *e);
void ledger_done(struct store *s); /* committed */
void ledger_undo(struct store *s); /* rolled back, or about to be */
void ledger_close(struct store *s);

/* Take in what the file has more than the library, and add to the file what it lacks. A
 * transaction of its own, where there is anything to do; after store_open() for writing.
 */
int ledger_catch_up(struct store *s, struct err *e);

/* The file against the table. */
struct ledger_state {
    int64_t records; /* whole ones, in the file */
    int64_t waiting; /* of these, not yet in the table: taken in by the next writer */
    int64_t missing; /* in the table, not in the file */
    int64_t damaged; /* stretches of the file that cannot be read */
    int64_t newer;   /* records of a later sampledb */
};
/* 0, or -1. In a reading or writing transaction. */
int ledger_compare(struct store *s, struct ledger_state *out, struct err *e);

/* Make both hold the same, whatever the library remembers. In a transaction. */
int ledger_repair(struct store *s, struct err *e);

#endif
