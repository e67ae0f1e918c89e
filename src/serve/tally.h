/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SERVE_TALLY_H
#define SERVE_TALLY_H

#include "serve/desk.h"

/*
 * Answers that count a whole library, kept until it changes; where it changes all the
 * time, so long that counting takes a twentieth of it at most. Never longer than
 * TALLY_FRESH_MS, since not everything that is told is a change of the library.
 */
struct tallies;

enum tally_kind { TALLY_TAGS, TALLY_FOLDERS, TALLY_STATS, TALLY_MODELS, TALLIES };
enum { TALLY_FRESH_MS = 10 * 1000 };

struct tallies *tallies_new(void); /* never NULL */
void tallies_free(struct tallies *t);

/* The answer of that kind, added to *out: one that is kept, else what make() adds to an
 * empty buffer. While another desk makes it, an old one does. 0, or what make() gives. */
int tally_get(struct tallies *t, enum tally_kind kind, struct desk *d,
              int (*make)(struct desk *d, struct buf *out, struct err *e),
              struct buf *out, struct err *e);

#endif
