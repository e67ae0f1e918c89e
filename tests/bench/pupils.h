/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_PUPILS_H
#define BENCH_PUPILS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "learn/manifest.h"
#include "learn/retrain.h"
#include "learn/taxonomy.h"
#include "nn/model.h"
#include "util/err.h"

/* A simulated user: the files of a corpus, what a model knows of them, what they are. */
struct pupil {
    struct embedding known;
    size_t leaf;    /* the truth, of the taxonomy's leaves */
    size_t folder;  /* of its group, where its maker put it */
    bool dev;       /* nothing was learned from its group */
    bool rehearsed; /* it is in the model's rehearsal */
    const struct manifest_row *row;
};

struct pupils {
    struct model *model; /* with a rehearsal; owned */
    struct manifest manifest;
    struct taxonomy taxonomy; /* the model's leaves, then those that it lacks */
    struct pupil *of;
    size_t n;
};

/* 0, or -1. A model without a rehearsal gets one, of the split it was trained on. */
int pupils_load(struct pupils *p, const char *model, const char *manifest,
                const char *fixes, const char *cache, struct err *e);
void pupils_clear(struct pupils *p);

/* Places in p->of of the dev files of a source; how many. out (p->n) */
size_t pupils_of(const struct pupils *p, const char *source, size_t *out);

/* The k files that a person would be asked about, of `from` (n). out (k) places in p->of.
 */
enum pupils_way {
    PUPILS_CHANCE,
    PUPILS_EAR,    /* by learn/choose.h, which knows of no folders */
    PUPILS_FOLDERS /* and which does */
};

void pupils_ask(const struct pupils *p, const size_t *from, size_t n, size_t k,
                enum pupils_way way, uint64_t seed, size_t *out);

/* They as a library, borrowed of p; a new block. */
struct settle_sound *pupils_library(const struct pupils *p, const size_t *at, size_t n);

/* A model taught by answers about these files: tag (n) what they are said to be; NULL:
 * the truth. */
int pupils_teach(const struct pupils *p, const size_t *at, size_t n,
                 const char *const *tag, const struct retrain_options *o,
                 struct retrain *out, struct err *e);

/* Their embeddings (n, width), a new block. */
float *pupils_numbers(const struct pupils *p, const size_t *at, size_t n);

/* What m says of files: how many likeliest leaves are right; how many leaves reach the
 * threshold, and are right. */
struct pupils_marks {
    size_t n, right, said, said_right;
};

struct pupils_marks pupils_mark(const struct pupils *p, const struct model *m,
                                const size_t *at, size_t n);

#endif
