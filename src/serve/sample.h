/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SERVE_SAMPLE_H
#define SERVE_SAMPLE_H

#include "serve/call.h"

/* GET /v1/samples/{id}: all that is known of one; /why: what it is called, by whom, and
 * what users said; /neighbours?limit=: its nearest. */
call_handler sample_get, sample_get_why, sample_get_neighbours;

/* 404: no sample has the number of the path. 0. */
int sample_unknown(const struct call *c, struct reply *r);

#endif
