/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LEARN_CHOOSE_H
#define LEARN_CHOOSE_H

#include <stddef.h>
#include <stdint.h>

/*
 * Which sound to ask a person about next: the one whose answer settles most. That is the
 * doubt about all that sound like it, as far as no answer reaches there yet; so first the
 * middle of each crowd of doubtful sounds is asked for, then what is left at its edges.
 * Each answer is passed on to its neighbours at once, as by nn/neighbours.h, so that the
 * next question is another one.
 *
 * Deterministic: the same sounds and answers give the same questions.
 * Source of the gain: facility location, Wei et al., Submodularity in Data Subset
 * Selection and Active Learning, ICML 2015; weighted here with the doubt.
 */
enum {
    CHOOSE_MOST = 4096, /* sounds that are weighed: the most doubtful */
    CHOOSE_NEAR = 512   /* neighbours of each that are looked at */
};

struct choose_sounds {
    size_t n, width, leaves;
    const float *x;       /* (n, width) embeddings */
    const float *p;       /* (n, leaves) what the model says */
    const size_t *folder; /* (n) what lies together; NULL: unknown. In a folder of one
                           * kind, learn/kin.h, an answer reaches further */
};

/* How far an answer is taken to reach, as times of school_reach(): further than the vote
 * of a retrained model does. Measured by `make bench-learning`. */
#define CHOOSE_REACH 0.6f

/* reach: as in nn/neighbours.h. Copies what it needs. Never NULL; choose_free(). */
struct choose *choose_new(const struct choose_sounds *s, float reach);
void choose_free(struct choose *c);

/* The sound to ask about, by its place in s; -1: none is left. Asking changes nothing. */
long choose_next(const struct choose *c);

/*
 * An answer: may (leaves) 1 for what it may be, 0 for what not. NULL: no answer, but it
 * is not asked again. choose_forget() takes that back.
 */
void choose_told(struct choose *c, size_t sound, const float *may);
void choose_forget(struct choose *c, size_t sound);

#endif
