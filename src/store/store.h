/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include <stddef.h>
#include <stdint.h>

#include "util/err.h"

/*
 * The library: one open SQLite file in WAL mode. One thread. Many processes may
 * read; short writes wait for each other; the one that indexes owns it.
 */
struct store;

enum store_mode {
    STORE_READ,  /* an existing library, read only */
    STORE_WRITE, /* created if absent; durable to the last commit (synchronous=FULL) */
    STORE_OWN    /* STORE_WRITE, but the only indexer: holds `path`.lock until closed, and
                    what it writes can be computed again (synchronous=NORMAL) */
};

/*
 * Open, create and bring the schema up to date as the mode allows.
 *
 * ERR_IO     the file or its folder cannot be opened or made
 * ERR_STORE  not a library, made by a newer sampledb, damaged
 * ERR_BUSY   STORE_OWN: another process owns it; the text has its pid. Any mode: another
 *            program keeps it locked for longer than we wait
 *
 * Whatever else is called upon a store says ERR_BUSY where another program keeps the
 * library locked, and ERR_STORE where it is damaged or there is no room: after both,
 * nothing of the transaction is kept, and the same may be tried again.
 */
int store_open(struct store **out, const char *path, enum store_mode mode, struct err *e);
/* The same with STORE_WRITE of one that must be there: a mistaken path makes none. */
int store_open_there(struct store **out, const char *path, struct err *e);
void store_close(struct store *s); /* NULL is fine; an open transaction is rolled back */

/* How long to wait for another program's lock before ERR_BUSY; 10 s to begin with. */
void store_patience(struct store *s, int wait_ms);

/* Bytes of the library that are kept in memory, by all that are open: at most the cache
 * and a little. store_rest() gives them up until they are needed again. */
size_t store_memory(void);
void store_rest(struct store *s);

/* One transaction at a time. begin takes the write lock at once; a commit that fails is a
 * rollback. */
int store_begin(struct store *s, struct err *e);
int store_commit(struct store *s, struct err *e);
void store_rollback(struct store *s);

/* A transaction for reading only: one consistent picture, and no lock taken twice. */
int store_begin_read(struct store *s, struct err *e);

#endif
