/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STORE_PARCEL_H
#define STORE_PARCEL_H

#include "store/correction.h"
#include "store/models.h"
#include "store/store.h"

/*
 * A sound without its audio and its name: what another library needs to learn from what
 * was said of it. There it is a sample that no file holds, until one does.
 */
enum { PARCEL_FEATURES = 2 };

struct parcel_feature {
    const char *kind; /* "mel" or "embedding" */
    int64_t version;
    const void *data; /* (n) the BLOB as stored, envelope included */
    size_t n;
};

struct parcel {
    uint8_t hash[CORRECTION_HASH];
    int64_t frames, rate_hz, channels; /* as in v1_sample, all above 0 */
    double duration_s;
    struct parcel_feature feature[PARCEL_FEATURES]; /* (features) one of a kind at most */
    size_t features;
};

/* Every sample of the library that somebody spoke of. *p is borrowed for the call of
 * each(), which ends it by not returning 0. */
int parcel_each(struct store *s,
                int (*each)(void *arg, const struct parcel *p, struct err *e), void *arg,
                struct err *e);
int parcel_count(struct store *s, int64_t *n, struct err *e);

/* Is it in order? A feature of another version is. 0, or -1 ERR_FORMAT. */
int parcel_check(const struct parcel *p, struct err *e);

struct parcel_counts {
    int64_t taken; /* samples that are new here */
    int64_t known; /* that are here already, and keep what they have */
    int64_t unfit; /* features that this version makes otherwise, and leaves out */
};

/* One that is in order becomes a sample, and what was said of it holds for it. Adds to
 * *n. In a transaction. 0, or -1. */
int parcel_take(struct store *s, const struct parcel *p, const struct model_ref *model,
                struct parcel_counts *n, struct err *e);

#endif
