/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LEARN_SITTING_H
#define LEARN_SITTING_H

#include <stddef.h>
#include <stdint.h>

#include "learn/carry.h"
#include "learn/lesson.h"
#include "learn/retrain.h"
#include "learn/tuning.h"
#include "nn/model.h"
#include "nn/net.h"
#include "util/err.h"

/* A person's sound, and what was said of it. */
struct deep_example {
    const struct patch *patch;   /* borrowed */
    struct retrain_example told; /* its embedding is not read */
};

/*
 * A person's sounds as a model hears them, for the time that its ears are taught. Rows:
 * examples, then sounds of which nothing was said; silence is left out.
 */
struct sitting {
    const struct retrain_options *heads; /* borrowed; the rest is owned */
    struct model *base, *grown;          /* without neighbours; with new leaves */
    size_t examples, n, width;           /* rows; numbers of an embedding */
    const struct patch **patch;          /* (n) each borrowed */
    struct retrain_example *told;        /* (examples) */
    uint16_t *cut;                       /* (n, upper_floats) */
    float *known;                        /* (n, width) as they are kept */
    float *aim, *form;                   /* (n, leaves of grown) (n, FORM_COUNT) */
    float *weight, *form_weight;         /* (examples) */
    struct tuning_sounds sounds;         /* of these */
    struct lesson lesson;
    size_t *row; /* (lesson.n) where its examples are */
};

/* base: whose net has a last block, nn/upper.h. 0, or -1. */
int sitting_open(struct sitting *s, const struct model *base,
                 const struct deep_example *x, size_t n,
                 const struct patch *const *others, size_t m,
                 const struct retrain_options *heads, struct err *e);
void sitting_close(struct sitting *s);

/* What is aimed at: of the others, what this model says of them, which has learned from
 * the same examples by retrain(). */
void sitting_aim(struct sitting *s, const struct model *taught);

/* The grown model's net, to be tuned. Never NULL. */
struct net *sitting_net(const struct sitting *s);

/* retrain() on these rows of examples, heard as now (n rows of the sitting, width); the
 * rest of the library, which other ears have heard, stays out of it. */
int sitting_teach(const struct sitting *s, const struct model *base, const size_t *row,
                  size_t n, const float *now, size_t parts, struct retrain *out,
                  struct err *e);

/*
 * The base with its last block replaced by that of a net, the rehearsal carried over by
 * these rows and the others: sealed, owned by the caller. *heard: now (owned likewise):
 * from what was packed, so nearly what the model will hear, not to the bit.
 */
struct model *sitting_ears(const struct sitting *s, struct net *net, const size_t *row,
                           size_t n, struct carry *c, float **heard);

#endif
