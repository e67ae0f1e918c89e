/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STORE_STATED_H
#define STORE_STATED_H

#include <stdint.h>

#include "store/store.h"
#include "util/sound.h"

/*
 * What a file states of itself, as evidence with the source `file`. A statement
 * is believed (becomes a tag) only where something else speaks for it; its
 * confidence is NULL, since nobody measured how often such files are right.
 *
 * bpm:  believed when the chunk says "loop" and its beats at that tempo last as
 *       long as the sound, within 2 %.
 * note: believed unless it is 60, the value that writers put there unasked.
 */
int stated_put(struct store *s, int64_t sample, const struct sound *sound, struct err *e);

#endif
