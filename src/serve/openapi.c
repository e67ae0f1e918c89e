/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The description of the interface, as the build found it. */
#include "serve/openapi.h"

#include <stdio.h>

#include "util/blob.h"

int openapi_get(struct desk *d, const struct call *c, struct reply *r, struct err *e)
{
    (void)d;
    (void)c;
    (void)e;
    r->caching = "no-cache"; /* to be asked for again, with its ETag */
    snprintf(r->etag, sizeof r->etag, "\"%08lx-%zx\"",
             (unsigned long)blob_crc(0, openapi_data, openapi_data_len),
             openapi_data_len);
    buf_bytes(&r->body, openapi_data, openapi_data_len);
    return 0;
}
