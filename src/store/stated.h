/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STORE_STATED_H
#define STORE_STATED_H

#include <stdint.h>

#include "store/store.h"

/*
 * What a sample's files state of it in their chunks, as evidence with the source
 * `file`. A statement is believed (becomes a tag) only where something else speaks
 * for it; its confidence is NULL, since nobody measured how often such files are right.
 *
 * bpm:  believed when the chunk says "loop" and its beats at that tempo last as
 *       long as the sound, within 2 %.
 * note: believed unless it is 60, the value that writers put there unasked.
 *
 * Call it when a file of the sample comes, goes or states something else.
 */
int stated_refresh(struct store *s, int64_t sample, struct err *e);

#endif
