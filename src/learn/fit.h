/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LEARN_FIT_H
#define LEARN_FIT_H

#include <stddef.h>
#include <stdint.h>

#include "learn/dataset.h"
#include "learn/evaluate.h"
#include "learn/folds.h"
#include "learn/taxonomy.h"
#include "nn/metrics.h"
#include "nn/model.h"
#include "nn/train.h"

/* Training, from a data set to a calibrated model. */
struct fit_options {
    const char *arch;
    struct train_options train;
    double validation; /* share of the rows set aside, by group */
    /* Set aside a part of the sources instead, which then chooses no epoch: the last one
     * counts. */
    struct fold fold;
    /* (refits) models that were learned alike from rows that were not set aside: now none
     * are set aside. The calibration is of one model, with its measure; or by what the
     * models of all parts say of the sources that each has not learned from. Borrowed.
     */
    const struct model *const *refit;
    size_t refits;
    const struct model *const *teacher; /* (teachers) borrowed; see nn/train.h */
    size_t teachers;
    train_progress *progress;
    void *arg; /* of progress, and of train.stop */
};

extern const struct fit_options fit_defaults;

struct fit {
    struct model *model; /* owned */
    size_t trained;      /* rows the weights were fitted to */
    /* On rows not learned from, and what these are: "validation", rows set aside by
     * group, which chose epoch, temperature and thresholds, so it is a little kind; or
     * "left_out", of sources not learned from, which chose temperature and thresholds. */
    struct metrics validation;
    const char *measured;
    struct train_epoch *curve; /* (epochs) owned: how it went */
    size_t epochs;
    char warnings[4000]; /* lines, each ended by \n; "" = none */
};

enum { FIT_MAX_TEACHERS = 8 };

/* 0; -1: ERR_FORMAT (too little data), ERR_USAGE (unknown arch, a model that does not fit
 * in with the others, knows other labels or looks at other numbers), or as of train(). */
int fit(struct fit *out, const struct dataset *d, const struct taxonomy *t,
        const struct fit_options *o, struct err *e);

/* Put the numbers of another evaluation into the model's metrics, under a name. */
void fit_note(struct fit *f, const char *name, const struct evaluation *v);
void fit_clear(struct fit *f);

#endif
