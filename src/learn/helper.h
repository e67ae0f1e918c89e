/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LEARN_HELPER_H
#define LEARN_HELPER_H

#include "nn/model.h"
#include "nn/net.h"
#include "util/err.h"

/* Finished models that help to make another one, m: all functions give ERR_USAGE. */

/* Does it know m's labels, no others, in the same order? */
int helper_labels(const struct model *helper, const struct model *m, struct err *e);

/* The same, and it is of m's architecture. */
int helper_twin(const struct model *helper, const struct model *m, struct err *e);

/* A new net that answers as the helper does, or NULL. */
struct net *helper_net(const struct model *helper, struct err *e);

/* Likewise, of one that can be asked beside m's net. */
struct net *helper_teacher(const struct model *helper, const struct model *m,
                           const struct net *n, struct err *e);

#endif
