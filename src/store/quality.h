/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STORE_QUALITY_H
#define STORE_QUALITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/store.h"

/*
 * How models do in use: of the categories that they showed, how many users hold to be
 * right (v1_model_quality). Users speak more often where something is wrong, so these
 * shares are for comparing, not for boasting.
 */
struct share {
    int64_t right, n;
};

/* Where the true share lies, 95 of 100 times: the interval of E. B. Wilson, "Probable
 * inference, the law of succession, and statistical inference", JASA 22, 1927. [0, 1]
 * where n is 0. */
void share_bounds(const struct share *s, double *low, double *high);

/* The share itself; 0 where n is 0. */
double share_right(const struct share *s);

/* Is `now` so much less than `before` that their intervals lie apart? */
bool share_dropped(const struct share *before, const struct share *now);

struct model_quality {
    char key[33]; /* of the model */
    bool current;
    int64_t confirmed, rejected, replaced;
    int64_t first_at, last_at; /* Unix s; of the judgements */
};

/* Of all that were judged. */
struct share quality_share(const struct model_quality *m);

enum { QUALITY_LAST = 50, QUALITY_BEFORE = 200 };

struct qualities {
    struct model_quality *model; /* (n) in the order in which they were used; owned */
    size_t n;
    /* Of the current model the last QUALITY_LAST judged samples, and up to QUALITY_BEFORE
     * before these. */
    struct share last, before;
    bool drifts; /* the share of right ones has dropped, with as many before as last */
    bool worse;  /* the current model is right less often than the one before it was */
};
int quality_read(struct store *s, struct qualities *out, struct err *e);
void quality_clear(struct qualities *q);

#endif
