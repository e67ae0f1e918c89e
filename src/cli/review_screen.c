/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a person sees of one sound, drawn into a buffer. */
#include "cli/review_screen.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "cli/review_wave.h"
#include "util/utf8.h"

enum {
    ROWS_BESIDE = 16, /* of everything but the waveform */
    WAVE_MOST = 6,
    TAG_COLUMNS = 22,
    BAR_COLUMNS = 24
};

static void put(struct buf *out, const char *text) { buf_bytes(out, text, strlen(text)); }

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

/* Columns of a character; -1: it would turn the text around. Source: The Unicode
 * Standard, annexes 9 (bidirectional controls) and 11 (blocks that are wide). */
static int width_of(uint32_t c)
{
    static const struct range turns[] = {
        {0x061c, 0x061c}, {0x200e, 0x200f}, {0x2028, 0x202e}, {0x2066, 0x2069}};
    static const struct range none[] = {{0x0300, 0x036f}, {0x200b, 0x200d},
                                        {0x20d0, 0x20ff}, {0xfe00, 0xfe0f},
                                        {0xfe20, 0xfe2f}, {0xfeff, 0xfeff}};
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

static struct glyph glyph_at(const char *text, bool utf8)
{
    const size_t n = utf8_shown(text, strlen(text));
    const int width = n ? width_of(code_of((const uint8_t *)text, n)) : -1;
    struct glyph g = {n ? n : 1, width < 0 ? 1 : (size_t)width, n, text};

    if (width < 0 || (!utf8 && n > 1)) {
        g.shown = utf8 ? "\xef\xbf\xbd" : "?";
        g.len = utf8 ? 3 : 1;
        g.columns = 1;
    }
    return g;
}

static size_t columns_of(const char *text, bool utf8)
{
    size_t n = 0;

    while (*text) {
        const struct glyph g = glyph_at(text, utf8);

        n += g.columns;
        text += g.bytes;
    }
    return n;
}

size_t screen_text(struct buf *out, const char *text, size_t columns, bool utf8)
{
    const bool cut = columns_of(text, utf8) > columns;
    const size_t room = cut && columns > 0 ? columns - 1 : columns;
    size_t n = 0;

    while (*text && columns > 0) {
        const struct glyph g = glyph_at(text, utf8);

        if (n + g.columns > room)
            break;
        buf_bytes(out, g.shown, g.len);
        n += g.columns;
        text += g.bytes;
    }
    if (!cut || columns == 0)
        return n;
    put(out, utf8 ? "\xe2\x80\xa6" : "~");
    return n + 1;
}

static void colour(struct buf *out, const struct screen *s, const char *code)
{
    if (!s->colour)
        return;
    put(out, "\033[");
    put(out, code);
    put(out, "m");
}

/* The next line is wiped before anything stands in it: after its last column that would
 * take away what stands there. */
static void end_line(struct buf *out, const struct screen *s)
{
    put(out, s->ansi ? "\r\n\033[K" : "\r\n");
}

static void line(struct buf *out, const struct screen *s, const char *code,
                 const char *text)
{
    colour(out, s, code);
    screen_text(out, text, s->columns, s->utf8);
    colour(out, s, "0");
    end_line(out, s);
}

static void draw_title(struct buf *out, const struct screen *s)
{
    line(out, s, "2", s->place);
    end_line(out, s);
    line(out, s, "1", s->name);
    line(out, s, "0", s->folder);
    line(out, s, "0", s->facts);
}

static void draw_wave(struct buf *out, const struct screen *s, size_t rows)
{
    const size_t most = wave_columns(s->levels, s->utf8);
    const size_t columns = s->columns < most ? s->columns : most;

    for (size_t row = 0; row < rows; row++) {
        colour(out, s, "36");
        wave_row(out, s->level, s->levels, columns, row, rows, s->utf8);
        colour(out, s, "0");
        end_line(out, s);
    }
}

static void draw_guess(struct buf *out, const struct screen *s, size_t i)
{
    const struct screen_guess *g = &s->guess[i];
    const size_t bar = (size_t)(g->p * (float)BAR_COLUMNS + 0.5f);
    struct buf text = {0};
    char number[32];
    size_t n;

    snprintf(number, sizeof number, "  %zu  ", i + 1);
    put(&text, number);
    n = screen_text(&text, g->tag, TAG_COLUMNS, s->utf8);
    for (; n < TAG_COLUMNS; n++)
        buf_u8(&text, ' ');
    snprintf(number, sizeof number, "%5.2f  ", (double)g->p);
    put(&text, number);
    for (n = 0; n < bar && n < BAR_COLUMNS; n++)
        put(&text, "#");
    buf_u8(&text, 0);
    line(out, s, i == 0 ? "1" : "0", (const char *)text.data);
    buf_clear(&text);
}

static void draw_guesses(struct buf *out, const struct screen *s)
{
    struct buf text = {0};

    put(&text, "now  ");
    put(&text, s->now);
    buf_u8(&text, 0);
    line(out, s, "0", (const char *)text.data);
    buf_clear(&text);
    for (size_t i = 0; i < s->guesses; i++)
        draw_guess(out, s, i);
}

static void draw_keys(struct buf *out, const struct screen *s)
{
    struct buf text = {0};

    put(&text, "Enter yes, 1-5 that one, n not ");
    put(&text, s->reject);
    buf_u8(&text, 0);
    line(out, s, "2", (const char *)text.data);
    buf_clear(&text);
    line(out, s, "2", "/ other tag, f form, s skip, p play, u undo, ? help, q quit");
}

static void draw_help(struct buf *out, const struct screen *s)
{
    static const char *const text[] = {
        "Enter, y     the first guess is right",
        "1 to 5       that guess is right",
        "n            it is not what it is called now; else not the first guess",
        "/, t         type what it is, as for `sampledb tag`: kick, hat-closed,",
        "             +snare -loop, user:dusty; Tab completes",
        "f            it is a loop, or a one-shot if it is called a loop",
        "s, space     skip it, and say nothing",
        "p            play it again; any key ends the sound",
        "u            take back the last answer, and ask again",
        "q            quit; every answer is stored already"};

    for (size_t i = 0; i < sizeof text / sizeof *text; i++)
        line(out, s, "0", text[i]);
}

/* What the last word may become. */
static void draw_matches(struct buf *out, const struct screen *s)
{
    struct buf text = {0};
    char more[40];

    for (size_t i = 0; i < s->matches; i++) {
        put(&text, i ? "  " : "");
        put(&text, s->match[i]);
    }
    snprintf(more, sizeof more, "  and %zu more", s->more);
    if (s->more)
        put(&text, more);
    buf_u8(&text, 0);
    line(out, s, "2", (const char *)text.data);
    buf_clear(&text);
}

/* The tag in the making, whose end is where the cursor is. */
static void draw_prompt(struct buf *out, const struct screen *s)
{
    const size_t room = s->columns > 6 ? s->columns - 6 : 0;
    const char *typed = s->typed;

    if (s->note && *s->note)
        line(out, s, s->bad ? "31" : "32", s->note);
    else
        draw_matches(out, s);
    put(out, "tag: ");
    while (columns_of(typed, s->utf8) > room)
        typed += glyph_at(typed, s->utf8).bytes;
    screen_text(out, typed, room, s->utf8);
}

/* An odd number of plain characters: the middle is a line of its own. */
static size_t wave_rows(const struct screen *s)
{
    const size_t left = s->rows > ROWS_BESIDE ? s->rows - ROWS_BESIDE : 0;
    const size_t rows = left < 1 ? 1 : left < WAVE_MOST ? left : WAVE_MOST;

    return s->utf8 || rows % 2 ? rows : rows - 1;
}

static void draw_sound(struct buf *out, const struct screen *s)
{
    draw_wave(out, s, wave_rows(s));
    end_line(out, s);
    draw_guesses(out, s);
    end_line(out, s);
    if (s->typed) {
        draw_prompt(out, s);
        return;
    }
    draw_keys(out, s);
    colour(out, s, s->bad ? "31" : "32");
    screen_text(out, s->note ? s->note : "", s->columns - (s->columns > 0), s->utf8);
    colour(out, s, "0");
}

void screen_draw(struct buf *out, const struct screen *s)
{
    put(out, s->ansi ? "\033[?7l\033[H\033[K" : "\r\n");
    draw_title(out, s);
    (s->help ? draw_help : draw_sound)(out, s);
    put(out, s->ansi ? "\033[J\033[?7h" : "\r\n");
}
