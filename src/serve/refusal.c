/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is turned away at the door is told why, without a server behind it. */
#include "serve/refusal.h"

#include <stdio.h>
#include <string.h>

#include "serve/fields.h"
#include "serve/problem.h"

static void add_field(struct buf *out, const char *name, const char *value)
{
    buf_bytes(out, name, strlen(name));
    buf_bytes(out, ": ", 2);
    buf_bytes(out, value, strlen(value));
    buf_bytes(out, "\r\n", 2);
}

void refusal_write(struct buf *out, const struct gate_refusal *no, bool bare)
{
    struct reply r = {.fd = -1};
    char text[80];

    problem_reply(&r, no->status, no->why);
    buf_bytes(out, text,
              (size_t)snprintf(text, sizeof text, "HTTP/1.1 %d %s\r\n", no->status,
                               problem_title(no->status)));
    for (const struct field *f = fields_always; f->name; f++)
        add_field(out, f->name, f->value);
    if (no->status == 401)
        add_field(out, "WWW-Authenticate", "Bearer");
    if (no->status == 405)
        add_field(out, "Allow", no->allow ? no->allow : "GET, HEAD, POST");
    if (no->status == 503)
        add_field(out, "Retry-After", "1");
    add_field(out, "Content-Type", r.type);
    snprintf(text, sizeof text, "%zu", r.body.len);
    add_field(out, "Content-Length", text);
    buf_bytes(out, "\r\n", 2);
    if (!bare)
        buf_bytes(out, r.body.data, r.body.len);
    reply_clear(&r);
}
