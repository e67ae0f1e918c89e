/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SERVE_METRICS_H
#define SERVE_METRICS_H

#include <stdint.h>

#include "serve/call.h"
#include "serve/route.h"

/*
 * What a server has done, in numbers that a Prometheus server reads (text format 0.0.4).
 * Counting is for any thread, and never waits.
 */
struct metrics;
struct metrics *metrics_new(const struct route *table); /* never NULL; borrowed */
void metrics_free(struct metrics *m);                   /* NULL is fine */

/* A handler has answered; route NULL: the gate did, since it let nobody in. Where m is
 * NULL nothing is counted. */
void metrics_count(struct metrics *m, const struct route *route, int status, int64_t ns);

void metrics_classified(struct metrics *m, int64_t ns); /* a sound was analysed */
void metrics_connections(struct metrics *m, int n);     /* there are so many now */

/* GET /metrics */
call_handler metrics_get;

#endif
