/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SERVE_CLASSIFY_H
#define SERVE_CLASSIFY_H

#include "serve/call.h"

/*
 * POST /v1/classify: what is this sound? The body is the file; nothing of it is kept.
 * What is said is what an index would publish of it; of what users have said of it, if it
 * is in the library, GET /v1/samples/{id} tells, by the sample_id of the answer.
 */
call_handler classify_post;

#endif
