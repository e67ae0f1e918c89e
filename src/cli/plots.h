/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_PLOTS_H
#define CLI_PLOTS_H

#include <jansson.h>

#include "learn/figures.h"
#include "util/err.h"

/* Write the report with these numbers, and draw it; command is for messages. */
int plots_report(const struct figures *r, const json_t *numbers, const char *command,
                 struct err *e);

/*
 * Have gnuplot draw the report in dir: NAME.png and NAME.svg of each table that is there.
 * Without gnuplot, or where it fails, one line on stderr says so; tables and plots.gp
 * stay, older pictures go, as they would show other numbers.
 */
void plots_draw(const char *dir, const char *command);

#endif
