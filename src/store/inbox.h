/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STORE_INBOX_H
#define STORE_INBOX_H

#include "store/models.h"
#include "store/store.h"

/*
 * What other programs have put into v1_feedback_in: taken in as corrections, by the
 * daemon or by the next command that writes; what makes no sense stays there, with why.
 */
struct inbox_counts {
    int64_t taken, refused;
};

/* Take in at most `limit` rows (0 = all), as one transaction or a part of the open one,
 * which waits for whoever is writing now. */
int inbox_take(struct store *s, const struct model_ref *model, int limit,
               struct inbox_counts *n, struct err *e);

/* Does any wait? 1, 0, -1. */
int inbox_waits(struct store *s, struct err *e);

#endif
