/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_LIBRARY_H
#define CLI_LIBRARY_H

#include "cli/cmd.h"

/* The library of a command that opens it itself; main() closes it. 0, or -1. */

/* For short writes; it must be there. */
int library_open(struct session *s, struct err *e);

/* To read all that was said: opened for writing where that can be done, since then what
 * only the ledger has is taken in; else for reading. It must be there. */
int library_open_whole(struct session *s, struct err *e);

#endif
