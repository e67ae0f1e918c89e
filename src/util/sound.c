/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What forms and notes are called, in the library as in words typed and printed. */
#include "util/sound.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const form_name[FORM_COUNT] = {"oneshot", "loop"};

const char *sound_form_name(int form) { return form_name[form]; }

int sound_form_of(const char *name)
{
    for (int form = 0; form < FORM_COUNT; form++)
        if (strcmp(name, form_name[form]) == 0)
            return form;
    return -1;
}

const char *sound_note_name(char out[SOUND_NOTE], int midi)
{
    static const char *const pitch[12] = {"C",  "C#", "D",  "D#", "E",  "F",
                                          "F#", "G",  "G#", "A",  "A#", "B"};

    snprintf(out, SOUND_NOTE, "%s%d", pitch[midi % 12], midi / 12 - 1);
    return out;
}

/* An octave above the half tones of the letter and the sharp or flat behind it, so that
 * Cb is no less than nought; -1 = none. *name moves past. */
static int half_tones(const char **name)
{
    static const int of[] = {9, 11, 0, 2, 4, 5, 7}; /* A to G, above C */
    const int letter = (*name)[0] & ~0x20;
    int tones;

    if (letter < 'A' || letter > 'G')
        return -1;
    tones = 12 + of[letter - 'A'];
    ++*name;
    if (**name == '#' || **name == 'b')
        tones += *(*name)++ == '#' ? 1 : -1;
    return tones;
}

int sound_note_of(const char *name)
{
    const int tones = half_tones(&name);
    char *end;
    long octave;

    if (tones < 0 || (*name != '-' && (*name < '0' || *name > '9')))
        return -1;
    octave = strtol(name, &end, 10);
    if (*end || octave < -1 || octave > 9)
        return -1;
    octave = 12 * octave + tones;
    return octave >= 0 && octave <= 127 ? (int)octave : -1;
}
