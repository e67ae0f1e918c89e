/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SERVE_MODELS_H
#define SERVE_MODELS_H

#include "serve/call.h"

/* POST /v1/models/use: put the model of that number in use, as `sampledb model use` does.
 */
call_handler models_use;

#endif
