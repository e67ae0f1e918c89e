/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SERVE_PROBLEM_H
#define SERVE_PROBLEM_H

#include "serve/call.h"

/* What went wrong, as RFC 9457 has it: {"type", "title", "status", "detail"}. */

const char *problem_title(int status); /* "Not Found" */

/* The answer becomes that: title by the status, detail one sentence for a person.
 * What it was to be is dropped, but for retry_s. 0. */
int problem_reply(struct reply *r, int status, const char *detail);

/* The same of an error of ours; of ERR_STORE and the like no path is told. */
void problem_of(struct reply *r, const struct err *e);

#endif
