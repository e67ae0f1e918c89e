/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LEARN_REHEARSE_H
#define LEARN_REHEARSE_H

#include <stddef.h>
#include <stdint.h>

#include "nn/model.h"
#include "nn/net.h"
#include "nn/train.h"

enum { REHEARSE_OF_LEAF = 64 }; /* sounds of a leaf, at most */

/*
 * Choose sounds that a model is to carry with it (nn/rehearsal.h): of each leaf as many,
 * and within it of as many sources as there are, one each before two of any. Silence is
 * left out. picked (n): which rows. Returns how many.
 */
size_t rehearse_pick(const struct train_row *rows, size_t n, size_t leaves, uint64_t seed,
                     size_t *picked);

/* Give them to m, as its net, settled, knows them: its tensors must be those of net. */
void rehearse(struct model *m, struct net *net, const struct train_row *rows, size_t n,
              uint64_t seed);

#endif
