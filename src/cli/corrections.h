/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_CORRECTIONS_H
#define CLI_CORRECTIONS_H

#include <stdbool.h>

#include "cli/cmd.h"

/* Write all that was said, for `sampledb import`; with features also what a library needs
 * to learn from it. path: "-" is the standard output. 0, or -1. */
int corrections_write(struct session *s, const char *path, bool features, bool force,
                      struct err *e);

#endif
