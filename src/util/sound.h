/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef UTIL_SOUND_H
#define UTIL_SOUND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/facets.h"

/*
 * The value that flows through the house: what one analysis says of one file.
 * worker/ fills it, wire carries and checks it, index/ passes it on, store/
 * turns it into rows. Plain data: nothing here points to audio or to SQL.
 */
enum {
    SOUND_ANALYSIS = 4,   /* raised when an analysis would give other numbers */
    SOUND_HASH = 16,      /* bytes of XXH3-128 */
    SOUND_TRUNK = 16,     /* of the id of what makes an embedding: see nn/model.h */
    SOUND_TOP = 5,        /* best leaves kept as evidence */
    SOUND_PEAKS = 600,    /* bytes of its picture, envelope and all, at most */
    SOUND_MAX_NODES = 256 /* categories a model may know, parents included */
};

enum sound_status {
    SOUND_OK,
    SOUND_FAILED,     /* an audio file, but damaged or not one at all */
    SOUND_UNSUPPORTED /* a format that we do not decode */
};

/* What the file's own chunks state. What is marked "0 = absent" is never stated as 0. */
struct embedded {
    float bpm;                /* acid; 0 = absent */
    int beats;                /* acid; 0 = absent */
    int meter_num, meter_den; /* acid; 0 = absent */
    int root_note;    /* MIDI 0-127, from smpl, inst, acid or AIFF INST; -1 = absent */
    float fine_cents; /* smpl or inst tuning, -50 to 50 */
    int64_t loop_start, loop_end; /* first loop in frames; -1 = absent; start <= end */
    int loops, cues;              /* how many */
    bool one_shot;                /* the acid chunk says: not a loop */
    bool is_loop;                 /* the acid chunk says: a loop with beats */
    char title[96], artist[96], album[96], genre[48], comment[160], software[64],
        date[32], originator[48]; /* UTF-8; "" = absent */
};

/* A category or form with its calibrated probability. */
struct guess {
    int node; /* index into the model's nodes; -1 = none */
    float p;  /* 0 to 1 */
};

enum sound_form { FORM_ONESHOT, FORM_LOOP, FORM_COUNT };

const char *sound_form_name(int form); /* "oneshot", "loop" */
int sound_form_of(const char *name);   /* enum sound_form; -1 = neither */

/*
 * A MIDI note (0-127) in scientific pitch notation: 69, which is 440 Hz, is A4, so 60 is
 * C4. Returns out.
 */
enum { SOUND_NOTE = 16 };
const char *sound_note_name(char out[SOUND_NOTE], int midi);

/* The note of such a name, "Db4" and "c#4" as well as "C#4"; -1 = none. */
int sound_note_of(const char *name);

/* What the classifier says. Zero classifier (no model): has_model is false. */
struct verdict {
    bool has_model;
    struct guess category;       /* as published: a leaf, a parent, or -1 = unsure */
    struct guess top[SOUND_TOP]; /* best leaves, most probable first; unused: node -1 */
    int form;                    /* enum sound_form as published; -1 = unsure */
    float form_p[FORM_COUNT];    /* both probabilities; they add to 1 */
};

/* A feature BLOB, envelope included. Borrowed from the message that carried it. */
struct sound_blob {
    const uint8_t *data;
    size_t len; /* 0 = none */
};

struct sound {
    enum sound_status status;
    char error[160];          /* why it is not SOUND_OK; UTF-8, "" when OK */
    uint8_t hash[SOUND_HASH]; /* of the decoded PCM: the sample's identity */
    int64_t frames;           /* measured by decoding, per channel */
    int rate_hz, channels;
    char format[32];     /* "WAV PCM 16", "FLAC PCM 24", "MP3" */
    double duration_s;   /* frames / rate_hz */
    float peak_db;       /* dBFS of the analysed part; -200 = silence */
    float brightness_hz; /* mean spectral centroid; 0 for silence */
    struct embedded embedded;
    struct verdict verdict;
    struct facets facets;
    struct sound_blob mel, descriptor, peaks;
    struct sound_blob embedding; /* none: without a model, or told by one */
};

#endif
