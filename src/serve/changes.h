/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SERVE_CHANGES_H
#define SERVE_CHANGES_H

#include <jansson.h>

#include "serve/call.h"
#include "store/changes.h"

/* GET /v1/changes: the change feed after `since`, or, where the other side accepts
 * text/event-stream, a stream of it (serve/herald.h). */
call_handler changes_get;

json_t *changes_json(const struct change *c); /* one of them; a new reference */

#endif
