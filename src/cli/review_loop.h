/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_REVIEW_LOOP_H
#define CLI_REVIEW_LOOP_H

#include "cli/hearing.h"
#include "cli/review_pick.h"
#include "cli/review_player.h"
#include "nn/model.h"
#include "store/store.h"

/* A person is asked about one sound after the other. */
struct review {
    struct store *s; /* open for writing */
    struct hearing *hearing;
    const struct model *model;
    struct pick *pick;
    struct player *player;
    const char *folder; /* of pick_scope */
    const char *note;   /* said on the first screen; NULL */
    long most;          /* questions; 0 = until there are no more */
};
struct review_counts {
    long answered, skipped;
    bool exhausted; /* there was nothing left to ask */
};

/* Until the person, a signal or the end of the sounds ends it: 0, or -1 with *n set all
 * the same. What was answered is stored, whatever it returns. */
int review_run(const struct review *r, struct review_counts *n, struct err *e);

#endif
