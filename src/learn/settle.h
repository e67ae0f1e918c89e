/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LEARN_SETTLE_H
#define LEARN_SETTLE_H

#include <stddef.h>

#include "learn/lesson.h"
#include "nn/model.h"
#include "util/embedding.h"

/* A sound of the library, whether somebody judged it or not. Borrowed. */
struct settle_sound {
    const struct embedding *known;
    size_t folder; /* as in struct retrain_example */
};

enum {
    SETTLE_SOUNDS = 1 << 14
}; /* of judged folders, at most; what comes later is not
    * looked at */

/*
 * What was said of some of a folder is passed on to the rest of it, as far as the folder
 * holds one kind of sound, learn/kin.h, and they sound at all alike: m, which has learned
 * the whole lesson and has its neighbours, gets the outcome by heart, nn/settled.h. Only
 * sounds that share a folder with an example come into it. old: the model before, whose
 * answers tell what a folder holds. Returns how many are settled.
 */
size_t settle(struct model *m, const struct model *old, const struct lesson *l,
              const struct settle_sound *x, size_t n);

#endif
