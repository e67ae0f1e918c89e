/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LEARN_SCHOOL_H
#define LEARN_SCHOOL_H

#include <stddef.h>

#include "learn/lesson.h"
#include "nn/model.h"
#include "nn/rehearsal.h"

/* How a person's examples and the rehearsal of a model come together in its heads. */
struct school_options {
    float hold, hold_fresh;    /* of learn/refit.h, times the mean squared length of x */
    float reach, crowd, doubt; /* of nn/neighbours.h; reach times the mean distance of a
                                * rehearsed sound to its nearest */
};

struct school {
    const struct model *base; /* grown, without neighbours; borrowed */
    const struct lesson *lesson;
    const struct school_options *o;
    size_t n, width, leaves;
    float *x, *aim, *form; /* rehearsed (n, width), (n, leaves), (n, FORM_COUNT); owned */
    int *truth;            /* (n) leaves; owned */
    int *part, *part_of;   /* (n), (lesson->n): what is held out together; all 0; owned */
    float square, reach;   /* mean squared length of x; of neighbours */
};

enum { SCHOOL_ALL = -1 };

/* old: base before it grew, whose answers are kept; it has the rehearsal r. */
void school_open(struct school *s, const struct model *old, const struct model *base,
                 const struct rehearsal *r, const struct lesson *l,
                 const struct school_options *o);
void school_close(struct school *s);

/* A copy of base that has learned from all but one part, or with SCHOOL_ALL from all. */
struct model *school_teach(const struct school *s, int without);

/* What the heads of m say of x (n, width): p (n, leaves of m). */
void school_tell(const struct model *m, size_t n, const float *x, float *p);

/* The same with its neighbours, and of settled sounds what is settled. */
void school_ask(const struct model *m, size_t n, const float *x, float *p);

/* A reach among the embeddings of m, of so many times the mean distance of a rehearsed
 * sound to its nearest. m has a rehearsal. */
float school_reach(const struct model *m, float times);

#endif
