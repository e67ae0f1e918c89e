/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STORE_SEARCH_H
#define STORE_SEARCH_H

#include <stddef.h>
#include <stdint.h>

#include "store/store.h"

/*
 * Find files by words (grammar: store/query.h). Results are files: a sample with
 * three copies is three hits.
 *
 * Order: with a tag word, the confidence of the first one, best first (a tag
 * without confidence last); equals by path (folder, directory, name, each in byte order),
 * or where the word means several tags in the order in which the library met them, as
 * files come that only text finds; everything else by path. The order is total, so two
 * runs agree.
 *
 * A word that is no tag is text: the start of a word, in names and directories.
 *
 * Without a state: word only files that are there and decoded (`ok`) are found.
 */
struct search;

/*
 * Read the words and look up which of them are tags. A word that is no known tag
 * is looked for as text. No words at all: every file.
 * 0, or -1: ERR_USAGE with the word quoted and what is allowed; ERR_STORE.
 */
int search_open(struct search **out, struct store *s, const char *const *word, size_t n,
                struct err *e);
void search_close(struct search *q); /* NULL is fine */

/* The statement with its values filled in, as the sqlite3 shell takes it: what --sql
 * prints, without a limit. Borrowed until search_close(). */
const char *search_sql(const struct search *q);

/*
 * One file. Borrowed for the callback. Null rules: a text that is absent is NULL,
 * a real that is absent is NAN, note is -1, counts are 0. Where sample is 0
 * nothing of the sample is known (the file was never decoded).
 */
struct search_hit {
    int64_t file;        /* v1_file.id */
    int64_t sample;      /* v1_sample.id; 0 = none */
    const char *path;    /* absolute, raw bytes, NUL-terminated */
    const char *display; /* the same as UTF-8 */
    const char *name;    /* the last part of display */
    const char *state;   /* "pending", "ok", "failed", "unsupported", "unavailable" */
    const char *error;   /* why it has no sample; NULL */
    int64_t size;        /* bytes */
    int64_t mtime_ns;    /* Unix ns */
    const char *format;  /* "WAV PCM 16"; NULL */
    double duration_s;   /* NAN */
    int rate_hz, channels;
    const char *form;                            /* "oneshot", "loop"; NULL = unsure */
    const char *category;                        /* dotted path; NULL = unsure */
    double form_confidence, category_confidence; /* 0 to 1; NAN */
    double bpm;                                  /* beats per minute; NAN */
    int note;                                    /* MIDI 0-127; -1 */
    double peak_db;                              /* dBFS; NAN = silence or unknown */
    double brightness_hz;                        /* NAN = silence or unknown */
    double confidence; /* of the first tag word, 0 to 1; NAN = stated, or no tag word */
};

/*
 * At most `limit` hits (0 = all), streamed. Stops when each() does not return 0,
 * and returns that; else 0, or -1. each() must not write to the store. May be
 * called again.
 */
int search_each(struct search *q, int64_t limit,
                int (*each)(void *arg, const struct search_hit *h, struct err *e),
                void *arg, struct err *e);

#endif
