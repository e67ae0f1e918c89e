/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Words of a closed vocabulary, and keys, as they are typed. */
#include "query/choice.h"

#include <string.h>
#include <strings.h>

#include "util/facets.h"
#include "util/keyname.h"

/* "a minor", "F#", "bb", "8a": as "Am", "F#", "Bb", "8A". */
bool choice_read_key(char *value)
{
    const int key = keyname_of(value);
    const size_t n = value[0] && (value[1] == '#' || value[1] == 'b') ? 2 : 1;

    if (key < 0)
        return false;
    if (*value >= '0' && *value <= '9') {
        value[strlen(value) - 1] &= (char)~0x20;
        return true;
    }
    value[0] = (char)(value[0] & ~0x20);
    value[n] = key >= KEYS / 2 ? 'm' : '\0';
    value[n + (key >= KEYS / 2)] = '\0';
    return true;
}

/* Is it a word of the facet's own? */
static bool is_choice(const struct facet *f, const char *value)
{
    if (f->words)
        return facet_choice(f->words, value) >= 0;
    for (int i = 0; f->wording && wording_word(f->wording - 1, i); i++)
        if (strcasecmp(wording_word(f->wording - 1, i), value) == 0)
            return true;
    return false;
}

bool choice_read(const struct facet *f, char *value)
{
    if (!is_choice(f, value))
        return false;
    for (; *value; value++)
        *value = (char)(*value >= 'A' && *value <= 'Z' ? *value | 0x20 : *value);
    return true;
}
