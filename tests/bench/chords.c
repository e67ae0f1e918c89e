/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Loops of known key, for a General MIDI synthesizer to play.
 *
 *   chords write SEED FIRST COUNT FILE.mid: writes the songs FIRST to FIRST + COUNT - 1
 * of that seed, one every SLOT seconds; prints a line "name slot seconds key half" each.
 *   chords cut FILE.wav FOLDER: of such lines on standard input and what was played, one
 *     WAVE file each; prints "path,key,half".
 *
 * Songs differ in key, tempo, tuning (40 cents either way), progression, instruments,
 * rhythm, and in what plays beside the chords. The half, train or test, is that of
 * progression and instrument together: no pair of them is in both.
 */
#include <math.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "smf.h"

#include "util/facets.h"
#include "util/file.h"
#include "util/keyname.h"
#include "util/mem.h"
#include "util/rng.h"

enum { SLOT = 15, LONGEST = 12, LEAD_MS = 100, CHORDS = 4, TONES = 12, MOST_TONES = 4 };
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
enum { PROGRESSIONS = 14, TONIC_A = 9 };

/* General MIDI programs, from 0. */
static const int chord_programs[] = {0,  4,  5,  7,  10, 11, 16, 19, 24, 25, 27, 29,
                                     46, 48, 50, 52, 61, 62, 80, 81, 88, 89, 90, 95};
static const int melody_programs[] = {0, 12, 22, 26, 40, 56, 65, 71, 73, 75, 80, 81};
enum { FIRST_BASS = 32, BASSES = 8, LEN_CHORD = 24, LEN_MELODY = 12 };

static const struct build {
    const char *name;
    int tones, tone[MOST_TONES];
} builds[] = {{"maj7", 4, {0, 4, 7, 11}}, {"m7", 4, {0, 3, 7, 10}},
                 {"dim", 3, {0, 3, 6}},      {"7", 4, {0, 4, 7, 10}},
                 {"m", 3, {0, 3, 7}},        {"", 3, {0, 4, 7}}};

struct chord {
    int root; /* tones above the C of the song's own key */
    const struct build *build;
};

struct song {
    int minor, tonic, progression, program; /* program: of chord_programs */
    int beats;                              /* of one chord */
    double bpm, cents, start_s;
    bool chords, bass, melody, drums;
    int rhythm, base; /* base: the lowest note of a chord */
    struct chord chord[CHORDS];
};

static _Noreturn void die(const char *what)
{
    fprintf(stderr, "chords: %s\n", what);
    exit(1);
}

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

static struct song song_of(struct rng *r, size_t number, double start_s)
{
    struct song s = {.minor = (int)(number % 2), .start_s = start_s};

    s.progression = (int)(number / 2 % PROGRESSIONS);
    s.program = (int)rng_below(r, LEN_CHORD);
    s.tonic = (int)rng_below(r, TONES);
    s.bpm = 70.0 + 105.0 * rng_unit(r);
    s.beats = chance(r, 0.7) ? 4 : 2;
    if (CHORDS * s.beats * 60.0 / s.bpm > LONGEST)
        s.beats = 2;
    s.cents = 80.0 * rng_unit(r) - 40.0;
    s.chords = chance(r, 0.85);
    s.bass = !s.chords || chance(r, 0.55);
    s.melody = !s.chords || chance(r, 0.45);
    s.drums = chance(r, 0.4);
    s.rhythm = (int)rng_below(r, 6);
    s.base = 50 + (int)rng_below(r, 16);
    for (size_t i = 0; i < CHORDS; i++) {
        s.chord[i] = chord_of(progressions[s.minor][s.progression][i]);
        s.chord[i].root += s.tonic - (s.minor ? TONIC_A : 0) + 2 * TONES;
    }
    return s;
}

static double beat_s(const struct song *s, double beat)
{
    return s->start_s + beat * 60.0 / s->bpm;
}

static void play(struct smf *m, const struct song *s, int channel, int note, int velocity,
                 double beat, double beats)
{
    const double end = fmin(beat + beats * 0.96, CHORDS * s->beats - 0.01);

    smf_note(m, channel, note, velocity, beat_s(s, beat), beat_s(s, end));
}

/* Its tones in the octave above the song's base, lowest first. Returns how many. */
static int voiced(const struct song *s, const struct chord *c, int note[MOST_TONES])
{
    const int n = c->build->tones;

    for (int i = 0; i < n; i++)
        note[i] =
            s->base + (c->root + c->build->tone[i] + 10 * TONES - s->base) % TONES;
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
    int note[MOST_TONES];
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

static void play_bass(struct smf *m, const struct song *s, const struct chord *c,
                      double at, int how)
{
    const int root = 28 + (c->root + 10 * TONES - 28) % TONES;
    const double step = how == 0 ? s->beats : how == 1 ? 0.5 : 1.0;

    for (int i = 0; i * step < s->beats; i++) {
        const int up = i % 2 == 0 ? 0 : how == 2 ? 7 : how == 3 ? TONES : 0;

        play(m, s, BASS_CHANNEL, root + up, 96, at + i * step, step);
    }
}

/* A walk over the scale of five that goes with the mode; on a beat, a note of the chord.
 */
static void play_melody(struct smf *m, const struct song *s, struct rng *r)
{
    static const int scale[2][5] = {{0, 2, 4, 7, 9}, {0, 3, 5, 7, 10}};
    int place = 10 + (int)rng_below(r, 5);

    for (int i = 0; i < 2 * CHORDS * s->beats; i++) {
        const struct chord *c = &s->chord[i / 2 / s->beats];
        int note = 48 + s->tonic + place / 5 * TONES + scale[s->minor][place % 5];

        if (i % 2 == 0)
            note += (c->root + c->build->tone[rng_below(r, (size_t)c->build->tones)] +
                     20 * TONES - note) %
                    TONES;
        if (chance(r, 0.7))
            play(m, s, MELODY_CHANNEL, note % 128, 70 + (int)rng_below(r, 40), i / 2.0,
                 chance(r, 0.5) ? 0.5 : 1.0);
        place += (int)rng_below(r, 5) - 2;
        place = place < 8 ? 9 : place > 18 ? 17 : place;
    }
}

static void play_drums(struct smf *m, const struct song *s)
{
    enum { KICK = 36, SNARE = 38, HAT = 42 };

    for (int i = 0; i < 2 * CHORDS * s->beats; i++) {
        play(m, s, SMF_DRUMS, HAT, 80, i / 2.0, 0.2);
        if (i % 2 == 0)
            play(m, s, SMF_DRUMS, i % 4 == 0 ? KICK : SNARE, 110, i / 2.0, 0.2);
    }
}

static void set_up(struct smf *m, const struct song *s, struct rng *r)
{
    enum { VOLUME = 7, REVERB = 91, ALL_OFF = 120 };
    const double before = s->start_s - 0.08;
    const int program[] = {chord_programs[s->program],
                           FIRST_BASS + (int)rng_below(r, BASSES),
                           melody_programs[rng_below(r, LEN_MELODY)]};

    for (int channel = 0; channel < 3; channel++) {
        smf_program(m, channel, program[channel], before);
        smf_tune(m, channel, s->cents, before);
        smf_control(m, channel, VOLUME, 70 + (int)rng_below(r, 50), before);
        smf_control(m, channel, REVERB, (int)rng_below(r, 100), before);
        smf_control(m, channel, ALL_OFF, 0, s->start_s + SLOT - 1.0);
    }
    smf_control(m, SMF_DRUMS, VOLUME, 60 + (int)rng_below(r, 60), before);
}

static void play_song(struct smf *m, const struct song *s, struct rng *r)
{
    const int bass = (int)rng_below(r, 4);

    set_up(m, s, r);
    for (int i = 0; i < CHORDS; i++) {
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

static void write_songs(uint64_t seed, size_t first, size_t count, const char *path)
{
    struct smf m = {0};
    struct buf bytes = {0};
    struct err e = {0};

    for (size_t i = 0; i < count; i++) {
        struct rng r;
        struct song s;

        rng_branch(&r, seed, first + i, 0);
        s = song_of(&r, first + i, (double)(i * SLOT) + LEAD_MS / 1e3);
        play_song(&m, &s, &r);
        printf("%04zu-%s %.4f %.4f %s %s\n", first + i,
               progressions[s.minor][s.progression][1], s.start_s,
               CHORDS * s.beats * 60.0 / s.bpm, keyname(s.tonic + TONES * s.minor),
               (s.progression + s.program) % 2 ? "test" : "train");
    }
    smf_write(&m, &bytes);
    if (file_replace(path, bytes.data, bytes.len, &e) != 0)
        die(e.text);
    buf_clear(&bytes);
    smf_clear(&m);
}

/* So many seconds of what was played, in one channel. */
static void cut(SNDFILE *in, const SF_INFO *from, double start_s, double seconds,
                const char *path)
{
    const size_t n = (size_t)(seconds * from->samplerate);
    SF_INFO to = {.samplerate = from->samplerate,
                  .channels = 1,
                  .format = SF_FORMAT_WAV | SF_FORMAT_PCM_16};
    float *all = mem_new(n * (size_t)from->channels, sizeof *all);
    SNDFILE *out = sf_open(path, SFM_WRITE, &to);

    if (!out || sf_seek(in, (sf_count_t)(start_s * from->samplerate), SEEK_SET) < 0 ||
        sf_readf_float(in, all, (sf_count_t)n) != (sf_count_t)n)
        die(path);
    for (size_t i = 0; i < n; i++) {
        float sum = 0.0f;

        for (int c = 0; c < from->channels; c++)
            sum += all[i * (size_t)from->channels + (size_t)c];
        all[i] = sum / (float)from->channels;
    }
    if (sf_write_float(out, all, (sf_count_t)n) != (sf_count_t)n || sf_close(out) != 0)
        die(path);
    free(all);
}

static void cut_songs(const char *wav, const char *folder)
{
    SF_INFO info = {0};
    SNDFILE *in = sf_open(wav, SFM_READ, &info);
    char name[32], key[8], half[8], path[4096];
    double start_s, seconds;

    if (!in)
        die(wav);
    while (scanf("%31s %lf %lf %7s %7s", name, &start_s, &seconds, key, half) == 5) {
        snprintf(path, sizeof path, "%s/%s.wav", folder, name);
        cut(in, &info, start_s, seconds, path);
        printf("%s,%s,%s\n", path, key, half);
    }
    sf_close(in);
}

int main(int argc, char **argv)
{
    if (argc == 6 && strcmp(argv[1], "write") == 0)
        write_songs(strtoull(argv[2], NULL, 10), strtoull(argv[3], NULL, 10),
                    strtoull(argv[4], NULL, 10), argv[5]);
    else if (argc == 4 && strcmp(argv[1], "cut") == 0)
        cut_songs(argv[2], argv[3]);
    else
        die("usage: chords write SEED FIRST COUNT FILE.mid | cut FILE.wav FOLDER");
    return 0;
}
