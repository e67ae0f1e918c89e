/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef WORKER_WIRE_CHECK_H
#define WORKER_WIRE_CHECK_H

#include "worker/wire.h"

/* What is wrong with a sound that was read for op, such as "tempo"; NULL = nothing. */
const char *wire_check(enum wire_op op, const struct sound *s, size_t nodes);

#endif
