/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Letters without case and accents. */
#include "util/fold.h"

#include <stdint.h>
#include <string.h>

#include "util/utf8.h"

/* U+00C0 to U+017F as runs of letters with the same base.
 * Source: decompositions and names of the Unicode Character Database, 15.0. */
static const struct run {
    uint16_t first, n;
    const char *base;
} runs[] = {
    {0xc0, 6, "a"},   {0xc6, 1, "ae"},  {0xc7, 1, "c"},  {0xc8, 4, "e"},
    {0xcc, 4, "i"},   {0xd0, 1, "d"},   {0xd1, 1, "n"},  {0xd2, 5, "o"},
    {0xd8, 1, "o"},   {0xd9, 4, "u"},   {0xdd, 1, "y"},  {0xde, 1, "th"},
    {0xdf, 1, "ss"},  {0xe0, 6, "a"},   {0xe6, 1, "ae"}, {0xe7, 1, "c"},
    {0xe8, 4, "e"},   {0xec, 4, "i"},   {0xf0, 1, "d"},  {0xf1, 1, "n"},
    {0xf2, 5, "o"},   {0xf8, 1, "o"},   {0xf9, 4, "u"},  {0xfd, 1, "y"},
    {0xfe, 1, "th"},  {0xff, 1, "y"},   {0x100, 6, "a"}, {0x106, 8, "c"},
    {0x10e, 4, "d"},  {0x112, 10, "e"}, {0x11c, 8, "g"}, {0x124, 4, "h"},
    {0x128, 10, "i"}, {0x132, 2, "ij"}, {0x134, 2, "j"}, {0x136, 2, "k"},
    {0x138, 1, "q"},  {0x139, 10, "l"}, {0x143, 9, "n"}, {0x14c, 6, "o"},
    {0x152, 2, "oe"}, {0x154, 6, "r"},  {0x15a, 8, "s"}, {0x162, 6, "t"},
    {0x168, 12, "u"}, {0x174, 2, "w"},  {0x176, 3, "y"}, {0x179, 6, "z"},
    {0x17f, 1, "s"},
};

static uint32_t decode(const uint8_t *p, size_t n, size_t *bytes)
{
    const size_t len = utf8_shown(p, n);
    uint32_t c;

    *bytes = len ? len : 1;
    if (len < 2)
        return p[0];
    c = p[0] & (0x7fU >> len);
    for (size_t i = 1; i < len; i++)
        c = c << 6 | (p[i] & 0x3fU);
    return c;
}

static const char *latin(uint32_t c)
{
    for (size_t i = 0; i < sizeof runs / sizeof *runs; i++)
        if (c >= runs[i].first && c < (uint32_t)runs[i].first + runs[i].n)
            return runs[i].base;
    return NULL;
}

/* In U+0100 to U+017F capitals have the even numbers, but for two stretches. */
static enum fold_kind latin_kind(uint32_t c)
{
    const uint32_t odd = (c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17e);

    if (c < 0x100)
        return c < 0xdf ? FOLD_CAPITAL : FOLD_SMALL;
    return (c & 1) == odd ? FOLD_CAPITAL : FOLD_SMALL;
}

/* The small letter of a Greek or Cyrillic capital; c itself if it is none. */
static uint32_t small(uint32_t c)
{
    if ((c >= 0x391 && c <= 0x3a9) || (c >= 0x410 && c <= 0x42f))
        return c + 0x20;
    return c >= 0x400 && c <= 0x40f ? c + 0x50 : c;
}

/* The same without its accent, as where the accent stands behind it. */
static uint32_t base_of(uint32_t c)
{
    c = small(c);
    return c == 0x439 ? 0x438 : c == 0x451 ? 0x435 : c;
}

static void put(char out[FOLD_BYTES + 1], uint32_t c)
{
    if (c < 0x800) {
        out[0] = (char)(0xc0 | c >> 6);
        out[1] = (char)(0x80 | (c & 0x3f));
        return;
    }
    out[0] = (char)(0xe0 | c >> 12);
    out[1] = (char)(0x80 | (c >> 6 & 0x3f));
    out[2] = (char)(0x80 | (c & 0x3f));
}

static void fold_ascii(struct fold *f, char c)
{
    if (c >= '0' && c <= '9')
        f->kind = FOLD_DIGIT;
    else if (c >= 'a' && c <= 'z')
        f->kind = FOLD_SMALL;
    else if (c >= 'A' && c <= 'Z')
        f->kind = FOLD_CAPITAL;
    else
        return;
    f->text[0] = f->kind == FOLD_CAPITAL ? (char)(c + ('a' - 'A')) : c;
}

/* Punctuation and symbols: U+2000 to U+2BFF, CJK marks, private use, and what lies
 * above the scripts in daily use. */
static int is_letter(uint32_t c)
{
    return c >= 0x370 && (c < 0x2000 || c > 0x2bff) && (c < 0x3000 || c > 0x3004) &&
           (c < 0x3008 || c > 0x3020) && c != 0x30fb && (c < 0xe000 || c > 0xf8ff) &&
           c < 0xfe00;
}

struct fold fold_char(const void *s, size_t n)
{
    struct fold f = {.kind = FOLD_GAP};
    const uint32_t c = decode(s, n, &f.bytes);
    const char *base = latin(c);

    if (c < 0x80) {
        fold_ascii(&f, (char)c);
    } else if (base) {
        f.kind = latin_kind(c);
        memcpy(f.text, base, strlen(base));
    } else if (c >= 0x300 && c <= 0x36f) {
        f.kind = FOLD_MARK;
    } else if (is_letter(c)) {
        f.kind = small(c) == c ? FOLD_SMALL : FOLD_CAPITAL;
        put(f.text, base_of(c));
    }
    return f;
}
