/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef LEARN_FIGURES_H
#define LEARN_FIGURES_H

#include <stddef.h>

#include "learn/evaluate.h"
#include "nn/model.h"
#include "nn/train.h"
#include "util/err.h"

/*
 * A folder with all that was measured: metrics.json; for each plot a table that a person,
 * a spreadsheet and gnuplot can read (tab-separated, a header line); and plots.gp, which
 * draws them.
 *
 *   learning.tsv     epoch, loss, accuracy and macro_f1 of validation, best (0 or 1)
 *   classes.tsv      a line for each label that occurs, best F1 first
 *   confusion.tsv    a line for each label, of what share it was taken for which
 *   reliability.tsv  steps of confidence: how sure, how often right, of how many
 *   coverage.tsv     of the surest share of the answers: how many are right
 *
 * What there is nothing to say of is nan, the word that gnuplot and others know.
 */
struct figures {
    const char *dir;
    const struct model *model;
    const char *name;                           /* of what was measured: "dev" */
    const struct metrics *part[EVALUATE_PARTS]; /* all but the first may be NULL */
    const struct train_epoch *epoch;            /* (epochs) the learning curve */
    size_t epochs;
};

enum figures_plot {
    FIGURES_LEARNING,
    FIGURES_CLASSES,
    FIGURES_CONFUSION,
    FIGURES_RELIABILITY,
    FIGURES_COVERAGE,
    FIGURES_PLOTS
};
/* "learning" for learning.tsv, and so on. */
extern const char *const figures_plot_name[FIGURES_PLOTS];

/* The parts of an evaluation; the report borrows them. */
void figures_measured(struct figures *r, const char *name, const struct evaluation *v);

/*
 * Make the folder, or see that files can be made in it: to be asked before hours of
 * work. 0, or -1 ERR_IO.
 */
int figures_target(const char *dir, struct err *e);

/*
 * Write all of it but the plots; metrics is a JSON text. Files are replaced one by one.
 * What there is nothing for, no epochs or no rows, is not there: nor is it left from
 * another report.
 */
int figures_write(const struct figures *r, const char *metrics, struct err *e);

/* dir/name, a new text. */
char *figures_path(const char *dir, const char *name);

#endif
