/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text as a terminal shows it: how wide it is, and cut to what fits. */
#include "cli/glyphs.h"

#include <stdint.h>
#include <string.h>

#include "util/utf8.h"

static uint32_t code_of(const uint8_t *p, size_t n)
{
    uint32_t c = n == 1 ? p[0] : p[0] & (0x7fU >> n);

    for (size_t i = 1; i < n; i++)
        c = c << 6 | (p[i] & 0x3fU);
    return c;
}

struct range {
    uint32_t from, to;
};

static bool lies_in(uint32_t c, const struct range *r, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (c >= r[i].from && c <= r[i].to)
            return true;
    return false;
}

/*
 * Columns of a character; -1: it would turn the text around. Source: The Unicode
 * Standard 15: annexes 9 (bidirectional controls) and 11 (blocks that are wide), and the
 * blocks of marks that stand upon the character before (general categories Mn and Me of
 * the scripts in use). wcwidth(3) knows more, but only of the locale that is set.
 */
static int width_of(uint32_t c)
{
    static const struct range turns[] = {
        {0x061c, 0x061c}, {0x200e, 0x200f}, {0x2028, 0x202e}, {0x2066, 0x2069}};
    static const struct range none[] = {
        {0x0300, 0x036f}, {0x0483, 0x0489}, {0x0591, 0x05bd},  {0x0610, 0x061a},
        {0x064b, 0x065f}, {0x06d6, 0x06dc}, {0x0e31, 0x0e31},  {0x0e34, 0x0e3a},
        {0x0e47, 0x0e4e}, {0x1160, 0x11ff}, {0x1ab0, 0x1aff},  {0x1dc0, 0x1dff},
        {0x200b, 0x200d}, {0x20d0, 0x20ff}, {0x3099, 0x309a},  {0xfe00, 0xfe0f},
        {0xfe20, 0xfe2f}, {0xfeff, 0xfeff}, {0xe0100, 0xe01ef}};
    static const struct range wide[] = {
        {0x1100, 0x115f},   {0x2e80, 0x303e},  {0x3041, 0xa4cf}, {0xac00, 0xd7a3},
        {0xf900, 0xfaff},   {0xfe30, 0xfe6f},  {0xff00, 0xff60}, {0xffe0, 0xffe6},
        {0x1f300, 0x1faff}, {0x20000, 0x3fffd}};

    return c < 0x300                                         ? 1
           : lies_in(c, turns, sizeof turns / sizeof *turns) ? -1
           : lies_in(c, none, sizeof none / sizeof *none)    ? 0
           : lies_in(c, wide, sizeof wide / sizeof *wide)    ? 2
                                                             : 1;
}

/* The next character of text: its bytes, what stands for it, its columns. */
struct glyph {
    size_t bytes, columns, len;
    const char *shown;
};

/* A character is 4 bytes at most: more need not be looked at, of a text of any length. */
static struct glyph glyph_at(const char *text, bool utf8)
{
    const size_t n = utf8_shown(text, strnlen(text, 4));
    const int width = n ? width_of(code_of((const uint8_t *)text, n)) : -1;
    struct glyph g = {n ? n : 1, width < 0 ? 1 : (size_t)width, n, text};

    if (width < 0 || (!utf8 && n > 1)) {
        g.shown = utf8 ? "\xef\xbf\xbd" : "?";
        g.len = utf8 ? 3 : 1;
        g.columns = 1;
    }
    return g;
}

size_t glyphs_columns(const char *text, bool utf8)
{
    size_t n = 0;

    while (*text) {
        const struct glyph g = glyph_at(text, utf8);

        n += g.columns;
        text += g.bytes;
    }
    return n;
}

/* What of text fits. Returns its columns. */
static size_t put(struct buf *out, const char *text, size_t columns, bool utf8)
{
    size_t n = 0;

    while (*text) {
        const struct glyph g = glyph_at(text, utf8);

        if (n + g.columns > columns)
            break;
        buf_bytes(out, g.shown, g.len);
        n += g.columns;
        text += g.bytes;
    }
    return n;
}

static void put_mark(struct buf *out, bool utf8)
{
    buf_bytes(out, utf8 ? "\xe2\x80\xa6" : "~", utf8 ? 3 : 1);
}

size_t glyphs_head(struct buf *out, const char *text, size_t columns, bool utf8)
{
    size_t n;

    if (columns == 0)
        return 0;
    if (glyphs_columns(text, utf8) <= columns)
        return put(out, text, columns, utf8);
    n = put(out, text, columns - 1, utf8);
    put_mark(out, utf8);
    return n + 1;
}

size_t glyphs_tail(struct buf *out, const char *text, size_t columns, bool utf8)
{
    size_t all = glyphs_columns(text, utf8);

    if (columns == 0)
        return 0;
    if (all <= columns)
        return put(out, text, columns, utf8);
    while (all > columns - 1) {
        const struct glyph g = glyph_at(text, utf8);

        all -= g.columns;
        text += g.bytes;
    }
    while (*text && glyph_at(text, utf8).columns == 0) /* nothing for it to stand upon */
        text += glyph_at(text, utf8).bytes;
    put_mark(out, utf8);
    return 1 + put(out, text, columns - 1, utf8);
}
