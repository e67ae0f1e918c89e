/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rows of what was found, each kind by its own function. */
#include "cli/rows.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "answer/fields.h"
#include "answer/row.h"
#include "cli/encode.h"
#include "cli/format.h"
#include "cli/print.h"
#include "cli/rows_text.h"
#include "util/mem.h"
#include "util/utf8.h"

struct rows {
    struct rows_wish wish;
    struct store *s;
    struct fields *fields;
    struct format *format;
    struct rows_text *text;
    bool terminal; /* it goes to one: without controls */
    struct buf line;
    int64_t count;
};

/* What was put together goes out; to a terminal only what it may be shown. */
static void send(struct rows *r)
{
    static const char unknown[] = "\xef\xbf\xbd";
    const char *p = (const char *)r->line.data;

    if (!r->terminal && r->line.len > 0)
        fwrite(p, 1, r->line.len, r->wish.to);
    for (size_t left = r->terminal ? r->line.len : 0, n; left > 0; p += n, left -= n) {
        n = utf8_shown(p, left);
        if (n > 0 || *p == '\n' || *p == '\t' || (left > 1 && memcmp(p, "\r\n", 2) == 0))
            fwrite(p, 1, n ? n : 1, r->wish.to);
        else
            fputs(unknown, r->wish.to);
        n = n ? n : 1;
    }
    buf_reset(&r->line);
}

static size_t columns(const struct rows *r)
{
    return r->wish.whole ? fields_plain(r->fields) : FIELDS_USUAL;
}

/* What stands before the first row. */
static void begin(struct rows *r)
{
    static const char playlist[] = "#EXTM3U\n";

    if (r->wish.kind == ROWS_M3U)
        buf_bytes(&r->line, playlist, strlen(playlist));
    if (r->wish.kind == ROWS_CSV) {
        for (size_t i = 0; i < columns(r); i++)
            encode_csv_field(&r->line, fields_names(r->fields)[i], i == 0);
        encode_csv_end(&r->line);
    }
    send(r);
}

int rows_open(struct rows **out, struct store *s, const struct rows_wish *wish,
              struct err *e)
{
    struct rows *r = mem_new(1, sizeof *r);
    int rc = fields_open(&r->fields, s, e);

    r->wish = *wish;
    r->s = s;
    r->terminal = isatty(fileno(wish->to));
    if (rc == 0 && wish->kind == ROWS_TEXT)
        r->text = rows_text_new();
    if (rc == 0 && wish->kind == ROWS_FORMAT)
        rc = format_parse(&r->format, wish->format, fields_names(r->fields),
                          fields_count(r->fields), e);
    if (rc != 0) {
        rows_close(r);
        return -1;
    }
    begin(r);
    *out = r;
    return 0;
}

void rows_close(struct rows *r)
{
    if (!r)
        return;
    rows_text_free(r->text);
    format_free(r->format);
    fields_close(r->fields);
    buf_clear(&r->line);
    free(r);
}

static int check(const struct rows *r, struct err *e)
{
    if (r->wish.to == stdout)
        return print_check(e);
    return ferror(r->wish.to) ? err_sys(e, "write") : 0;
}

static int put_json(struct rows *r, const struct search_hit *h, struct err *e)
{
    json_t *o = r->wish.whole ? row_whole(r->fields, r->s, h, e)
                              : row_json(r->fields, FIELDS_USUAL, e);

    if (!o)
        return -1;
    print_json_to(r->wish.to, o);
    return 0;
}

static void put_song(struct rows *r, const struct search_hit *h)
{
    if (encode_m3u(&r->line, h) == 0)
        return;
    fputs("left out, since no playlist can hold its name: ", stderr);
    print_clean(stderr, h->path);
    fputc('\n', stderr);
}

static int value_of(void *fields, size_t field, struct value *v, struct err *e)
{
    return fields_value(fields, field, v, e);
}

static int put_format(struct rows *r, struct err *e)
{
    const int rc = format_row(r->format, &r->line, value_of, r->fields, e);

    buf_u8(&r->line, r->wish.nul ? '\0' : '\n');
    return rc;
}

int rows_add(void *rows, const struct search_hit *h, struct err *e)
{
    struct rows *r = rows;
    int rc = 0;

    r->count++;
    fields_of(r->fields, h);
    switch (r->wish.kind) {
    case ROWS_NULL:
        fwrite(h->path, 1, strlen(h->path) + 1, r->wish.to);
        break;
    case ROWS_JSON:
        rc = put_json(r, h, e);
        break;
    case ROWS_CSV:
        rc = encode_csv(&r->line, r->fields, columns(r), e);
        break;
    case ROWS_M3U:
        put_song(r, h);
        break;
    case ROWS_FORMAT:
        rc = put_format(r, e);
        break;
    case ROWS_TEXT:
    default:
        rows_text_add(r->text, h);
        break;
    }
    send(r);
    return rc == 0 ? check(r, e) : rc;
}

int rows_end(struct rows *r, struct err *e)
{
    if (r->text)
        rows_text_end(r->text);
    return check(r, e);
}

int64_t rows_count(const struct rows *r) { return r->count; }
