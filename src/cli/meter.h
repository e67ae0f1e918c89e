/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_METER_H
#define CLI_METER_H

#include <stdbool.h>
#include <stdint.h>

#include "util/err.h"

/* One line on a terminal that says how far a copy has come; nothing anywhere else, unless
 * a program wants to know. */
struct meter {
    const char *doing; /* "copying"; borrowed */
    bool on, drawn;
    bool lines; /* meter_line(), instead */
    int64_t drawn_ms;
};
void meter_start(struct meter *m, const char *doing);

/* A hook that also heeds Ctrl-C: 0, or -1 ERR_STOPPED. arg is a struct meter. */
int meter_show(void *arg, int64_t done, int64_t total, struct err *e);

void meter_end(struct meter *m); /* wipe it */

/* {"doing", "done", "of"} on stdout, a line of its own, at once; of 0: nobody knows. */
void meter_line(const char *doing, int64_t done, int64_t of);

#endif
