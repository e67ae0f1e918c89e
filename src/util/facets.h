/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef UTIL_FACETS_H
#define UTIL_FACETS_H

#include <stdint.h>

/*
 * What is measured of a sound, beside what it is: plain data that dsp/ and nn/ fill, wire
 * carries and store/ turns into columns and tags. Every number is finite; whether there
 * is one at all, `why` says.
 */
enum unmeasured {
    MEASURED,
    UNMEASURED_SILENT,   /* peak under 1e-5 */
    UNMEASURED_SHORT,    /* too short for this measure */
    UNMEASURED_ATONAL,   /* noise, or too many notes at once */
    UNMEASURED_NO_PULSE, /* nothing in it recurs */
    UNMEASURED_ONESHOT,  /* asked of loops only */
    UNMEASURED_NO_MODEL, /* the model in use has nothing to measure it with */
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
    CHARACTER_TAIL,       /* s, estimated decay time of what follows: dry, wet */
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

struct facets {
    struct pitch pitch;
    struct tempo tempo;
    struct tonality tonality;
    struct loudness loudness;
    float character[CHARACTER_COUNT];
    struct quality quality;
};

#endif
