/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What every answer carries in its head, so that a browser keeps others out. */
#include "serve/fields.h"

#include <stddef.h>

/* There is no Access-Control-Allow-Origin: no page of others may read an answer. One
 * request a connection: only its own head was looked at by serve/gate.c. */
const struct field fields_always[] = {
    {"Content-Security-Policy",
     "default-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; "
     "object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "no-referrer"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Connection", "close"},
    {NULL, NULL},
};
