/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Foreign text made safe to store and to print. */
#include "util/utf8.h"

#include <stdint.h>
#include <string.h>

#include "util/mem.h"

/* Least value that needs 1, 2, 3, 4 bytes: less is an overlong form. */
static const uint32_t least[5] = {0, 0, 0x80, 0x800, 0x10000};

static size_t length_from(uint8_t first)
{
    if (first < 0x80)
        return 1;
    if (first >= 0xc2 && first <= 0xdf)
        return 2;
    if (first >= 0xe0 && first <= 0xef)
        return 3;
    return first >= 0xf0 && first <= 0xf4 ? 4 : 0;
}

/* Bytes of the well-formed character at s[0..n), 1 to 4; 0 if it is not one. */
static size_t step(const void *s, size_t n)
{
    const uint8_t *p = s;
    const size_t len = n ? length_from(p[0]) : 0;
    uint32_t c;

    if (len < 2 || len > n)
        return len > n ? 0 : len;
    c = p[0] & (0x7fU >> len);
    for (size_t i = 1; i < len; i++) {
        if ((p[i] & 0xc0) != 0x80)
            return 0;
        c = c << 6 | (p[i] & 0x3fU);
    }
    return c < least[len] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff) ? 0 : len;
}

/* C0 and DEL are one byte, C1 is c2 80 to c2 9f. */
static bool is_control(const uint8_t *p, size_t len)
{
    return len == 1 ? p[0] < 0x20 || p[0] == 0x7f
                    : len == 2 && p[0] == 0xc2 && p[1] < 0xa0;
}

size_t utf8_shown(const void *s, size_t n)
{
    const size_t len = step(s, n);

    return len > 0 && is_control(s, len) ? 0 : len;
}

bool utf8_valid(const void *in, size_t n)
{
    const uint8_t *p = in;

    for (size_t i = 0, len; i < n; i += len) {
        len = step(p + i, n - i);
        if (len == 0)
            return false;
    }
    return true;
}

/* Put one character at out + *at if it and a NUL fit. */
static bool put(char *out, size_t room, size_t *at, const void *c, size_t len)
{
    if (*at + len >= room)
        return false;
    memcpy(out + *at, c, len);
    *at += len;
    return true;
}

size_t utf8_clean(char *out, size_t room, const void *in, size_t n)
{
    const uint8_t *p = in;
    const uint8_t *nul = n ? memchr(in, 0, n) : NULL;
    const size_t end = nul ? (size_t)(nul - p) : n;
    const bool valid = utf8_valid(p, end);
    size_t at = 0;

    for (size_t i = 0, len; i < end; i += len) {
        const uint8_t wide[2] = {(uint8_t)(0xc0 | p[i] >> 6),
                                 (uint8_t)(0x80 | (p[i] & 0x3f))};
        const bool latin = !valid && p[i] >= 0x80;
        const uint8_t *c = latin ? wide : p + i;
        size_t width;

        len = valid ? step(p + i, end - i) : 1;
        width = latin ? 2 : len;
        if (is_control(c, width) || *c == ' ') {
            if (at > 0 && !put(out, room, &at, " ", 1))
                break;
        } else if (!put(out, room, &at, c, width)) {
            break;
        }
    }
    while (at > 0 && out[at - 1] == ' ')
        at--;
    out[at] = '\0';
    return at;
}

size_t utf8_display(char *out, size_t room, const void *in, size_t n)
{
    const uint8_t *p = in;
    size_t at = 0;

    for (size_t i = 0, len; i < n; i += len ? len : 1) {
        len = step(p + i, n - i);
        if (!(len == 0 || is_control(p + i, len) ? put(out, room, &at, "\xef\xbf\xbd", 3)
                                                 : put(out, room, &at, p + i, len)))
            break;
    }
    out[at] = '\0';
    return at;
}

/* U+EF80 to U+EFFF is ee/ef be/bf 80..bf: ee be 80 to ee bf bf. */
static bool is_wrapped(const uint8_t *p, size_t len)
{
    return len == 3 && p[0] == 0xee && p[1] >= 0xbe;
}

char *utf8_wrap(const void *in, size_t n)
{
    const uint8_t *p = in;
    char *out = mem_new(3 * n + 1, 1);
    size_t at = 0;

    for (size_t i = 0, len; i < n; i += len ? len : 1) {
        len = step(p + i, n - i);
        if (is_wrapped(p + i, len))
            len = 0;
        if (len == 0) {
            out[at++] = (char)0xee;
            out[at++] = (char)(0xbc | p[i] >> 6);
            out[at++] = (char)(0x80 | (p[i] & 0x3f));
        } else {
            memcpy(out + at, p + i, len);
            at += len;
        }
    }
    return out;
}

char *utf8_unwrap(const char *text)
{
    const size_t n = strlen(text);
    const uint8_t *p = (const uint8_t *)text;
    char *out = mem_new(n + 1, 1);
    size_t at = 0;

    for (size_t i = 0, len; i < n; i += len) {
        len = step(p + i, n - i);
        if (is_wrapped(p + i, len)) {
            out[at++] = (char)(p[i + 1] << 6 | (p[i + 2] & 0x3f));
        } else {
            len = len ? len : 1;
            memcpy(out + at, p + i, len);
            at += len;
        }
    }
    return out;
}
