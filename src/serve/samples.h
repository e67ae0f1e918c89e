/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SERVE_SAMPLES_H
#define SERVE_SAMPLES_H

#include "serve/call.h"

/*
 * GET /v1/samples?q=&limit=&cursor=&at=&count=1&peaks=1: what a search finds, a page at a
 * time. The first page is a search that stops early, unless all of it has to be found for
 * the first row; what is further down is read from a roll (serve/rolls.h).
 */
call_handler samples_get;

#endif
