/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SERVE_REVIEW_H
#define SERVE_REVIEW_H

#include "serve/call.h"

/* GET /v1/review: the samples whose answer settles most, `limit` of them, in the order of
 * `sampledb review --list`, which a helper runs. One at a time: 503. */
call_handler review_get;

struct reviewer; /* at most one at work */
struct reviewer *reviewer_new(void);
void reviewer_free(struct reviewer *v); /* NULL is fine */

#endif
