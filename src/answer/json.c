/* SPDX-License-Identifier: GPL-2.0-or-later */
/* JSON as every answer has it: valid UTF-8, null for what is not known, no controls. */
#include "answer/json.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/hex.h"
#include "util/mem.h"
#include "util/utf8.h"

json_t *json_text(const char *text)
{
    json_t *value = json_string(text);
    size_t n, room;
    char *safe;

    if (value)
        return value;
    n = strlen(text);
    room = 3 * n + 1;
    safe = mem_new(room, 1);
    utf8_display(safe, room, text, n);
    value = json_string(safe);
    free(safe);
    return value;
}

json_t *json_text_or_null(const char *text)
{
    return text ? json_text(text) : json_null();
}

json_t *json_real_or_null(double v) { return isfinite(v) ? json_real(v) : json_null(); }

json_t *json_count_or_null(int64_t n) { return n ? json_integer(n) : json_null(); }

json_t *json_bytes_unless(const char *bytes, const char *text)
{
    const size_t n = strlen(bytes);
    json_t *value;
    char *hex;

    if (strcmp(bytes, text) == 0)
        return json_null();
    hex = mem_new(2 * n + 1, 1);
    hex_write(hex, (const uint8_t *)bytes, n);
    value = json_string(hex);
    free(hex);
    return value;
}

/* DEL, and C1, which is c2 80 to c2 9f: all other controls JSON escapes by itself. */
static size_t let_through(const char *p, size_t n)
{
    const unsigned char a = (unsigned char)p[0], b = n > 1 ? (unsigned char)p[1] : 0;

    return a == 0x7f ? 1 : a == 0xc2 && b >= 0x80 && b < 0xa0 ? 2 : 0;
}

static void put(struct buf *out, const char *text, size_t n)
{
    size_t from = 0;

    for (size_t i = 0, len; i < n; i += len ? len : 1) {
        char escape[8];

        len = let_through(text + i, n - i);
        if (len == 0)
            continue;
        buf_bytes(out, text + from, i - from);
        snprintf(escape, sizeof escape, "\\u00%02x", (unsigned char)text[i + len - 1]);
        buf_bytes(out, escape, strlen(escape));
        from = i + len;
    }
    buf_bytes(out, text + from, n - from);
}

static int put_piece(const char *text, size_t n, void *arg)
{
    put(arg, text, n);
    return 0;
}

void json_write(struct buf *out, json_t *value)
{
    json_dump_callback(value, put_piece, out, JSON_REAL_PRECISION(9) | JSON_ENCODE_ANY);
    json_decref(value);
}
