/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_ALIKE_H
#define CLI_ALIKE_H

#include "cli/cmd.h"
#include "near/nearest.h"

/*
 * What is like some sounds: all of the library by how far it is from their middle.
 *
 * The distance is timbre t + pitch p + length l: t is that of the embeddings, 0 the same
 * to 2 (sampledb-similar(1)); p is in octaves, one for a sound whose note is not known; l
 * is in doublings of the duration.
 */
struct alike_weights {
    double timbre, pitch, length; /* 0 to ALIKE_HEAVIEST, not all 0 */
};
#define ALIKE_USUAL    ((struct alike_weights){1, 0, 0})
#define ALIKE_HEAVIEST 1000.0

/* "timbre=1,pitch=0.5": what is not named stays as it is in *w. 0, or -1 ERR_USAGE. */
int alike_weigh(struct alike_weights *w, const char *text, struct err *e);

struct alike;

/*
 * what (n > 0): files, in the library or not, and numbers of samples (digits alone). The
 * library is read whole. 0, or -1: ERR_IO there is no such file or sample; ERR_FORMAT it
 * says nothing that could be compared.
 */
int alike_open(struct alike **out, struct store *s, const char *const *what, size_t n,
               const struct alike_weights *w, struct err *e);
void alike_close(struct alike *a); /* NULL is fine */

/* The k nearest but those that were asked with, nearest first: nearest_clear(). Samples
 * whose files are not at hand among them. */
void alike_find(const struct alike *a, size_t k, struct nearest *out);

size_t alike_sounds(const struct alike *a); /* that there are to find */

#endif
