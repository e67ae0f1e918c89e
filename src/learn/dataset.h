/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LEARN_DATASET_H
#define LEARN_DATASET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "learn/manifest.h"
#include "nn/patch.h"
#include "util/err.h"

/*
 * The features of a file, wherever they come from. 0; 1: there are none (no such file,
 * not audio), *e says why; -1: stop.
 */
typedef int dataset_fetch(void *arg, const char *path, struct patch *out, struct err *e);

struct dataset_row {
    struct patch patch;
    const struct manifest_row *from; /* borrowed: the manifest outlives the dataset */
    size_t at;                       /* its place in the manifest's rows */
    float weight;                    /* rows that it counts for in training */
};

/* The rows of one split that have features, in the order of the manifest. */
struct dataset {
    const char *file;        /* the manifest's name, for messages; borrowed like `from` */
    struct dataset_row *row; /* owned, dataset_clear() */
    size_t rows;
    size_t added;            /* the last of them, by dataset_add() */
    size_t missing;          /* rows that the last call passed over: no features */
    char first_missing[400]; /* the first of them, and why */
};

/* ERR_FORMAT: the split is empty, or a file has no features and skip_missing is false. */
int dataset_build(struct dataset *out, const struct manifest *m, const char *split,
                  bool skip_missing, dataset_fetch *fetch, void *arg, struct err *e);
void dataset_clear(struct dataset *d);

/*
 * Add rows of a further manifest, only to learn from: those of its split "train", or all
 * where it has none. Each counts for `weight` rows. 0, or -1 as above, without new rows.
 */
int dataset_add(struct dataset *d, const struct manifest *m, float weight,
                bool skip_missing, dataset_fetch *fetch, void *arg, struct err *e);

/*
 * Set aside about `share` of the rows for validation, whole groups at a time: of every
 * label whose rows lie in two groups or more, some rows go and some stay. Added rows
 * have no say in it and stay. One seed, one answer. aside (rows). Returns how many.
 */
size_t dataset_split(const struct dataset *d, double share, uint64_t seed, bool *aside);

/* What makes a row tell of another: its group, or its source too. */
enum dataset_bond { DATASET_GROUP, DATASET_SOURCE };

/*
 * Rows that are bound to one that is set aside, but are not themselves: learned from,
 * they would tell what validation asks.   aside, known (rows). Returns how many.
 */
size_t dataset_known(const struct dataset *d, const bool *aside, enum dataset_bond bond,
                     bool *known);

/*
 * Number the sources, from 0 in the order of their names; a group of rows without a
 * source is one of its own.   source (rows)
 */
void dataset_sources(const struct dataset *d, int *source);

#endif
