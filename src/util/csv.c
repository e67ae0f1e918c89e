/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Read comma-separated values. */
#include "util/csv.h"

#include <stdio.h>
#include <string.h>

int csv_load(struct buf *out, const char *file, size_t max_bytes, struct err *e)
{
    enum { PIECE = 1 << 16 };
    FILE *f = fopen(file, "rbe");
    size_t got = 1;
    int rc = 0;

    if (!f)
        return err_sys(e, "%s", file);
    while (got > 0 && out->len <= max_bytes) {
        buf_reserve(out, PIECE);
        got = fread(out->data + out->len, 1, PIECE, f);
        out->len += got;
    }
    if (ferror(f))
        rc = err_sys(e, "%s", file);
    else if (out->len > max_bytes)
        rc = err_set(e, ERR_LIMIT, "%s: over %zu bytes", file, max_bytes);
    fclose(f);
    return rc;
}

int csv_in(struct err *e, const char *file)
{
    struct err old = *e;

    return err_set(e, old.kind, "%s:%s", file, old.text);
}

void csv_init(struct csv *c, const char *text, size_t n)
{
    *c = (struct csv){.p = text, .end = text + n, .line = 1};
    if (n >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
        c->p += 3; /* a byte order mark, as spreadsheets write it */
}

void csv_clear(struct csv *c) { buf_clear(&c->text); }

static int fail(const struct csv *c, struct err *e, const char *what)
{
    return err_set(e, ERR_FORMAT, "%zu: %s", c->line, what);
}

static int quoted(struct csv *c, struct err *e)
{
    for (c->p++; c->p < c->end; c->p++) {
        if (*c->p == '"' && (c->p + 1 == c->end || c->p[1] != '"')) {
            c->p++;
            return 0;
        }
        c->p += *c->p == '"';
        c->line += *c->p == '\n';
        buf_u8(&c->text, (uint8_t)*c->p);
    }
    c->line = c->row_line;
    return fail(c, e, "a quote is not closed");
}

static bool at_line_end(const struct csv *c)
{
    return c->p == c->end || *c->p == '\n' ||
           (*c->p == '\r' && (c->p + 1 == c->end || c->p[1] == '\n'));
}

static void pass_line_end(struct csv *c)
{
    c->p += c->p < c->end && *c->p == '\r';
    c->line += c->p < c->end;
    c->p += c->p < c->end;
}

static int field(struct csv *c, struct err *e)
{
    if (c->fields == CSV_MAX_FIELDS)
        return fail(c, e, "too many fields");
    c->at[c->fields++] = c->text.len;
    if (c->p < c->end && *c->p == '"') {
        if (quoted(c, e) != 0)
            return -1;
        if (!at_line_end(c) && *c->p != ',')
            return fail(c, e, "text after a closing quote");
    }
    for (; !at_line_end(c) && *c->p != ','; c->p++)
        buf_u8(&c->text, (uint8_t)*c->p);
    buf_u8(&c->text, 0);
    return 0;
}

int csv_next(struct csv *c, struct err *e)
{
    while (c->p < c->end && at_line_end(c))
        pass_line_end(c);
    if (c->p == c->end)
        return 0;
    buf_reset(&c->text);
    c->fields = 0;
    c->row_line = c->line;
    for (;;) {
        if (field(c, e) != 0)
            return -1;
        if (at_line_end(c))
            break;
        c->p++; /* the comma */
    }
    pass_line_end(c);
    return 1;
}

const char *csv_field(const struct csv *c, size_t i)
{
    return i < c->fields ? (const char *)c->text.data + c->at[i] : "";
}
