/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LEARNER_H
#define LEARNER_H

#include "learn/lesson.h"
#include "nn/model.h"
#include "util/rng.h"

/*
 * A model for which the world is simple: each leaf is a direction of its embeddings, its
 * heads know them, and it carries a rehearsal of them.
 */
enum { LEARNER_LEAVES = 4, LEARNER_REHEARSED = 20 /* a leaf */ };

struct model *learner_new(void); /* drums.kick, drums.snare, tonal.bell, tonal.pad */

/* A sound about the way from one direction to another: those of the leaves come first,
 * and there are more that no leaf has. share 0: at the first. */
struct embedding learner_sound(struct rng *r, size_t from, size_t to, double share);

#endif
