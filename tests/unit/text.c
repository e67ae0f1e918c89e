/* SPDX-License-Identifier: GPL-2.0-or-later */
/* util/utf8: foreign text made safe. */
#include "near.h"

#include <string.h>

#include "util/utf8.h"

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
