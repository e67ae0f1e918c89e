/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Loops of known key, for a General MIDI synthesizer to play.
 *
 *   chords write SEED FIRST COUNT FILE.mid
 *     writes the songs FIRST to FIRST + COUNT - 1 of that seed, one after another; prints
 *     a line "name start seconds key half progression" each.
 *   chords cut FILE.wav FOLDER BANK
 *     of such lines on standard input and what was played, makes one WAVE file each;
 *     prints "path,key,half,progression,bank".
 *
 * The half, train or test, is that of progression and instrument together: no pair of
 * them is in both. A bank is the soundfont's number, from 0.
 */
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "songs.h"

#include "util/file.h"
#include "util/keyname.h"
#include "util/mem.h"

enum { TONES = 12 };

static _Noreturn void die(const char *what)
{
    fprintf(stderr, "chords: %s\n", what);
    exit(1);
}

static void write_songs(uint64_t seed, size_t first, size_t count, const char *path)
{
    struct smf m = {0};
    struct buf bytes = {0};
    struct err e = {0};
    double at_s = 0.1;

    for (size_t i = 0; i < count; i++) {
        struct rng r;
        struct song s;

        rng_branch(&r, seed, first + i, 0);
        s = song_make(&r, first + i, at_s);
        song_play(&s, &r, &m);
        printf("%04zu-%s %.4f %.4f %s %s %d\n", first + i,
               s.chords ? "chords"
               : s.bass ? "bass"
                        : "melody",
               s.start_s, song_s(&s), keyname(s.tonic + TONES * s.minor),
               (s.progression + s.program) % 2 ? "test" : "train", s.progression);
        at_s += song_s(&s) + SONG_GAP_S;
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

static void cut_songs(const char *wav, const char *folder, const char *bank)
{
    SF_INFO info = {0};
    SNDFILE *in = sf_open(wav, SFM_READ, &info);
    char name[32], key[8], half[8], progression[8], path[4096];
    double start_s, seconds;

    if (!in)
        die(wav);
    while (scanf("%31s %lf %lf %7s %7s %7s", name, &start_s, &seconds, key, half,
                 progression) == 6) {
        snprintf(path, sizeof path, "%s/%s.wav", folder, name);
        cut(in, &info, start_s, seconds, path);
        printf("%s,%s,%s,%s,%s\n", path, key, half, progression, bank);
    }
    sf_close(in);
}

int main(int argc, char **argv)
{
    if (argc == 6 && strcmp(argv[1], "write") == 0)
        write_songs(strtoull(argv[2], NULL, 10), strtoull(argv[3], NULL, 10),
                    strtoull(argv[4], NULL, 10), argv[5]);
    else if (argc == 5 && strcmp(argv[1], "cut") == 0)
        cut_songs(argv[2], argv[3], argv[4]);
    else
        die("usage: chords write SEED FIRST COUNT FILE.mid | cut FILE.wav FOLDER BANK");
    return 0;
}
