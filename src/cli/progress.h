/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "index/index.h"

/* What a person sees of a run on stderr: a bar on a terminal, and what went wrong. */
struct progress {
    const char *command; /* borrowed; in front of each complaint */
    bool bar, quiet;
    bool lines; /* for a program: meter_line() of labels; set after progress_start() */
    int64_t began_ms, drawn_ms, work_began_ms;
    int64_t complaints;
    char waits[80]; /* why it waits, as last said */
};

void progress_start(struct progress *p, const char *command, bool quiet);
double progress_seconds(const struct progress *p);

/* Hooks for struct index_options; arg is a struct progress. */
void progress_show(void *arg, const struct index_counts *n);
void progress_complain(void *arg, const char *path, const char *text);

/* It waits, and why: said once as long as it is the same but for its figures. */
void progress_wait(struct progress *p, const char *why);

/* Wipe the bar, and say how many complaints were held back. */
void progress_end(struct progress *p);

#endif
