/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STORE_SPOKEN_H
#define STORE_SPOKEN_H

#include <sqlite3.h>

#include "store/correction.h"
#include "store/store.h"

/* Corrections as rows, for store/'s own files. */

/* A row of feedback_each, feedback_last or ledger_lacks; *c borrows from it. */
void spoken_row(sqlite3_stmt *st, struct correction *c);

/* Add it, unless its uuid is known: 1, 0, -1. */
int spoken_put(struct store *s, const struct correction *c, struct err *e);

/* The sample of that sound: 1, 0 none, -1. */
int spoken_sample(struct store *s, const uint8_t hash[CORRECTION_HASH], int64_t *sample,
                  struct err *e);

#endif
