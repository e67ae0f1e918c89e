/* SPDX-License-Identifier: GPL-2.0-or-later */
/* util/utf8, words, fold: foreign text made safe, carried, and taken apart. */
#include "near.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/fold.h"
#include "util/rng.h"
#include "util/utf8.h"
#include "util/words.h"

Test(utf8, well_formed_is_what_the_standard_says)
{
    static const struct {
        char text[8];
        bool valid;
    } want[] = {
        {"plain", true},
        {"\xc3\xa9", true},
        {"\xe2\x82\xac", true},
        {"\xf0\x9f\x8e\xb5", true},
        {"\xf4\x8f\xbf\xbf", true},
        {"\xe9t\xe9", false},
        {"\xc0\x80", false},
        {"\xc1\xbf", false},
        {"\xe0\x80\x80", false},
        {"\xed\xa0\x80", false},
        {"\xf4\x90\x80\x80", false},
        {"\xf0\x80\x80\x80", false},
        {"\xe2\x82", false},
        {"\x80", false},
        {"\xff", false},
    };

    for (size_t i = 0; i < sizeof want / sizeof want[0]; i++)
        cr_expect(utf8_valid(want[i].text, strlen(want[i].text)) == want[i].valid,
                  "row %zu", i);
}

Test(utf8, a_character_is_shown_unless_it_is_malformed_or_controls)
{
    static const struct {
        char text[8];
        size_t bytes;
    } want[] = {
        {"a", 1},        {" ", 1},        {"\xc2\xa0", 2}, {"\xe2\x82\xac", 3},
        {"", 0},         {"\n", 0},       {"\x7f", 0},     {"\xc2\x85", 0},
        {"\xe2\x82", 0}, {"\xc0\x80", 0}, {"\xff", 0},     {"\xf0\x9f\x8e\xb5", 4}};

    for (size_t i = 0; i < sizeof want / sizeof want[0]; i++)
        cr_expect(utf8_shown(want[i].text, strlen(want[i].text)) == want[i].bytes,
                  "row %zu", i);
}

static void expect_clean(const char *in, size_t room, const char *want)
{
    char out[64];
    const size_t n = utf8_clean(out, room, in, strlen(in));

    cr_expect_str_eq(out, want);
    cr_expect(n == strlen(want));
}

Test(utf8, foreign_text_is_made_clean)
{
    expect_clean("  Kick 01 \r\n", 64, "Kick 01");
    expect_clean("a\tb\x7f"
                 "c",
                 64, "a b c");
    expect_clean("caf\xe9", 64, "caf\xc3\xa9");
    expect_clean("caf\xc3\xa9", 64, "caf\xc3\xa9");
    expect_clean("caf\xc3\xa9", 5, "caf");
    expect_clean("caf\xe9", 5, "caf");
    expect_clean("abc", 1, "");
    expect_clean("a\xc2\x85"
                 "b",
                 64, "a b");
    expect_clean("\x1b[31mred", 64, "[31mred");
}

Test(utf8, a_name_that_is_not_utf8_can_be_shown)
{
    char out[32];

    cr_expect(utf8_display(out, sizeof out, "caf\xe9\n.wav", 9) == 13);
    cr_expect_str_eq(out, "caf\xef\xbf\xbd\xef\xbf\xbd.wav");
    utf8_display(out, sizeof out, "\xc3\xa9t\xc3\xa9", 5);
    cr_expect_str_eq(out, "\xc3\xa9t\xc3\xa9");
    utf8_display(out, 4, "ab\xe9", 3);
    cr_expect_str_eq(out, "ab", "a replacement is not cut in two");
}

Test(utf8_wrap, any_bytes_come_back_and_travel_as_text)
{
    static const char *const often[] = {"\xee\xbe\x80", "\xee\xbf\xbf", "\xee\xbd\xbf",
                                        "\xc3\xa9",     "\xee",         "a"};
    struct rng r;

    rng_init(&r, 5);
    for (int round = 0; round < 20000; round++) {
        char in[64] = "", *text, *back;
        size_t n = 0;

        while (n + 4 < sizeof in && rng_below(&r, 12)) {
            if (rng_below(&r, 2))
                in[n++] = (char)(1 + rng_below(&r, 255));
            else
                n = (size_t)(stpcpy(in + n, often[rng_below(&r, 6)]) - in);
        }
        in[n] = '\0';
        text = utf8_wrap(in, n);
        back = utf8_unwrap(text);
        cr_assert(utf8_valid(text, strlen(text)) && strcmp(back, in) == 0);
        free(back);
        free(text);
    }
}

Test(words, edges_are_where_words_may_begin)
{
    struct words w;

    words_of(&w, "HHopen_02", 9);
    cr_expect(strcmp(w.text, "hhopen02") == 0, "%s", w.text);
    cr_expect(memcmp(w.edge,
                     (uint8_t[]){EDGE_GAP, EDGE_CASE, EDGE_CASE, 0, 0, 0, EDGE_GAP, 0,
                                 EDGE_GAP},
                     9) == 0);
    words_of(&w, "a1B", 3);
    cr_expect(w.n == 3 && w.edge[1] == EDGE_KIND && w.edge[2] == EDGE_KIND);
    words_of(&w, "", 0);
    cr_expect(w.n == 0 && w.edge[0] == EDGE_GAP);
}

Test(words, letters_lose_case_and_accents)
{
    static const struct {
        const char *in, *out;
    } list[] = {{"\xc3\x89", "e"},
                {"\xc3\x9f", "ss"},
                {"\xc5\x92", "oe"},
                {"\xc5\x81", "l"},
                {"\xd0\x96", "\xd0\xb6"},
                {"\xce\xa3", "\xcf\x83"},
                {"\xe9", "e"},
                {"\xc3\x97", ""},
                {"\xe2\x80\x93", ""},
                {"7", "7"},
                {"Z", "z"},
                {"\xd0\xb9", "\xd0\xb8"}};

    for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
        const struct fold f = fold_char(list[i].in, strlen(list[i].in));

        cr_expect(strcmp(f.text, list[i].out) == 0, "'%s' becomes '%s'", list[i].in,
                  f.text);
        cr_expect(f.bytes == strlen(list[i].in));
    }
}
