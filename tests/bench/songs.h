/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_SONGS_H
#define BENCH_SONGS_H

#include <stdbool.h>
#include <stddef.h>

#include "smf.h"

#include "util/rng.h"

/*
 * Short pieces of known key. They differ in key, tempo, tuning (40 cents either way),
 * progression, instruments, rhythm, and in what plays: chords, bass, melody, drums. Half
 * of the progressions are of a list, half are drawn; some songs are a part of theirs that
 * has the tonic in it.
 */
enum { SONG_CHORDS = 4, SONG_GAP_S = 2 /* of silence that one leaves to the next */ };

struct build; /* which tones above its root a chord has */

struct chord {
    int root; /* tones above the C of the song's own key */
    const struct build *build;
};

struct song {
    int minor, tonic, progression, program; /* program: the lead's, of 24 */
    int beats, chords_n;                    /* of one chord; how many of these */
    double bpm, cents, start_s;
    const char *name[SONG_CHORDS];
    bool chords, bass, melody, drums;
    int rhythm, base; /* base: the lowest note of a chord */
    struct chord chord[SONG_CHORDS];
};

/* The song of that number: even ones are in major. */
struct song song_make(struct rng *r, size_t number, double start_s);
double song_s(const struct song *s); /* seconds */
void song_play(const struct song *s, struct rng *r, struct smf *m);

#endif
