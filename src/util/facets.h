/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef UTIL_FACETS_H
#define UTIL_FACETS_H

#include <stdbool.h>
#include <stdint.h>

/*
 * What is measured of a sound, beside what it is: plain data that dsp/ and nn/ fill, wire
 * carries and store/ turns into columns and tags. Every number is finite; whether there
 * is one at all, `why` says. The library keeps the numbers of the enums.
 */
enum unmeasured {
    MEASURED,
    UNMEASURED_SILENT,   /* peak under 1e-5 */
    UNMEASURED_SHORT,    /* too short for this measure */
    UNMEASURED_ATONAL,   /* noise, or too many notes at once */
    UNMEASURED_NO_PULSE, /* nothing in it recurs */
    UNMEASURED_ONESHOT,  /* asked of loops only */
    UNMEASURED_NO_MODEL, /* the model in use has nothing to measure it with */
    UNMEASURED_UNKNOWN,  /* nobody has looked */
    UNMEASURED_COUNT
};

/* The note of a one-shot. */
struct pitch {
    enum unmeasured why;
    float hz;         /* of the fundamental; A4 is 440 */
    float confidence; /* 0 to 1, calibrated: that the note is right, octave and all */
};

enum { TEMPO_ALTERNATES = 2 };

/* The beat of a loop. */
struct tempo {
    enum unmeasured why;
    float bpm;
    float confidence;                  /* 0 to 1, calibrated: within 4 % of the truth */
    float alternate[TEMPO_ALTERNATES]; /* bpm, the likelier first; 0 = none */
    int beats;                         /* that fill the file; 0 = not cut on the beat */
    float downbeat_s;                  /* where the first bar begins */
};

enum { KEYS = 24 }; /* C, C#, ... B major, then the same minor */

/* The key of a loop or phrase. */
struct tonality {
    enum unmeasured why;
    int key;          /* below KEYS */
    float confidence; /* 0 to 1, calibrated: that the key is exactly right */
    int second;       /* the next likely key; -1 = none */
    float second_confidence;
    float tuning_cents; /* of the whole from A4 = 440, -50 to 50 */
};

/* EBU R128. What is too short for a measure is measured as its rule says. */
struct loudness {
    enum unmeasured why;
    float lufs;           /* integrated */
    float momentary_lufs; /* the loudest 400 ms */
    float true_peak_db;   /* dBTP */
};

/* How it sounds: each a number, of which thresholds make words. */
enum character {
    CHARACTER_CENTROID,   /* Hz: dark, bright */
    CHARACTER_LENGTH,     /* s that are within 40 dB of the peak: short, medium, long */
    CHARACTER_BALANCE,    /* 0 to 1, where in it the energy lies: decaying, swelling */
    CHARACTER_SUSTAIN,    /* dB, level of its second half to the first: sustained */
    CHARACTER_NOISINESS,  /* 0 to 1: tonal, noisy */
    CHARACTER_TAIL,       /* s, estimated decay time of its end; 0 = none: dry, wet */
    CHARACTER_PUNCH,      /* dB, onset over what follows: punchy */
    CHARACTER_DISTORTION, /* 0 to 1: distorted */
    CHARACTER_COUNT
};

/* What is wrong with a recording. */
enum fault {
    FAULT_CLIPPED,
    FAULT_DC,
    FAULT_LEADING_SILENCE,
    FAULT_TRAILING_SILENCE,
    FAULT_NEAR_SILENT,
    FAULT_MONO_AS_STEREO,
    FAULT_ONE_SIDED,
    FAULT_TRUNCATED,
    FAULT_OVERS,
    FAULT_COUNT
};

struct quality {
    float clipped_s;  /* in runs of frames at full scale */
    float dc;         /* mean of the samples, of the worst channel; full scale is 1 */
    float leading_s;  /* under peak - 60 dB */
    float trailing_s; /* alike */
    float side_db;    /* power of L - R over that of L + R; 0 for what has one channel */
    float balance_db; /* the louder of two channels over the other; 0 for one channel */
    float end_db;     /* level of the last 5 ms, relative to the peak */
    uint32_t faults;  /* bit 1 << enum fault each */
};

/*
 * Where `why` is not MEASURED the rest of its struct is 0, indices -1. Form, character
 * and quality have none of their own: they are there as soon as somebody has looked for
 * the loudness (not UNMEASURED_UNKNOWN), but silence has no character (UNMEASURED_SILENT
 * of the loudness).
 */
struct facets {
    struct pitch pitch;
    struct tempo tempo;
    float loop_p; /* 0 to 1, calibrated: that it is a loop, by the signal alone */
    struct tonality tonality;
    struct loudness loudness;
    float character[CHARACTER_COUNT];
    struct quality quality;
};

/* Nobody has measured anything. */
struct facets facets_none(void);

/* The parts of it. */
enum facets_part {
    FACETS_PITCH,
    FACETS_TEMPO,
    FACETS_FORM, /* loop_p */
    FACETS_TONALITY,
    FACETS_LOUDNESS,
    FACETS_CHARACTER,
    FACETS_QUALITY,
    FACETS_ALTERNATE, /* a tempo beside the first; this and what follows: of those above
                       */
    FACETS_ALTERNATE_2,
    FACETS_SECOND, /* a second key */
    FACETS_PARTS
};
bool facets_has(const struct facets *f, enum facets_part part);

/* "silent", "short", "atonal", ... as the library has it. */
const char *unmeasured_name(enum unmeasured why);

/* The nearest MIDI note, 0 to 127. */
int pitch_note(float hz);

/* Is it sure enough to be published as the note, tempo or key of the sound? */
bool facets_sure(const struct facets *f, enum facets_part part);

/*
 * What is said of a sound in words, each a facet of its own with a closed vocabulary. Of
 * the first three a sound has at most one word.
 */
enum wording {
    WORDING_LENGTH,
    WORDING_BRIGHTNESS,
    WORDING_ENVELOPE,
    WORDING_CHARACTER,
    WORDING_QUALITY,
    WORDINGS
};
enum { WORDING_MOST = 9 }; /* words of one facet */

const char *wording_facet(enum wording w); /* "length" */
/* Word number i from 0, in the order of the bits of wording_of(); NULL = no more. */
const char *wording_word(enum wording w, int i);
int wording_find(const char *facet); /* enum wording; -1 = none of them */

/* Which words hold: bit 1 << i each. */
uint32_t wording_of(enum wording w, const struct facets *f);

#endif
