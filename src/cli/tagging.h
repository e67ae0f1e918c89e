/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_TAGGING_H
#define CLI_TAGGING_H

#include "cli/cmd.h"

/* What tag and untag have in common: sounds, and what is said of them. */
enum { TAGGING_NEW = 256, TAGGING_ACTOR };

/*
 * Say the words of the command line (withdraw: take them back, or without any words all
 * that holds) of every sound it names, or that -0 reads names of. A few at a time are one
 * transaction; a line is printed once it is on disk.
 */
int tagging_run(struct session *s, const struct args *a, bool withdraw, struct err *e);

#endif
