/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_STOP_H
#define CLI_STOP_H

#include <signal.h>

/*
 * Ctrl-C for commands that take long: from stop_catch() on, the first SIGINT or SIGTERM
 * makes stop_asked true, a second one, half a second later or more, ends the process at
 * once.
 */
extern volatile sig_atomic_t stop_asked;
void stop_catch(void);

/* As long as nothing is written: from now on the first signal writes the line to stderr,
 * with whatever wipes a meter in front and its newline, and ends the process. line:
 * borrowed for good. */
void stop_at_once(const char *line);

#endif
