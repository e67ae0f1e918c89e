/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SERVE_OPENAPI_H
#define SERVE_OPENAPI_H

#include <stddef.h>

#include "serve/call.h"

/* GET /v1/openapi.json: what this interface is, for programs. */
call_handler openapi_get;

/* src/serve/openapi.json as the build found it. */
extern const unsigned char openapi_data[];
extern const size_t openapi_data_len;

#endif
