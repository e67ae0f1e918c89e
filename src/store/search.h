/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef STORE_SEARCH_H
#define STORE_SEARCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "query/query.h"
#include "store/store.h"
#include "util/lexicon.h"

/*
 * Find files by a query (its language: query/query.h). Results are files: a sample with
 * three copies is three hits.
 *
 * Order: as sort: says; else the nearest of similar: first; else, where tags must hold,
 * the confidence of the first category among them, or of the first tag, best first (a
 * tag without confidence last). Equals come by path (folder, directory, name, each in
 * byte order), or, where a word means several tags or one of no confidence, in the order
 * in which the library met them, as files come that only text finds; everything else by
 * path. The order is total, so two runs agree, unless they sort at random.
 *
 * Without a state: word only files that are there and decoded (`ok`) are found.
 */
struct search;

/* What a search is given beside the words. All of it borrowed for the call. */
struct search_with {
    const struct lexicon *synonyms; /* the user's own, of query/synonyms.h; NULL = none */
    const struct search_near {
        int64_t sample;
        double distance;
    } * near; /* (nears) what similar: finds; NULL = nobody looked */
    size_t nears;
    bool facts;   /* hits have a key and a loudness, too */
    bool at_once; /* tags of equal confidence come in the order in which the library met
                     them, so that the first ones are there before the last is read */
};

/* 0, or -1: ERR_USAGE (similar: without `near`; a code that is none), ERR_LIMIT,
 * ERR_STORE. with: NULL = nothing. */
int search_open_query(struct search **out, struct store *s, const struct query *q,
                      const struct search_with *with, struct err *e);

/* The same of the words of a command line: query_join() and query_parse(). No words at
 * all: every file. */
int search_open(struct search **out, struct store *s, const char *const *word, size_t n,
                struct err *e);
void search_close(struct search *q); /* NULL is fine */

/* The statement with its values filled in, as the sqlite3 shell takes it: what --sql
 * prints; without a limit, unless the query has one. Borrowed until search_close(). */
const char *search_sql(struct search *q);

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
    double confidence; /* of the tag that orders them, 0 to 1; NAN = stated, or none */
    double distance;   /* of what similar: found; NAN = it was not asked for */
    const char *key;   /* "C", "Am"; NULL: as loudness, only where `facts` were wanted */
    double loudness_lufs; /* NAN */
};

/*
 * At most `limit` hits (0 = all), and no more than limit: says, streamed. Stops when
 * each() does not return 0, and returns that; else 0, or -1. each() must not write to the
 * store. May be called again.
 */
int search_each(struct search *q, int64_t limit,
                int (*each)(void *arg, const struct search_hit *h, struct err *e),
                void *arg, struct err *e);

/*
 * The same search in two parts, for who wants a long list and looks at some of it: first
 * only which files it finds, in their order; then any of these, as it is now. Of similar:
 * rows have no distance.
 */
int search_open_ids(struct search **out, struct store *s, const struct query *q,
                    const struct search_with *with, struct err *e);
int search_each_id(struct search *q, int (*each)(void *arg, int64_t file, struct err *e),
                   void *arg, struct err *e);
int search_open_rows(struct search **out, struct store *s, const struct query *q,
                     const struct search_with *with, struct err *e);
/* 1 and what each() returned was 0; 0: there is no such file any more; else that, or -1.
 */
int search_row(struct search *q, int64_t file,
               int (*each)(void *arg, const struct search_hit *h, struct err *e),
               void *arg, struct err *e);

/* The best file of one sample, at that distance: as search_each(), with a limit of 1. */
int search_sample(struct store *s, int64_t sample, double distance,
                  int (*each)(void *arg, const struct search_hit *h, struct err *e),
                  void *arg, struct err *e);

#endif
