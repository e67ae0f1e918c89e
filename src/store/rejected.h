/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STORE_REJECTED_H
#define STORE_REJECTED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/models.h"
#include "store/store.h"
#include "util/sound.h"

/* What users have ruled out for a sample: no model, name or file brings it back. */
struct rejected {
    char **category; /* (n) owned */
    size_t n;
    bool form[FORM_COUNT];
};
int rejected_of(struct store *s, int64_t sample, struct rejected *out, struct err *e);
void rejected_clear(struct rejected *r);

/* Is it this very tag, of whatever facet? 1, 0, -1. */
int rejected_has(struct store *s, int64_t sample, int64_t tag, struct err *e);

/* Is the category one of these, or below one? */
bool rejected_covers(const struct rejected *r, const char *category);

/*
 * Set to nought the probability of each leaf that is ruled out; p (leaves). What that
 * leaf had goes to nobody: a model that was wrong about the likeliest leaf knows no
 * better which other one it is.
 */
void rejected_strike(const struct rejected *r, const struct model_ref *model, float *p);

#endif
