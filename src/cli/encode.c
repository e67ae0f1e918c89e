/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A row as CSV, or two lines of a playlist. */
#include "cli/encode.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/format.h"
#include "util/mem.h"
#include "util/utf8.h"

static void put(struct buf *out, const char *text) { buf_bytes(out, text, strlen(text)); }

void encode_csv_field(struct buf *out, const char *text, bool first)
{
    const bool quoted = strpbrk(text, ",\"\r\n") || *text == ' ' ||
                        (*text && text[strlen(text) - 1] == ' ');

    if (!first)
        buf_u8(out, ',');
    if (!quoted) {
        put(out, text);
        return;
    }
    buf_u8(out, '"');
    for (; *text; text++) {
        if (*text == '"')
            buf_u8(out, '"');
        buf_u8(out, (uint8_t)*text);
    }
    buf_u8(out, '"');
}

void encode_csv_end(struct buf *out) { put(out, "\r\n"); }

int encode_csv(struct buf *out, struct fields *f, size_t n, struct err *e)
{
    const size_t before = out->len;
    struct buf text = {0};
    int rc = 0;

    for (size_t i = 0; i < n && rc == 0; i++) {
        struct value v = {.kind = VALUE_NONE};

        rc = fields_value(f, i, &v, e);
        if (v.kind == VALUE_BYTES)
            v.kind = VALUE_NONE;
        buf_reset(&text);
        format_value(&text, &v);
        buf_u8(&text, 0);
        encode_csv_field(out, (const char *)text.data, i == 0);
    }
    buf_clear(&text);
    encode_csv_end(out);
    if (rc != 0)
        out->len = before;
    return rc;
}

/* The name for people: without what stands behind its last dot. */
static void put_title(struct buf *out, const char *name)
{
    const char *dot = strrchr(name, '.');
    const size_t n = dot && dot > name ? (size_t)(dot - name) : strlen(name);
    char *text = mem_new(3 * n + 1, 1);

    utf8_display(text, 3 * n + 1, name, n);
    put(out, text);
    free(text);
}

int encode_m3u(struct buf *out, const struct search_hit *h)
{
    char head[40];

    if (strpbrk(h->path, "\r\n"))
        return 1;
    /* Players read whole seconds; 0 and less mean that nobody knows. */
    snprintf(head, sizeof head, "#EXTINF:%" PRId64 ",",
             h->duration_s > 0 && h->duration_s < 1e9 ? (int64_t)ceil(h->duration_s)
                                                      : -1);
    put(out, head);
    put_title(out, h->name);
    buf_u8(out, '\n');
    put(out, h->path);
    buf_u8(out, '\n');
    return 0;
}
