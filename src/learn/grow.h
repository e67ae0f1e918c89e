/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LEARN_GROW_H
#define LEARN_GROW_H

#include "nn/model.h"
#include "util/err.h"

/* The node of that dotted tag; -1: m has none. */
int grow_node(const struct model *m, const char *tag);

/* The node of the longest part of the tag that m knows, "drums.perc" of
 * "drums.perc.conga"; -1: not even its first level. */
int grow_above(const struct model *m, const char *tag);

/*
 * Teach m a name: a new leaf behind those that it has, of weight 0 and as unlikely as the
 * least likely of them. Neighbours are dropped: they vote for the leaves of old. 0, or -1
 * with m as it was: ERR_USAGE (what lies above it is unknown or itself a leaf; m has it;
 * no name for a tag), ERR_LIMIT.
 */
int grow(struct model *m, const char *tag, struct err *e);

#endif
