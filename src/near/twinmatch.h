/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NEAR_TWINMATCH_H
#define NEAR_TWINMATCH_H

#include "near/twinview.h"

/*
 * Are two sounds the same one, but for gain, silence at the ends, rate, bits, a lossy
 * codec or short fades?
 *
 * b is moved in time against a, as much as leading silence that was cut a little earlier
 * or later makes necessary, and in level, as much as another peak does; what is left of
 * their difference counts where either is loud.
 */
struct twin_match {
    float
        distance;  /* the greatest of those below, each over its limit: <= 1 = the same */
    float mean_db; /* of the differences of levels */
    float worst_db; /* in the stretch of time where they differ most */
    float fine_db;  /* of single partials */
    float level_db; /* how much higher a is, each relative to its own peak */
};

struct twin_match twin_match(const struct twin_view *a, const struct twin_view *b);

#endif
