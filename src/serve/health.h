/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SERVE_HEALTH_H
#define SERVE_HEALTH_H

#include "serve/call.h"

/* GET /healthz: is the server up, and has it a library? Always 200 while it answers. */
call_handler health_get;

#endif
