/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What forms and notes are called, in the library as in words typed and printed. */
#include "util/sound.h"

#include <stdio.h>
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
