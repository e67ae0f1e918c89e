/* SPDX-License-Identifier: GPL-2.0-or-later */
/* GET /healthz: is the server up, and has it a library? */
#include "serve/health.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "serve/desk.h"

int health_get(struct desk *d, const struct call *c, struct reply *r, struct err *e)
{
    const int open = desk_library(d, e);
    json_t *said = json_pack("{s:s, s:s}", "status",
                             open == 0             ? "ok"
                             : e->kind == ERR_BUSY ? "library in use"
                             : e->kind == ERR_IO   ? "no library"
                                                   : "library unusable",
                             "version", PACKAGE_VERSION);
    char *text = json_dumps(said, JSON_COMPACT);

    (void)c;
    buf_bytes(&r->body, text, text ? strlen(text) : 0);
    free(text);
    json_decref(said);
    return 0;
}
