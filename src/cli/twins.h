/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_TWINS_H
#define CLI_TWINS_H

#include <stddef.h>
#include <stdint.h>

#include "near/twinmatch.h"
#include "store/store.h"

/*
 * Which samples of a library sound the same: their mel BLOBs, held against each other.
 * A million samples take 120 MB meanwhile, and each of them is read once; those few that
 * may have a twin are read again. No reading transaction stays open.
 */
struct twins_sample {
    int64_t id;
    int rate_hz;
};

/* group (n): the place of the sample that each is like, its own where it is like none.
 * 0, or -1. */
int twins_groups(struct store *s, const struct twins_sample *sample, size_t n,
                 uint32_t *group, struct err *e);

/* One against another; distance is infinite where either has no BLOB. 0, or -1. */
int twins_match(struct store *s, const struct twins_sample *a,
                const struct twins_sample *b, struct twin_match *out, struct err *e);

#endif
