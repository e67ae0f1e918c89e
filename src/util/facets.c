/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is measured of a sound, and the words that its numbers make. */
#include "util/facets.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "util/traits.h"

struct facets facets_none(void)
{
    return (struct facets){
        .pitch.why = UNMEASURED_UNKNOWN,
        .tempo.why = UNMEASURED_UNKNOWN,
        .tonality = {.why = UNMEASURED_UNKNOWN, .key = -1, .second = -1},
        .loudness.why = UNMEASURED_UNKNOWN};
}

bool facets_has(const struct facets *f, enum facets_part part)
{
    const bool tempo = f->tempo.why == MEASURED;

    switch (part) {
    case FACETS_PITCH:
        return f->pitch.why == MEASURED;
    case FACETS_TEMPO:
        return tempo;
    case FACETS_TONALITY:
        return f->tonality.why == MEASURED;
    case FACETS_LOUDNESS:
        return f->loudness.why == MEASURED;
    case FACETS_CHARACTER:
        return f->loudness.why != UNMEASURED_SILENT &&
               f->loudness.why != UNMEASURED_UNKNOWN;
    case FACETS_FORM:
    case FACETS_QUALITY:
        return f->loudness.why != UNMEASURED_UNKNOWN;
    case FACETS_ALTERNATE:
        return tempo && f->tempo.alternate[0] > 0;
    case FACETS_ALTERNATE_2:
        return tempo && f->tempo.alternate[0] > 0 && f->tempo.alternate[1] > 0;
    case FACETS_SECOND:
        return f->tonality.why == MEASURED && f->tonality.second >= 0;
    case FACETS_PARTS:
    default:
        return false;
    }
}

const char *unmeasured_name(enum unmeasured why)
{
    static const char *const name[UNMEASURED_COUNT] = {[MEASURED] = "measured",
                                                       [UNMEASURED_SILENT] = "silent",
                                                       [UNMEASURED_SHORT] = "short",
                                                       [UNMEASURED_ATONAL] = "atonal",
                                                       [UNMEASURED_NO_PULSE] =
                                                           "pulseless",
                                                       [UNMEASURED_ONESHOT] = "oneshot",
                                                       [UNMEASURED_NO_MODEL] = "no model",
                                                       [UNMEASURED_UNKNOWN] = "unknown"};

    return name[why];
}

int pitch_note(float hz)
{
    const long note = lround(69 + 12 * log2((double)hz / 440));

    return note < 0 ? 0 : note > 127 ? 127 : (int)note;
}

/* More likely right than not. */
static const float sure_enough = 0.5f;

bool facets_sure(const struct facets *f, enum facets_part part)
{
    const float p = part == FACETS_PITCH      ? f->pitch.confidence
                    : part == FACETS_TEMPO    ? f->tempo.confidence
                    : part == FACETS_TONALITY ? f->tonality.confidence
                                              : 0;

    return facets_has(f, part) && p >= sure_enough;
}

static const char *const facet_name[WORDINGS] = {[WORDING_LENGTH] = "length",
                                                 [WORDING_BRIGHTNESS] = "brightness",
                                                 [WORDING_ENVELOPE] = "envelope",
                                                 [WORDING_CHARACTER] = "character",
                                                 [WORDING_QUALITY] = "quality"};

static const char *const word_name[WORDINGS][WORDING_MOST] = {
    [WORDING_LENGTH] =
        {[TRAIT_SHORT] = "short", [TRAIT_MEDIUM] = "medium", [TRAIT_LONG] = "long"},
    [WORDING_BRIGHTNESS] = {[TRAIT_DARK] = "dark", [TRAIT_BRIGHT] = "bright"},
    [WORDING_ENVELOPE] = {[TRAIT_DECAYING] = "decaying",
                          [TRAIT_SUSTAINED] = "sustained",
                          [TRAIT_SWELLING] = "swelling"},
    [WORDING_CHARACTER] = {[TRAIT_TONAL] = "tonal",
                           [TRAIT_NOISY] = "noisy",
                           [TRAIT_DRY] = "dry",
                           [TRAIT_WET] = "wet",
                           [TRAIT_PUNCHY] = "punchy",
                           [TRAIT_DISTORTED] = "distorted"},
    [WORDING_QUALITY] = {[FAULT_CLIPPED] = "clipped",
                         [FAULT_DC] = "dc-offset",
                         [FAULT_LEADING_SILENCE] = "leading-silence",
                         [FAULT_TRAILING_SILENCE] = "trailing-silence",
                         [FAULT_NEAR_SILENT] = "near-silent",
                         [FAULT_MONO_AS_STEREO] = "mono-as-stereo",
                         [FAULT_ONE_SIDED] = "one-sided",
                         [FAULT_TRUNCATED] = "truncated",
                         [FAULT_OVERS] = "overs"}};

_Static_assert((int)FAULT_COUNT <= (int)WORDING_MOST, "a word for each fault");

const char *wording_facet(enum wording w) { return facet_name[w]; }

const char *wording_word(enum wording w, int i)
{
    return i < WORDING_MOST ? word_name[w][i] : NULL;
}

int wording_find(const char *facet)
{
    for (int w = 0; w < WORDINGS; w++)
        if (strcmp(facet, facet_name[w]) == 0)
            return w;
    return -1;
}

uint32_t wording_of(enum wording w, const struct facets *f)
{
    static uint32_t (*const of[WORDINGS])(const float *character) = {
        [WORDING_LENGTH] = traits_length,
        [WORDING_BRIGHTNESS] = traits_brightness,
        [WORDING_ENVELOPE] = traits_envelope,
        [WORDING_CHARACTER] = traits_character};

    if (w == WORDING_QUALITY)
        return facets_has(f, FACETS_QUALITY) ? f->quality.faults : 0;
    return facets_has(f, FACETS_CHARACTER) ? of[w](f->character) : 0;
}
