/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STORE_CHECKUP_H
#define STORE_CHECKUP_H

#include <stdbool.h>
#include <stdint.h>

#include "store/store.h"

/*
 * Is the library whole? Looks at every page, row and feature BLOB, and at the ledger of
 * corrections; repairs only what can be computed again. What a user said is never
 * touched: what one of its two copies lacks is taken from the other.
 */
enum finding_level {
    FINDING_NOTE,     /* good to know; nothing is wrong with the library */
    FINDING_REPAIRED, /* was wrong; put right, or queued for the next index */
    FINDING_PROBLEM   /* is wrong, and still so */
};

struct finding {
    enum finding_level level;
    const char *text;   /* what; borrowed for the callback */
    const char *advice; /* what to do about it; NULL = nothing */
};

struct checkup_options {
    bool repair; /* the store is open for writing, best as STORE_OWN */
    /* Each finding as it is made. Not 0, with *e set, ends the check: -1. */
    int (*found)(void *arg, const struct finding *f, struct err *e);
    /* Feature BLOBs looked at, of how many; NULL is fine. Not 0 as above. */
    int (*progress)(void *arg, int64_t done, int64_t total, struct err *e);
    void *arg;
};

struct checkup {
    int64_t files, samples, features; /* looked at */
    int64_t unused;                   /* samples that no file holds: allowed */
    int64_t corrections;              /* of users, in the library or its ledger */
    int64_t notes, repaired, problems;
    int64_t queued; /* files that a repair made pending: run index */
};

/* 0 however much was found (see *out), or -1: the check itself could not go on. */
int checkup_run(struct store *s, const struct checkup_options *o, struct checkup *out,
                struct err *e);

#endif
