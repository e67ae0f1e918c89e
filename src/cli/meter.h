/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_METER_H
#define CLI_METER_H

#include <stdbool.h>
#include <stdint.h>

#include "util/err.h"

/* One line on a terminal that says how far a copy has come; nothing anywhere else. */
struct meter {
    const char *doing; /* "copying"; borrowed */
    bool on, drawn;
    int64_t drawn_ms;
};
void meter_start(struct meter *m, const char *doing);

/* A hook that also heeds Ctrl-C: 0, or -1 ERR_STOPPED. arg is a struct meter. */
int meter_show(void *arg, int64_t done, int64_t total, struct err *e);

void meter_end(struct meter *m); /* wipe it */

#endif
