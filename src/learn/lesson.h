/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LEARN_LESSON_H
#define LEARN_LESSON_H

#include <stdbool.h>
#include <stddef.h>

#include "nn/model.h"
#include "util/embedding.h"
#include "util/err.h"

/*
 * What a person said of sounds, as numbers to learn from. Whatever was said of one comes
 * to the same: a set of leaves that it may be. A confirmed leaf leaves itself, a
 * confirmed parent those below it, a rejected category all but those.
 */
struct retrain_example {
    struct embedding known;      /* by the model's trunk; n > 0 */
    const char *tag;             /* the confirmed category; NULL = none */
    const char *const *rejected; /* (rejections) categories that it is not */
    size_t rejections;
    int form;      /* enum sound_form; -1 = nothing was said of it */
    size_t folder; /* a number for each place that sounds lie in */
};

struct lesson {
    size_t n, width, leaves;
    const struct embedding **known; /* (n) each borrowed; lists owned, as are the rest */
    float *x;                       /* (n, width) the same as numbers */
    float *may;                     /* (n, leaves) 1 = may be; all 1 = nothing was said */
    float *form;                    /* (n, FORM_COUNT) likewise */
    float *weight;          /* (n) of a folder's examples together at most the cap */
    size_t *folder;         /* (n) numbers from 0 */
    size_t folders, *place; /* (folders) what each was called, ascending */
    bool *says, *says_form; /* (n) whether there is anything to learn */
    size_t passed_over;     /* examples that fit no embedding, or exclude every leaf */
    size_t grown;           /* new leaves */
    char warnings[2000];    /* lines, each ended by \n; "" = none */
};

/* What an example counts; a rehearsed sound counts 1. */
struct lesson_weights {
    float known, fresh; /* of a leaf that the model knows; of a new one */
    float cap, all;     /* of all known ones of a folder; of all folders */
};

/*
 * m grows a leaf for every confirmed tag that it does not know and `least` examples have;
 * rarer ones count for what m knows above them.
 */
void lesson_make(struct lesson *out, struct model *m, const struct retrain_example *x,
                 size_t n, size_t least, const struct lesson_weights *w);
void lesson_clear(struct lesson *l);

/* The number of a folder by what it was called; l->folders: no example lies there. */
size_t lesson_place(const struct lesson *l, size_t folder);

#endif
