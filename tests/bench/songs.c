/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Short pieces of known key, made up by rule and chance. */
#include "songs.h"

#include <math.h>
#include <string.h>

enum { LONGEST = 12, CHORDS = SONG_CHORDS, TONES = 12, MOST_TONES = 4, TAIL_S = 1 };
enum { CHORD_CHANNEL, BASS_CHANNEL, MELODY_CHANNEL };

/* As they are in C major, and in A minor. */
static const char *const progressions[2][14][CHORDS] = {{{"C", "G", "Am", "F"},
                                                         {"C", "Am", "F", "G"},
                                                         {"Dm", "G", "C", "C"},
                                                         {"C", "F", "G", "C"},
                                                         {"C", "F", "C", "G"},
                                                         {"C", "Em", "F", "G"},
                                                         {"C", "Bb", "F", "C"},
                                                         {"Cmaj7", "Am7", "Dm7", "G7"},
                                                         {"C", "C", "C", "C"},
                                                         {"C", "F", "C", "F"},
                                                         {"C", "Dm", "Em", "F"},
                                                         {"C", "G", "F", "G"},
                                                         {"Fmaj7", "Em7", "Dm7", "Cmaj7"},
                                                         {"C", "E", "F", "Fm"}},
                                                        {{"Am", "F", "C", "G"},
                                                         {"Am", "Dm", "Em", "Am"},
                                                         {"Bdim", "E", "Am", "Am"},
                                                         {"Am", "G", "F", "G"},
                                                         {"Am", "F", "G", "Am"},
                                                         {"Am", "Dm", "G", "C"},
                                                         {"Am", "E", "Am", "E"},
                                                         {"Am7", "Dm7", "Am7", "Em7"},
                                                         {"Am", "Am", "Am", "Am"},
                                                         {"Am", "Dm", "Am", "Dm"},
                                                         {"Am", "G", "F", "E"},
                                                         {"Am", "Em", "F", "Dm"},
                                                         {"Am", "D", "Am", "D"},
                                                         {"F", "G", "Am", "Am"}}};
enum { PROGRESSIONS = 14, PROGRESSIONS_ALL = 28, TONIC_A = 9 };

/* What others are drawn from: as often as it stands here. */
enum { DRAWN = 16 };
static const char *const drawn[2][DRAWN] = {{"C", "C", "C", "C", "F", "F", "F", "G", "G",
                                             "G", "Am", "Am", "Dm", "Dm", "Em", "Bb"},
                                            {"Am", "Am", "Am", "Am", "Am", "Dm", "Dm",
                                             "Em", "F", "F", "G", "G", "C", "C", "E",
                                             "Bb"}};

/* General MIDI programs, from 0. */
static const int chord_programs[] = {0,  4,  5,  7,  10, 11, 16, 19, 24, 25, 27, 29,
                                     46, 48, 50, 52, 61, 62, 80, 81, 88, 89, 90, 95};
static const int melody_programs[] = {0,  3,  6,  8,  9,  12, 13, 22, 26, 28, 40, 45,
                                      56, 64, 65, 68, 71, 73, 75, 80, 81, 84, 87, 105};
enum { FIRST_BASS = 32, BASSES = 8, LEN_CHORD = 24, LEN_MELODY = 24 };

struct build {
    const char *name;
    int tones, tone[MOST_TONES];
};

static const struct build builds[] = {
    {"maj7", 4, {0, 4, 7, 11}}, {"m7", 4, {0, 3, 7, 10}}, {"dim", 3, {0, 3, 6}},
    {"7", 4, {0, 4, 7, 10}},    {"m", 3, {0, 3, 7}},      {"", 3, {0, 4, 7}}};

static struct chord chord_of(const char *name)
{
    static const int tone_of[] = {9, 11, 0, 2, 4, 5, 7};
    struct chord c = {tone_of[*name - 'A'], builds};

    if (*++name == 'b') {
        c.root += TONES - 1;
        name++;
    }
    while (strcmp(c.build->name, name) != 0)
        c.build++;
    return c;
}

static bool chance(struct rng *r, double p) { return rng_unit(r) < p; }

/* A progression of the list, or one that is drawn: it has the tonic, first for the most.
 */
static void choose(struct rng *r, struct song *s, size_t number)
{
    const size_t at = rng_below(r, CHORDS);

    s->progression = (int)(number / 2 % PROGRESSIONS_ALL);
    for (size_t i = 0; i < CHORDS; i++)
        s->name[i] = s->progression < PROGRESSIONS
                         ? progressions[s->minor][s->progression][i]
                         : drawn[s->minor][rng_below(r, DRAWN)];
    if (s->progression >= PROGRESSIONS)
        s->name[chance(r, 0.85) ? 0 : at] = drawn[s->minor][0];
}

/* What is heard of it: all, or as many chords as keep the tonic's own among them. */
static int shown(struct rng *r, const struct song *s)
{
    const int n = chance(r, 0.6) ? CHORDS : chance(r, 0.6) ? 2 : 1;
    const int tonic = s->minor ? TONIC_A : 0;

    for (int i = 0; i < n; i++)
        if (chord_of(s->name[i]).root % TONES == tonic)
            return n;
    return CHORDS;
}

struct song song_make(struct rng *r, size_t number, double start_s)
{
    struct song s = {.minor = (int)(number % 2), .start_s = start_s};

    choose(r, &s, number);
    s.program = (int)rng_below(r, LEN_CHORD);
    s.tonic = (int)rng_below(r, TONES);
    s.bpm = 70.0 + 105.0 * rng_unit(r);
    s.chords_n = shown(r, &s);
    s.beats = s.chords_n == 1 || chance(r, 0.6) ? 4 : 2;
    if (s.chords_n * s.beats * 60.0 / s.bpm > LONGEST)
        s.beats = 2;
    s.cents = 80.0 * rng_unit(r) - 40.0;
    s.chords = chance(r, 0.8);
    s.bass = chance(r, s.chords ? 0.5 : 0.6);
    s.melody = (!s.chords && !s.bass) || chance(r, 0.4);
    s.drums = chance(r, 0.35);
    s.rhythm = (int)rng_below(r, 6);
    s.base = 46 + (int)rng_below(r, 24);
    for (size_t i = 0; i < CHORDS; i++) {
        s.chord[i] = chord_of(s.name[i]);
        s.chord[i].root += s.tonic - (s.minor ? TONIC_A : 0) + 2 * TONES;
    }
    return s;
}

double song_s(const struct song *s) { return s->chords_n * s->beats * 60.0 / s->bpm; }

static double beat_s(const struct song *s, double beat)
{
    return s->start_s + beat * 60.0 / s->bpm;
}

static void play(struct smf *m, const struct song *s, int channel, int note, int velocity,
                 double beat, double beats)
{
    const double end = fmin(beat + beats * 0.96, s->chords_n * s->beats - 0.01);

    smf_note(m, channel, note, velocity, beat_s(s, beat), beat_s(s, end));
}

/* Its tones in the octave above the song's base, lowest first. Returns how many. */
static int voiced(const struct song *s, const struct chord *c, int note[MOST_TONES])
{
    const int n = c->build->tones;

    for (int i = 0; i < n; i++)
        note[i] = s->base + (c->root + c->build->tone[i] + 10 * TONES - s->base) % TONES;
    for (int i = 1; i < n; i++)
        for (int j = i; j > 0 && note[j] < note[j - 1]; j--) {
            const int swap = note[j];

            note[j] = note[j - 1];
            note[j - 1] = swap;
        }
    return n;
}

static void play_chord(struct smf *m, const struct song *s, const struct chord *c,
                       double at, int velocity)
{
    static const struct {
        int n;
        double at[4], beats;
    } stabs[] = {{1, {0}, 4},
                 {4, {0, 1, 2, 3}, 0.9},
                 {4, {0.5, 1.5, 2.5, 3.5}, 0.4},
                 {3, {0, 1.5, 3}, 0.9}};
    int note[MOST_TONES] = {0};
    const int n = voiced(s, c, note);

    if (s->rhythm >= 4) { /* one note after another */
        const double step = s->rhythm == 4 ? 0.5 : 0.25;

        for (int i = 0; i * step < s->beats; i++)
            play(m, s, CHORD_CHANNEL, note[i % n], velocity, at + i * step, step);
        return;
    }
    for (int k = 0; k < stabs[s->rhythm].n && stabs[s->rhythm].at[k] < s->beats; k++)
        for (int i = 0; i < n; i++)
            play(m, s, CHORD_CHANNEL, note[i], velocity, at + stabs[s->rhythm].at[k],
                 fmin(stabs[s->rhythm].beats, s->beats));
}

/* The root, and beside it its octave, its fifth, or a step to it from below or above. */
static void play_bass(struct smf *m, const struct song *s, const struct chord *c,
                      double at, int how)
{
    static const int beside[][4] = {{0, 0, 0, 0},   {0, 0, 0, 0},  {0, 7, 0, 7},
                                    {0, 12, 0, 12}, {0, 0, 7, 10}, {0, 7, 12, -2}};
    const int root = 28 + (c->root + 10 * TONES - 28) % TONES;
    const double step = how == 0 ? s->beats : how % 2 ? 0.5 : 1.0;

    for (int i = 0; i * step < s->beats; i++)
        play(m, s, BASS_CHANNEL, root + beside[how][i % 4], 96, at + i * step, step);
}

/*
 * A walk over a scale, of five notes or of seven, by steps of half a beat. On a beat it
 * takes a note of the chord; or what it did in the first bar is done over and over.
 */
static void play_melody(struct smf *m, const struct song *s, struct rng *r)
{
    static const int scale[2][2][7] = {{{0, 2, 4, 7, 9}, {0, 2, 4, 5, 7, 9, 11}},
                                       {{0, 3, 5, 7, 10}, {0, 2, 3, 5, 7, 8, 10}}};
    const int seven = chance(r, 0.6), size = seven ? 7 : 5;
    const bool riff = chance(r, 0.4);
    int place = 2 * size + 2 * (int)rng_below(r, 3), note[8] = {0};
    bool sounds[8] = {false};

    for (int i = 0; i < 2 * s->chords_n * s->beats; i++) {
        const struct chord *c = &s->chord[i / 2 / s->beats];
        const int k = i % 8;

        if (i < 8 || !riff) {
            note[k] = 36 + s->tonic + place / size * TONES +
                      scale[s->minor][seven][place % size];
            sounds[k] = i == 0 || chance(r, 0.7);
            if (i % 2 == 0 && !riff)
                note[k] +=
                    (c->root + c->build->tone[rng_below(r, (size_t)c->build->tones)] +
                     20 * TONES - note[k]) %
                    TONES;
        }
        if (sounds[k])
            play(m, s, MELODY_CHANNEL, note[k], 70 + (int)rng_below(r, 40), i / 2.0,
                 chance(r, 0.5) ? 0.5 : 1.0);
        place += (int)rng_below(r, 5) - 2;
        place = place < size ? size + 1 : place > 4 * size ? 4 * size - 2 : place;
    }
}

static void play_drums(struct smf *m, const struct song *s)
{
    enum { KICK = 36, SNARE = 38, HAT = 42 };

    for (int i = 0; i < 2 * s->chords_n * s->beats; i++) {
        play(m, s, SMF_DRUMS, HAT, 80, i / 2.0, 0.2);
        if (i % 2 == 0)
            play(m, s, SMF_DRUMS, i % 4 == 0 ? KICK : SNARE, 110, i / 2.0, 0.2);
    }
}

static void set_up(struct smf *m, const struct song *s, struct rng *r)
{
    enum { VOLUME = 7, REVERB = 91, ALL_OFF = 120 };
    const double before = s->start_s - 0.08;
    const int bass = (int)rng_below(r, BASSES), lead = (int)rng_below(r, LEN_MELODY);
    const int program[] = {chord_programs[s->program],
                           FIRST_BASS + (s->chords ? bass : s->program % BASSES),
                           melody_programs[s->chords || s->bass ? lead : s->program]};

    for (int channel = 0; channel < 3; channel++) {
        smf_program(m, channel, program[channel], before);
        smf_tune(m, channel, s->cents, before);
        smf_control(m, channel, VOLUME, 70 + (int)rng_below(r, 50), before);
        smf_control(m, channel, REVERB, (int)rng_below(r, 100), before);
        smf_control(m, channel, ALL_OFF, 0, s->start_s + song_s(s) + TAIL_S);
    }
    smf_control(m, SMF_DRUMS, VOLUME, 60 + (int)rng_below(r, 60), before);
}

void song_play(const struct song *s, struct rng *r, struct smf *m)
{
    const int bass = (int)rng_below(r, 6);

    set_up(m, s, r);
    for (int i = 0; i < s->chords_n; i++) {
        if (s->chords)
            play_chord(m, s, &s->chord[i], i * s->beats, 60 + (int)rng_below(r, 50));
        if (s->bass)
            play_bass(m, s, &s->chord[i], i * s->beats, bass);
    }
    if (s->melody)
        play_melody(m, s, r);
    if (s->drums)
        play_drums(m, s);
}
