/* SPDX-License-Identifier: GPL-2.0-or-later */
/* util/keyname: keys by name. */
#include "near.h"

#include "util/facets.h"
#include "util/keyname.h"

Test(keyname, a_key_is_read_from_its_name_and_from_its_hour)
{
    for (int key = 0; key < KEYS; key++) {
        cr_expect(keyname_of(keyname(key)) == key, "%s", keyname(key));
        cr_expect(keyname_of(keyname_camelot(key)) == key, "%s", keyname_camelot(key));
    }
}

Test(keyname, it_may_be_spelled_in_many_ways)
{
    static const char *const same[][6] = {
        {"Am", "a minor", "A-min", "am", "8a", "Amoll"},
        {"C", "c", "C major", "Cmaj", "8B", "CM"},
        {"F#", "Gb", "f#maj", "gb major", "2b", "F# dur"},
        {"Bbm", "A#m", "bbm", "a#_min", "3A", "Bb minor"},
        {"B", "Cb", "b", "B major", "1B", "cb dur"}};

    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        for (size_t j = 0; j < 6; j++)
            cr_expect_str_eq(keyname(keyname_of(same[i][j])), same[i][0], "%s",
                             same[i][j]);
}

Test(keyname, what_is_no_key_has_none)
{
    static const char *const none[] = {"",   "H",  "Amm", "0A", "13B",   "8",
                                       "8C", "A4", "C##", " C", "minor", "8Am"};

    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        cr_expect(keyname_of(none[i]) == -1, "'%s'", none[i]);
    cr_expect_str_eq(keyname(-1), "");
    cr_expect_str_eq(keyname(KEYS), "");
    cr_expect_str_eq(keyname_camelot(KEYS), "");
}

Test(keyname, what_is_an_hour_apart_is_a_fifth_apart)
{
    static const struct {
        const char key[4], hour[4];
    } known[] = {{"Am", "8A"}, {"C", "8B"},   {"G", "9B"},   {"F", "7B"},
                 {"Em", "9A"}, {"G#m", "1A"}, {"B", "1B"},   {"E", "12B"},
                 {"Dm", "7A"}, {"Ebm", "2A"}, {"F#m", "11A"}};

    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        cr_expect_str_eq(keyname_camelot(keyname_of(known[i].key)), known[i].hour, "%s",
                         known[i].key);
}
