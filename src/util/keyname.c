/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Keys by name, and by their hour on the circle of fifths. */
#include "util/keyname.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "util/facets.h"

enum { TONES = 12, MAJOR_C_HOUR = 7, RELATIVE = 3, FIFTH = 7 };

static const char *const names[KEYS] = {
    "C",  "Db",  "D",  "Eb",  "E",  "F",  "F#",  "G",  "Ab",  "A",  "Bb",  "B",
    "Cm", "C#m", "Dm", "Ebm", "Em", "Fm", "F#m", "Gm", "G#m", "Am", "Bbm", "Bm"};

/* Minor, then major, by hour from 1. */
static const char hours[2][TONES][4] = {
    {"1A", "2A", "3A", "4A", "5A", "6A", "7A", "8A", "9A", "10A", "11A", "12A"},
    {"1B", "2B", "3B", "4B", "5B", "6B", "7B", "8B", "9B", "10B", "11B", "12B"}};

const char *keyname(int key) { return key >= 0 && key < KEYS ? names[key] : ""; }

/* Fifths up from C, of a key's own tonic or of its relative major's. */
static int hour_of(int key)
{
    const int tonic = key < TONES ? key : key + RELATIVE;

    return (tonic * FIFTH + MAJOR_C_HOUR) % TONES;
}

const char *keyname_camelot(int key)
{
    return key >= 0 && key < KEYS ? hours[key < TONES][hour_of(key)] : "";
}

static int of_camelot(const char *text)
{
    for (int key = 0; key < KEYS; key++)
        if (strcasecmp(text, keyname_camelot(key)) == 0)
            return key;
    return -1;
}

static int of_mode(const char *text)
{
    static const char *const words[2][4] = {{"", "maj", "major", "dur"},
                                            {"m", "min", "minor", "moll"}};

    if (strcmp(text, "M") == 0)
        return 0;
    for (size_t mode = 0; mode < 2; mode++)
        for (size_t i = 0; i < 4; i++)
            if (strcasecmp(text, words[mode][i]) == 0)
                return (int)mode;
    return -1;
}

int keyname_of(const char *text)
{
    static const int tone_of[] = {9, 11, 0, 2, 4, 5, 7}; /* A to G, above C */
    const int letter = *text & ~0x20;
    int tone, mode;

    if (*text >= '0' && *text <= '9')
        return of_camelot(text);
    if (letter < 'A' || letter > 'G')
        return -1;
    tone = TONES + tone_of[letter - 'A'];
    text++;
    if (*text == '#' || *text == 'b')
        tone += *text++ == '#' ? 1 : -1;
    text += strspn(text, " -_");
    mode = of_mode(text);
    return mode < 0 ? -1 : tone % TONES + mode * TONES;
}
