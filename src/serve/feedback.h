/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SERVE_FEEDBACK_H
#define SERVE_FEEDBACK_H

#include "serve/call.h"

/* POST /v1/feedback: what a person says of sounds, all of it or nothing
 * (serve/sayings.h). The answer goes back once both copies are on disk; it has what to
 * say to take it back. */
call_handler feedback_post;

#endif
