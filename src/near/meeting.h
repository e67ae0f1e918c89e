/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NEAR_MEETING_H
#define NEAR_MEETING_H

#include "near/nearest.h"
#include "near/space.h"

/*
 * New sounds meet a library that passes by in pieces: each of them learns its nearest,
 * and the library's sounds learn of those that are nearer to them than what they knew.
 * Only the new ones have to be held in memory.
 *
 * Distances are whole thousandths here.
 *
 * With cells, the new ones are put into so many groups of what is alike, and a passing
 * sound meets only those of the groups that it is nearest to: much quicker for very many,
 * and it misses some (sampledb-schema(5), v1_neighbour).
 */
enum { MEETING_UNIT = 1000, MEETING_CELLS = 128, MEETING_ASKED = 16 };

struct meeting {
    struct space guests;  /* (n) */
    struct nearest *list; /* (n) in the order of the rows of guests */
    struct space middle;  /* of the cells; n 0 = no cells */
    size_t *cell;         /* (middle.n + 1) first row of each cell; NULL */
    float *least;         /* (n) the cosine that still counts */
};

/* Takes over *guests, whose rows may change places. k: how many nearest. */
void meeting_open(struct meeting *m, struct space *guests, size_t k, bool cells);
void meeting_close(struct meeting *m);

/*
 * Some of the library. worst (passing->n): the farthest in thousandths that each still
 * wants to hear of; below 0 = of none. tell: row of `passing` and of guests. A sound does
 * not meet itself.
 */
void meeting_pass(struct meeting *m, const struct space *passing, const double *worst,
                  void (*tell)(void *arg, size_t row, size_t guest, uint32_t far),
                  void *arg);

#endif
