/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STORE_LEDGER_FILE_H
#define STORE_LEDGER_FILE_H

#include <sqlite3.h>
#include <stdbool.h>

#include "util/buf.h"
#include "util/err.h"

/*
 * The bytes of the ledger, reached through the VFS of its library: what is true of the
 * library's own writes and syncs is true of these. Errors name the file.
 */
struct ledger_file {
    char *path; /* owned */
    sqlite3_vfs *vfs;
    sqlite3_file *file; /* NULL: not open; owned */
    int64_t was, is;    /* its length before and after the last append; was < 0: none */
};

/* Beside the library that is open as db: 1; 0: it is in memory, and has none. */
int ledger_file_init(struct ledger_file *f, sqlite3 *db);
void ledger_file_clear(struct ledger_file *f);

bool ledger_file_is_there(const struct ledger_file *f);
/* After each use: somebody may put another file in its place meanwhile. */
void ledger_file_close(struct ledger_file *f);
/* write: made where there is none; else 1 where there is none. 0, or -1. */
int ledger_file_open(struct ledger_file *f, bool write, struct err *e);
int ledger_file_length(struct ledger_file *f, int64_t *n, struct err *e);
/* Bytes from..to, put into *out. */
int ledger_file_read(struct ledger_file *f, int64_t from, int64_t to, struct buf *out,
                     struct err *e);
/* A checksum of the last bytes of the first `bytes` ones. */
int ledger_file_tail(struct ledger_file *f, int64_t bytes, uint32_t *tail, struct err *e);

/* Put whole lines at its end, and have them on disk. */
int ledger_file_append(struct ledger_file *f, const struct buf *lines, struct err *e);
/* Take back what was appended last, as far as nobody has written after it. */
void ledger_file_cut(struct ledger_file *f);

#endif
