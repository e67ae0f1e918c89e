/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef QUERY_FACET_H
#define QUERY_FACET_H

#include <stddef.h>

/* What a query may ask for by name: "bpm:118..124" is facet "bpm". */
enum query_facet {
    QUERY_WORD, /* no name: a tag, else text */
    /* tags */
    QUERY_CATEGORY,
    QUERY_FORM,
    QUERY_KEY,
    QUERY_NOTE,
    QUERY_LENGTH,
    QUERY_ENVELOPE,
    QUERY_CHARACTER,
    QUERY_QUALITY,
    QUERY_TAG,
    QUERY_USER,
    QUERY_SOURCE,
    QUERY_BST,
    QUERY_UCS,
    /* files */
    QUERY_NAME,
    QUERY_PATH,
    QUERY_FOLDER,
    QUERY_FORMAT,
    QUERY_STATE,
    /* numbers */
    QUERY_DURATION,       /* s */
    QUERY_BPM,            /* beats per minute */
    QUERY_BPM_CONFIDENCE, /* this and the other confidences: 0 to 1 */
    QUERY_CONFIDENCE,     /* of the category */
    QUERY_FORM_CONFIDENCE,
    QUERY_KEY_CONFIDENCE,
    QUERY_PITCH, /* Hz */
    QUERY_PITCH_CONFIDENCE,
    QUERY_BEATS,
    QUERY_LOUDNESS,   /* LUFS */
    QUERY_MOMENTARY,  /* LUFS */
    QUERY_PEAK,       /* dBFS */
    QUERY_TRUE_PEAK,  /* dBTP */
    QUERY_BRIGHTNESS, /* Hz, or a word */
    QUERY_AUDIBLE,    /* s; this and what follows: enum character of util/facets.h */
    QUERY_SUSTAIN,    /* dB */
    QUERY_NOISINESS,  /* 0 to 1 */
    QUERY_TAIL,       /* s */
    QUERY_PUNCH,      /* dB */
    QUERY_DISTORTION, /* 0 to 1 */
    QUERY_RATE,       /* Hz */
    QUERY_CHANNELS,
    QUERY_FILES, /* with the same sound */
    QUERY_SIZE,  /* bytes */
    QUERY_MODEL, /* its id */
    QUERY_ADDED, /* days or ages: see query.h */
    QUERY_MODIFIED,
    /* what is no condition of its own */
    QUERY_SIMILAR,
    QUERY_SORT,
    QUERY_LIMIT,
    QUERY_FACETS
};

enum query_sort_key {
    SORT_CONFIDENCE,
    SORT_NAME,
    SORT_PATH,
    SORT_ADDED,
    SORT_MODIFIED,
    SORT_DURATION,
    SORT_BPM,
    SORT_NOTE,
    SORT_LOUDNESS,
    SORT_PEAK,
    SORT_BRIGHTNESS,
    SORT_RATE,
    SORT_SIZE,
    SORT_RANDOM,
    SORT_PITCH,
    SORT_TRUE_PEAK,
    SORT_NOISINESS,
    SORT_PUNCH,
    SORT_DISTORTION,
    SORT_KEYS
};

enum facet_kind {
    FACET_TEXT,   /* anything */
    FACET_CHOICE, /* one of `words` */
    FACET_NUMBER, /* a range, or a word of `wording`; one number where `near` says so */
    FACET_NOTE,   /* a range of notes, or a note of any octave */
    FACET_KEY,
    FACET_TIME, /* a range of days or of ages */
    FACET_SORT,
    FACET_LIMIT
};

/* Units of a number, by the factor that makes it what the facet counts in. */
enum facet_units { UNITS_NONE, UNITS_TIME, UNITS_HERTZ, UNITS_BYTES, UNITS_DECIBEL };

struct facet {
    const char *name;  /* as it is printed */
    const char *other; /* other names, such as the column's, parted by blanks; NULL */
    enum facet_kind kind;
    enum facet_units units;
    double near;         /* one number means: within this of it; < 0: it means nothing */
    double least, most;  /* what there can be */
    const char *words;   /* of a choice, parted by blanks; NULL = none, or those of: */
    int wording;         /* 1 + enum wording of util/facets.h; 0 = none */
    const char *allowed; /* "a tempo is 120, >100 or 118..124" */
};

extern const struct facet facets[QUERY_FACETS];

/* By either name, in any case; QUERY_FACETS = none has it. */
enum query_facet facet_find(const char *name, size_t n);

/* Is it one of these words, parted by blanks? Its number from 0, or -1. */
int facet_choice(const char *words, const char *word);

/* All keys that sort: knows, parted by blanks, in the order of the enum. */
extern const char facet_sort_words[];

/* Which of them: also by another name of the facet ("loud"). enum query_sort_key, or -1. */
int facet_sort_key(const char *word);

#endif
