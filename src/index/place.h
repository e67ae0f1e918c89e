/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef INDEX_PLACE_H
#define INDEX_PLACE_H

#include "index/indexer.h"
#include "index/walk.h"

/* Where a walk stands that goes from one named place to the next. {.fd = -1} at first. */
struct stand {
    int fd; /* O_PATH of the directory at the walk's path; -1 = nowhere */
    struct level level;
    bool entered; /* level.dir is its row */
    bool folds;   /* folding_dir() */
    bool whole;   /* it was compared as a whole */
};
void stand_clear(struct stand *at);

/* Compare one file, of any name: 0, 1 where it is not there, -1. */
int place_file(struct walk *w, struct stand *at, const char *path, struct err *e);

/* Whatever is at that place now, or is no more. */
int place_look(struct walk *w, struct stand *at, const struct look *look, struct err *e);

#endif
