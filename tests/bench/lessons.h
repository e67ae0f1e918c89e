/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_LESSONS_H
#define BENCH_LESSONS_H

#include <stdbool.h>
#include <stddef.h>

#include "pupils.h"

/* A dev source as the library of one person, who answers and retrains. */
struct source {
    const char *name;
    size_t *at, n; /* its dev files, places in pupils->of; owned */
};

enum { SOURCES = 64 };

size_t lessons_sources(const struct pupils *p, struct source *out); /* out (SOURCES) */

/* What is said of the files that are asked about. */
enum lesson_truth { LESSON_TRUE, LESSON_SHUFFLED, LESSON_ALL_KICK };

struct lesson_plan {
    size_t k;             /* corrections */
    enum pupils_way way;  /* how they are chosen */
    bool folders;         /* retrain() is given the library's folders */
    bool gate;            /* judges itself */
    enum lesson_truth is; /* what the person says */
};

/* A source after that. Shares of wrong answers; on the rest nothing was said of. */
struct outcome {
    double whole, rest_before, rest_after;
    double others_before, others_after; /* right answers elsewhere */
    double settled;                     /* right, said ones included */
    double said_before, said_after, true_before, true_after; /* published leaves of the
                                                              * rest, and right ones */
    bool refused;
    char why[200];
};

/* The mean of a few draws, or the one way that review has. Stops the program where it
 * cannot. */
struct outcome lessons_learn(const struct pupils *p, const struct source *s,
                             const struct lesson_plan *plan);

#endif
