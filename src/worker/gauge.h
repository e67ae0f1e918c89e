/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef WORKER_GAUGE_H
#define WORKER_GAUGE_H

#include "audio/decode.h"
#include "dsp/describe.h"
#include "nn/model.h"
#include "nn/patch.h"
#include "util/sound.h"

/*
 * Every measured facet of one sound. Tempo and key are asked of what may be a loop: not
 * of what the model calls a one-shot. To end loud is no fault of what repeats.
 */
struct gauge;

/* m: whose net hears notes, borrowed; NULL: none does. Never NULL. */
struct gauge *gauge_new(const struct model *m);
void gauge_free(struct gauge *g);

/* s->facets. d and p are made of audio; s has its verdict, and what the file states. */
void gauge_read(struct gauge *g, const struct audio *audio, const struct description *d,
                const struct patch *p, struct sound *s);

#endif
