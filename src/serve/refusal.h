/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SERVE_REFUSAL_H
#define SERVE_REFUSAL_H

#include <stdbool.h>

#include "serve/gate.h"

/* The whole answer to what is turned away, as bytes. bare: its head only. */
void refusal_write(struct buf *out, const struct gate_refusal *no, bool bare);

#endif
