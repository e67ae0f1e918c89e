/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STORE_INSPECT_H
#define STORE_INSPECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/store.h"
#include "util/facets.h"

/*
 * Everything that the library knows of one file or sample, in memory of its own.
 * Null rules: a text that is absent is NULL, a real that is absent is NAN, a note
 * is -1, an id is 0, a time is 0.
 */
struct inspect_file {
    int64_t id;
    const char *path;    /* absolute, raw bytes */
    const char *display; /* the same as UTF-8 */
    const char *folder;  /* display form of the folder that it lies in */
    const char *state;   /* "pending", "ok", "failed", "unsupported", "unavailable" */
    const char *error;   /* why it has no sample */
    const char *format;  /* "WAV PCM 16" */
    int64_t size;        /* bytes */
    int64_t mtime_ns;    /* Unix ns */
};

struct inspect_tag {
    const char *facet, *tag;
    const char *source; /* "user", "model", "file", "name", "model+name", "signal" */
    double confidence;  /* 0 to 1; NAN = stated, or a word for what was measured */
    int rank;           /* of a witness: 1 = that source's first choice; of a tag: 0 */
    int64_t model;      /* which one said so; 0 = none */
    const char *words;  /* of a name: what spoke ("kick"); else NULL */
    const char *place;  /* in whose name: "file", "folder"; else NULL */
};

/* What the file's own chunks state. Absent numbers are 0, notes and loops -1. */
struct inspect_embedded {
    double bpm;
    int beats, meter_num, meter_den;
    int root_note;                /* MIDI */
    double fine_cents;            /* NAN without a note */
    int64_t loop_start, loop_end; /* frames */
    int loops, cues;              /* how many */
    bool one_shot, is_loop;
    const char *title, *artist, *album, *genre, *comment, *software, *date, *originator;
};

struct inspect_feature {
    const char *kind; /* "mel", "descriptor" */
    int version;
    const void *data; /* the BLOB as stored, envelope included: blob_unpack() */
    size_t len;       /* bytes */
};

/* A column of v1_sample that speaks of what was measured. */
struct inspect_fact {
    const char *name;
    const char *text; /* NULL: a number */
    double number;    /* NAN: it is null */
    bool whole;       /* the number has no fraction */
};

struct inspection {
    struct inspect_file file; /* id 0: no file (a sample that lost its last one) */
    int64_t sample;           /* 0: the file was never decoded; what follows is empty */
    char hash[33];            /* 32 hex digits; "" without a sample */
    double duration_s;        /* of the whole sound */
    int64_t frames;
    int rate_hz, channels;
    double peak_db, brightness_hz; /* dBFS, Hz; NAN = silence */
    const char *form, *category;   /* as published; NULL = unsure */
    double form_confidence, category_confidence;
    const char *audio_form, *audio_category; /* what the model alone would publish */
    double audio_form_confidence, audio_category_confidence;
    double bpm;
    int note;
    struct facets facets;      /* measured, whatever was published of it */
    struct inspect_fact *fact; /* (n_facts) in the order of the view */
    size_t n_facts;
    int64_t analysed_at; /* Unix s */
    int64_t model;       /* that labelled it; 0 = none */
    const char *model_key, *model_arch;
    bool model_current; /* false: another model has taken over since */
    bool has_embedded;
    struct inspect_embedded embedded; /* of this file */
    struct inspect_tag *tag;          /* (tags) by facet, best first */
    size_t tags;
    struct inspect_tag *witness; /* (witnesses) by facet, source, rank */
    size_t witnesses;
    struct inspect_feature *feature; /* (features) by kind */
    size_t features;
    struct inspect_file *other; /* (others) files of the same sample, in byte order */
    size_t others;
    char **owned; /* what the texts and BLOBs point into */
    size_t n_owned, room;
};
void inspect_clear(struct inspection *i);

/* path: absolute raw bytes, as folder_find() takes it. 1 and *out (inspect_clear());
 * 0: not in the library; -1. */
int inspect_path(struct store *s, const char *path, struct inspection *out,
                 struct err *e);

/* The same of a sample; its file is its best available one. */
int inspect_sample(struct store *s, int64_t sample, struct inspection *out,
                   struct err *e);

#endif
