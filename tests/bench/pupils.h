/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_PUPILS_H
#define BENCH_PUPILS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "learn/manifest.h"
#include "learn/retrain.h"
#include "nn/model.h"
#include "util/err.h"

/* A simulated user: the files of a corpus, what a model knows of them, what they are. */
struct pupil {
    struct embedding known;
    size_t leaf;    /* the truth, of the model's leaves */
    size_t folder;  /* of the corpus: its group */
    bool dev;       /* nothing was learned from its group */
    bool rehearsed; /* it is in the model's rehearsal */
    const struct manifest_row *row;
};

struct pupils {
    struct model *model; /* with a rehearsal; owned */
    struct manifest manifest;
    struct pupil *of;
    size_t n;
};

/* 0, or -1. A model without a rehearsal gets one, of the split it was trained on. */
int pupils_load(struct pupils *p, const char *model, const char *manifest,
                const char *fixes, const char *cache, struct err *e);
void pupils_clear(struct pupils *p);

/* Places in p->of of the dev files of a source; how many. out (p->n) */
size_t pupils_of(const struct pupils *p, const char *source, size_t *out);

/* The k files that a person would be asked about, of `from` (n): by learn/choose.h, or
 * with random by chance. out (k) places in p->of. */
void pupils_ask(const struct pupils *p, const size_t *from, size_t n, size_t k,
                bool random, uint64_t seed, size_t *out);

/* A model taught by true answers about these files; tag: all are of that category
 * instead. */
int pupils_teach(const struct pupils *p, const size_t *at, size_t n, const char *tag,
                 const struct retrain_options *o, struct retrain *out, struct err *e);

/* Their embeddings (n, width), a new block. */
float *pupils_numbers(const struct pupils *p, const size_t *at, size_t n);

/* right (n): what m says of each file's leaf. Returns how many are. */
size_t pupils_right(const struct pupils *p, const struct model *m, const size_t *at,
                    size_t n, bool *right);

#endif
