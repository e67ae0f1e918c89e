/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STORE_CHECKING_H
#define STORE_CHECKING_H

#include "store/checkup.h"
#include "store/db.h"

/* A check under way: what its parts share. */

/* A BLOB to make again. */
struct bad_feature {
    int64_t sample;
    char kind[16];
    bool stored; /* false: there is none at all */
};

struct check {
    struct store *s;
    const struct checkup_options *o;
    struct checkup *n;
    struct bad_feature *bad; /* owned */
    size_t bads, room;
};

extern const char check_repair_it[]; /* what to do where a repair would help */

/* One more finding. */
int check_say(struct check *c, enum finding_level level, const char *advice,
              struct err *e, const char *fmt, ...) __attribute__((format(printf, 5, 6)));

/* What users said: the ledger against the table, and the table against the tags. */
int check_words(struct check *c, struct err *e);

#endif
