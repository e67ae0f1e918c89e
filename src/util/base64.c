/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bytes as text, and back. */
#include "util/base64.h"

#include <string.h>

static const char digit[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void base64_write(struct buf *out, const void *data, size_t n)
{
    const uint8_t *p = data;

    buf_reserve(out, (n + 2) / 3 * 4);
    for (size_t i = 0; i < n; i += 3) {
        const size_t some = n - i < 3 ? n - i : 3;
        const uint32_t v = (uint32_t)p[i] << 16 |
                           (some > 1 ? (uint32_t)p[i + 1] << 8 : 0) |
                           (some > 2 ? p[i + 2] : 0);

        for (size_t k = 0; k < 4; k++)
            buf_u8(out, k <= some ? (uint8_t)digit[v >> (18 - 6 * k) & 63] : '=');
    }
}

static int value_of(char c)
{
    const char *at = c ? strchr(digit, c) : NULL;

    return at ? (int)(at - digit) : -1;
}

/* The four digits at p, of which the last `pad` are "=": 0, or -1. */
static int read_four(struct buf *out, const char *p, size_t pad)
{
    uint32_t v = 0;

    for (size_t k = 0; k < 4; k++) {
        const int d = k + pad < 4 ? value_of(p[k]) : p[k] == '=' ? 0 : -1;

        if (d < 0)
            return -1;
        v = v << 6 | (uint32_t)d;
    }
    if ((pad == 1 && (v & 0xff)) || (pad == 2 && (v & 0xffff)))
        return -1; /* bits that no byte has set */
    for (size_t k = 0; k + pad < 3; k++)
        buf_u8(out, (uint8_t)(v >> (16 - 8 * k)));
    return 0;
}

int base64_read(struct buf *out, const char *text, size_t n)
{
    const size_t was = out->len;

    if (n % 4 != 0)
        return -1;
    buf_reserve(out, n / 4 * 3);
    for (size_t i = 0; i < n; i += 4) {
        const size_t pad = i + 4 < n ? 0 : (text[i + 3] == '=') + (text[i + 2] == '=');

        if (read_four(out, text + i, pad) == 0)
            continue;
        out->len = was;
        return -1;
    }
    return 0;
}
