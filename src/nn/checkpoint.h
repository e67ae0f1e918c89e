/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NN_CHECKPOINT_H
#define NN_CHECKPOINT_H

#include <stddef.h>
#include <stdint.h>

#include "nn/batch.h"
#include "nn/net.h"
#include "nn/train.h"
#include "util/buf.h"
#include "util/err.h"

/*
 * A training run that is put away after a step, so that it can be gone on with as if
 * nothing had been. Randomness needs no keeping: it is from the seed and the step alone.
 *
 * The file, little-endian, floats as IEEE 754:
 *   0  "SDBTRAIN"
 *   8  u32 version, u32 number of options
 *  16  u64 bytes of the whole file
 *  24  architecture, 16 bytes, the rest of them 0
 *  40  u64 leaves, u64 floats in all, u64 floats learned, u64 checksum of the rows
 *  72  options, 8 bytes each, in the order of checkpoint.c
 *   -  u64 epochs done, batches of the next, rows and right ones of these; f64 loss,
 *      seconds, busy_s, gemm_s of these
 *   -  per epoch done, f64: loss, train_accuracy, accuracy, macro_f1, seconds, busy_s,
 *      gemm_s; u64 best
 *   -  f32: weights, their average, those of the best epoch; Adam's first and second
 *      moments
 *   -  u64 XXH3 of all before
 */
enum { CHECKPOINT_MAX_BYTES = 1 << 30 };

struct checkpoint {
    /* Which run it is, borrowed; a file of another one is refused. */
    const struct net *net; /* the architecture, not the weights */
    const struct train_options *options;
    uint64_t rows;  /* checkpoint_rows() of what it learns from and is measured on */
    size_t batches; /* of an epoch */

    /* How far it is. */
    size_t epochs, batch;      /* done; done of the next */
    struct batch_sum sum;      /* of these batches */
    double seconds;            /* they took */
    struct train_epoch *curve; /* room for options->epochs; borrowed */
    float *w, *average, *best; /* (net->total) borrowed */
    float *m, *v;              /* (net->learned) borrowed */
};

/* What the teachers are, in a number; 0 without any. */
uint64_t checkpoint_nets(struct net *const *net, size_t n);

/* What rows are, in a number; before: that of what is before them, or 0. */
uint64_t checkpoint_rows(const struct train_row *rows, size_t n, uint64_t before);

/* Into an empty buffer. */
void checkpoint_write(const struct checkpoint *c, struct buf *out);

/* Put length and checksum of such bytes right, should they have been changed. */
void checkpoint_seal(struct buf *b);

/*
 * How far it was, into *c, the first part of which says which run is meant. 0, or -1 with
 * *c untouched: ERR_FORMAT (no whole checkpoint), ERR_USAGE (of another run).
 */
int checkpoint_parse(struct checkpoint *c, const uint8_t *data, size_t n, struct err *e);

/* The same with a file, which is replaced as a whole. */
int checkpoint_save(const struct checkpoint *c, const char *path, struct err *e);
int checkpoint_load(struct checkpoint *c, const char *path, struct err *e);

#endif
