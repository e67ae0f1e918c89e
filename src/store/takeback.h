/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STORE_TAKEBACK_H
#define STORE_TAKEBACK_H

#include "store/standing.h"

/*
 * What to say of a sound that `now` is so of, for what users had said `before` to be so
 * again: of each tag the same last word, and the same words in force. *out: facet, tag
 * and verdict, in the order in which they are to be said; standing_clear().
 */
void takeback_of(const struct standing *before, const struct standing *now,
                 struct standing *out);

#endif
