/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cli/review_screen, review_wave: what is drawn, to the character. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "cli/glyphs.h"
#include "cli/review_screen.h"
#include "cli/review_wave.h"

static struct buf out;

static const char *text(void)
{
    buf_u8(&out, 0);
    out.len--;
    return (const char *)out.data;
}

static void drop(void) { buf_clear(&out); }

TestSuite(wave, .fini = drop);
TestSuite(screen, .fini = drop);

static void shows(const char *in, size_t columns, bool utf8, const char *as, size_t wide)
{
    buf_reset(&out);
    cr_expect(glyphs_head(&out, in, columns, utf8) == wide, "%s", in);
    cr_expect_str_eq(text(), as, "%s: %s, not %s", in, text(), as);
}

Test(screen, a_text_is_cut_to_its_columns)
{
    shows("kick", 4, true, "kick", 4);
    shows("kicks", 4, true, "kic…", 4);
    shows("kicks", 4, false, "kic~", 4);
    shows("kick", 1, false, "~", 1);
    shows("kick", 0, false, "", 0);
    shows("", 4, true, "", 0);
    shows("grün", 4, true, "grün", 4);
    shows("日本語", 6, true, "日本語", 6); /* two columns each */
    shows("日本語", 5, true, "日本…", 5);
    shows("日本語", 4, true, "日…", 3);
    shows("e\xcc\x81t", 2, true, "e\xcc\x81t", 2); /* an accent of its own takes none */
}

Test(screen, no_text_can_steer_a_terminal)
{
    shows("a\033[2Jb", 9, true, "a�[2Jb", 6);
    shows("a\r\nb\x7f\t", 9, true, "a��b��", 6);
    shows("a\xc2\x9b"
          "31m",
          9, true, "a��31m", 6);
    shows("a\xff\xfe", 9, true, "a��", 3);
    shows("fdp\xe2\x80\xaewav", 9, true, "fdp�wav", 7); /* would turn the rest around */
    shows("grün \033 日", 9, false, "gr?n ? ?", 8);
}

static struct screen sound(bool ansi)
{
    static const float level[] = {1.0f, 0.5f, 0.25f, 0.0f};

    return (struct screen){.columns = 60,
                           .rows = 18,
                           .ansi = ansi,
                           .place = "1 of 20",
                           .name = "kick\033.wav",
                           .folder = "/music",
                           .facts = "0.47 s",
                           .level = level,
                           .levels = 4,
                           .now = "unsure",
                           .guess = {{"drums.kick", 0.5f}, {"bass", 0.25f}},
                           .guesses = 2,
                           .reject = "drums.kick",
                           .note = "stored: bass"};
}

Test(screen, is_plain_lines_where_the_terminal_knows_no_more)
{
    const struct screen s = sound(false);

    screen_draw(&out, &s);
    cr_expect_str_eq(text(),
                     "\r\n1 of 20\r\n\r\nkick?.wav\r\n/music\r\n0.47 s\r\n"
                     "##--\r\n"
                     "\r\nnow  unsure\r\n"
                     "  1  drums.kick             0.50  ############\r\n"
                     "  2  bass                   0.25  ######\r\n"
                     "\r\nEnter yes, 1-5 that one, n not drums.kick\r\n"
                     "/ other tag, f form, s skip, p play, u undo, ? help, q quit\r\n"
                     "stored: bass\r\n");
}

/* Columns that a line takes, without what steers. */
static size_t widest(const char *s)
{
    size_t most = 0, n = 0;

    for (; *s; s++) {
        if (*s == '\033') {
            while (*++s < '@' || *s == '[')
                ;
        } else if (*s == '\n') {
            n = 0;
        } else if (*s != '\r' && ((unsigned char)*s & 0xc0) != 0x80) {
            n++;
        }
        most = n > most ? n : most;
    }
    return most;
}

Test(screen, fits_any_terminal)
{
    char name[300];

    memset(name, 'x', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    for (size_t columns = 8; columns < 100; columns += 13)
        for (int kind = 0; kind < 6; kind++) {
            struct screen s = sound(true);
            size_t lines = 0;

            s.columns = columns;
            s.rows = kind < 3 ? 24 : 17;
            s.name = s.folder = s.place = s.facts = s.now = s.note = s.reject = name;
            s.guess[0].tag = name;
            s.guesses = 2;
            s.utf8 = s.colour = kind % 3 == 0;
            s.help = kind % 3 == 1;
            s.typed = kind % 3 == 2 ? name : NULL;
            buf_reset(&out);
            screen_draw(&out, &s);
            cr_expect(widest(text()) <= columns, "%zu: %zu", columns, widest(text()));
            for (const char *at = text(); (at = strchr(at, '\n')); at++)
                lines++;
            cr_expect(lines < s.rows, "%zu lines in %zu rows", lines + 1, s.rows);
        }
}

Test(screen, shows_the_end_of_a_tag_in_the_making_and_what_it_may_become)
{
    struct screen s = sound(false);

    s.columns = 20;
    s.typed = "123456789012345678";
    s.match[0] = "a";
    s.match[1] = "b";
    s.matches = 2;
    s.more = 7;
    s.note = "";
    screen_draw(&out, &s);
    cr_expect(strstr(text(), "\r\na  b  and 7 more\r\ntag: ~6789012345678\r\n"), "%s",
              text());
    s.note = "no such tag";
    buf_reset(&out);
    screen_draw(&out, &s);
    cr_expect(strstr(text(), "\r\nno such tag\r\ntag: "), "%s", text());
}

static void draws(const float *level, size_t n, size_t columns, size_t rows, bool utf8,
                  const char *as)
{
    buf_reset(&out);
    for (size_t row = 0; row < rows; row++) {
        wave_row(&out, level, n, columns, row, rows, utf8);
        buf_u8(&out, '\n');
    }
    cr_expect_str_eq(text(), as, "\n%snot\n%s", text(), as);
}

Test(wave, is_symmetrical_and_a_line_where_nothing_is)
{
    static const float decay[] = {1.0f, 0.5f, 0.2f, 0.0f}, none[4] = {0};

    draws(decay, 4, 4, 5, false, "#   \n##  \n###-\n##  \n#   \n");
    draws(none, 4, 4, 3, false, "    \n----\n    \n");
    draws(decay, 4, 2, 2, true, "⣧⣀\n⡟⠉\n");
    draws(none, 4, 2, 1, true, "⠶⠶\n");
}

Test(wave, fewer_columns_show_the_loudest_under_each)
{
    static const float clicks[] = {0, 0, 0, 1, 0, 0, 0, 0};

    draws(clicks, 8, 2, 1, false, "#-\n");
    cr_expect(wave_columns(128, true) == 64 && wave_columns(128, false) == 128);
}

/* A click, then a tone that is 20 dB lower in one band; a tone in two bands is 3 dB up.
 */
Test(wave, levels_are_the_root_of_the_power_of_all_bands)
{
    struct patch p = {.hops = 200};
    float level[PATCH_COLS];

    wave_levels(&p, level);
    for (size_t c = 0; c < PATCH_COLS; c++)
        cr_expect(level[c] == 0.0f);
    p.whole[0][3] = 255;
    p.whole[1][3] = 204;
    p.whole[2][3] = p.whole[2][9] = 204;
    wave_levels(&p, level);
    cr_expect_float_eq(level[0], 1.0f, 1e-6);
    cr_expect_float_eq(level[1], 0.1f, 1e-4);
    cr_expect_float_eq(level[2], 0.1f * 1.41421356f, 1e-4);
    cr_expect(level[3] == 0.0f);
}
