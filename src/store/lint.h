/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STORE_LINT_H
#define STORE_LINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/store.h"
#include "util/facets.h"

/* A file at hand, and what the model alone says of its sound. Borrowed. Absent: a text
 * NULL, a real NAN. */
struct lint_file {
    int64_t file, sample;
    int64_t dir_id;   /* a number for the directory that it lies in */
    const char *path; /* absolute, raw bytes */
    const char *dir;  /* below its root; "" = the root itself */
    const char *name;
    const char *category, *form; /* as published by ear alone; NULL = unsure */
    double category_p, form_p;
    double duration_s, peak_db; /* dBFS; NAN = silence */
    const void *descriptor;     /* (n) its BLOB; NULL = none */
    size_t n;
    bool category_ruled, form_ruled; /* a user has confirmed or rejected one */
    uint32_t faults, no_faults; /* that hold, that a user has rejected: 1 << enum fault */
    double fault[FAULT_COUNT];  /* how much of each was measured; NAN = nobody has */
};

/* All of them, in the order of their paths: one statement, streamed. Stops when each()
 * does not return 0, which must not write, and returns that; else 0, or -1. */
int lint_each(struct store *s,
              int (*each)(void *arg, const struct lint_file *x, struct err *e), void *arg,
              struct err *e);

/* What the model gave to a category and what is below it, as far as it is among its best
 * leaves: 0 to 1. 0, or -1. May be asked in each() of the above. */
int lint_ear(struct store *s, int64_t sample, const char *category, double *p,
             struct err *e);

#endif
