/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_CONFIG_H
#define CLI_CONFIG_H

#include <stdbool.h>
#include <stdint.h>

#include "util/err.h"

/* $XDG_CONFIG_HOME/sampledb/config: sampledb-config(5). What the command line says wins.
 */
struct config {
    char *library;   /* owned; NULL = not said */
    long jobs;       /* 0 = one per core */
    long timeout_s;  /* for one file */
    bool polite;     /* workers run when nobody else wants to */
    bool on_battery; /* work then too */
    double cpu_limit, io_limit;
    double settle_s, rescan_s, poll_s;
};

/* Defaults, then the file if it is there. ERR_FORMAT: "FILE:LINE: what is wrong". */
int config_load(struct config *c, const char *path, struct err *e);
void config_clear(struct config *c);

/* The usual place; owned by the caller; NULL where there is no home. */
char *config_path(void);

#endif
