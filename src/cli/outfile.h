/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_OUTFILE_H
#define CLI_OUTFILE_H

#include <stdbool.h>
#include <stdio.h>

#include "util/err.h"

/*
 * Where a command writes a file that somebody named: beside it first, so that what is
 * there is the old file or a whole new one; or the standard output.
 */
struct outfile {
    FILE *to;
    const char *path; /* borrowed; NULL = the standard output */
    bool force;       /* in the place of a file that is there */
    char *temporary;  /* owned */
};

/* path: NULL and "-" are the standard output. 0, or -1 and nothing to close. */
int outfile_open(struct outfile *o, const char *path, bool force, struct err *e);

/* rc: how the writing went; unless 0, nothing remains of it. Returns it, or -1. */
int outfile_close(struct outfile *o, int rc, struct err *e);

#endif
