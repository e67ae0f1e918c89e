/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_SHOW_LINES_H
#define CLI_SHOW_LINES_H

#include <stdbool.h>

/* What the sections of `show` are made of. */
void show_title(bool colour, const char *text); /* of a section */
void show_label(const char *name);              /* of a line */

#endif
