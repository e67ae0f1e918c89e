/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a person sees of one sound, drawn into a buffer. */
#include "cli/review_screen.h"

#include <stdio.h>
#include <string.h>

#include "cli/glyphs.h"
#include "cli/review_wave.h"

enum {
    ROWS_BESIDE = 16, /* of everything but the waveform */
    WAVE_MOST = 6,
    TAG_COLUMNS = 22,
    BAR_COLUMNS = 24
};

static void put(struct buf *out, const char *text) { buf_bytes(out, text, strlen(text)); }

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
    glyphs_head(out, text, s->columns, s->utf8);
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
    n = glyphs_head(&text, g->tag, TAG_COLUMNS, s->utf8);
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

    if (s->note && *s->note)
        line(out, s, s->bad ? "31" : "32", s->note);
    else
        draw_matches(out, s);
    put(out, "tag: ");
    glyphs_tail(out, s->typed, room, s->utf8);
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
    glyphs_head(out, s->note ? s->note : "", s->columns - (s->columns > 0), s->utf8);
    colour(out, s, "0");
}

void screen_draw(struct buf *out, const struct screen *s)
{
    put(out, s->ansi ? "\033[?7l\033[H\033[K" : "\r\n");
    draw_title(out, s);
    (s->help ? draw_help : draw_sound)(out, s);
    put(out, s->ansi ? "\033[J\033[?7h" : "\r\n");
}
