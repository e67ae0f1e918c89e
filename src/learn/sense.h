/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LEARN_SENSE_H
#define LEARN_SENSE_H

#include <stdbool.h>
#include <stddef.h>

enum {
    SENSE_LEAST = 20, /* sounds that it takes to tell */
    SENSE_MOST = 1024 /* that are compared with each other */
};

/*
 * Has what was said of n sounds anything to do with how they sound? It has where a model
 * finds what was said of each likelier than what was said of the others, 19 times in 20
 * not by chance; or where it agrees with one in four, as with somebody who only confirms
 * kicks; or where most of them sound alike to it and got one answer, as from somebody who
 * puts right what it always mistakes; or where there are too few to tell. Answers at
 * random, or one answer to everything, make no sense.
 * p (n, leaves) what the model says  may (n, leaves) 1 for what was said.
 */
bool sense_made(size_t n, size_t leaves, const float *p, const float *may);

#endif
