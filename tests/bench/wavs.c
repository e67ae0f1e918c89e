/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Material for the benchmarks.
 *   wavs copy SOURCE TARGET   every audio file below SOURCE as 16-bit WAV in TARGET,
 *                             1,000 to a folder: what most packs hold
 *   wavs tiny COUNT TARGET    COUNT different short WAVs, 200 to a folder
 *   wavs hostile TARGET       the largest that a decoder may be handed
 */
#include <ftw.h>
#include <math.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { BLOCK = 4096, TINY_FRAMES = 256 };

static const char *target;
static long made;

static SNDFILE *create(const char *path, int format, int rate, int channels)
{
    SF_INFO info = {.samplerate = rate, .channels = channels, .format = format};
    SNDFILE *f = sf_open(path, SFM_WRITE, &info);

    if (!f) {
        fprintf(stderr, "wavs: %s: %s\n", path, sf_strerror(NULL));
        exit(1);
    }
    return f;
}

static void place(char *path, size_t room, long per_folder, const char *name)
{
    snprintf(path, room, "%s/%05ld", target, made / per_folder);
    mkdir(path, 0777);
    snprintf(path, room, "%s/%05ld/%06ld %s.wav", target, made / per_folder, made, name);
    made++;
}

static int copy_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
    SF_INFO info = {0};
    SNDFILE *in = kind == FTW_F ? sf_open(path, SFM_READ, &info) : NULL, *out;
    char to[4096];
    float *x;
    sf_count_t n;

    (void)st;
    if (!in)
        return 0;
    place(to, sizeof to, 1000, path + ftw->base);
    out = create(to, SF_FORMAT_WAV | SF_FORMAT_PCM_16, info.samplerate, info.channels);
    x = calloc((size_t)BLOCK * (size_t)info.channels, sizeof *x);
    while (x && (n = sf_readf_float(in, x, BLOCK)) > 0)
        sf_writef_float(out, x, n);
    free(x);
    sf_close(in);
    sf_close(out);
    return 0;
}

static void tiny(long count)
{
    short x[TINY_FRAMES];
    char path[4096];

    while (made < count) {
        const double pitch = 0.01 + 0.00001 * (double)made;
        SNDFILE *f;

        for (int i = 0; i < TINY_FRAMES; i++)
            x[i] = (short)(20000 * sin(pitch * i) * exp(-0.01 * i) + (double)(made % 97));
        place(path, sizeof path, 200, "tiny");
        f = create(path, SF_FORMAT_WAV | SF_FORMAT_PCM_16, 44100, 1);
        sf_write_short(f, x, TINY_FRAMES);
        sf_close(f);
    }
}

static void noise(const char *name, int format, int rate, int channels, double seconds)
{
    char path[4096];
    float *x = calloc((size_t)BLOCK * (size_t)channels, sizeof *x);
    unsigned state = 1;
    SNDFILE *f;

    snprintf(path, sizeof path, "%s/%s", target, name);
    f = create(path, format, rate, channels);
    for (long left = (long)(seconds * rate); x && left > 0; left -= BLOCK) {
        for (int i = 0; i < BLOCK * channels; i++) {
            state = state * 1664525u + 1013904223u;
            x[i] = (float)(int)state / 4294967296.0f;
        }
        sf_writef_float(f, x, left < BLOCK ? left : BLOCK);
    }
    free(x);
    sf_close(f);
}

int main(int argc, char **argv)
{
    if (argc < 3)
        return 2;
    target = argv[argc - 1];
    mkdir(target, 0777);
    if (strcmp(argv[1], "copy") == 0)
        return nftw(argv[2], copy_one, 32, FTW_PHYS);
    if (strcmp(argv[1], "tiny") == 0) {
        tiny(atol(argv[2]));
        return 0;
    }
    noise("ten hours.rf64", SF_FORMAT_RF64 | SF_FORMAT_PCM_U8, 8000, 1, 36000);
    noise("a minute at 192 kHz.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_24, 192000, 2, 60);
    noise("64 channels.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16, 48000, 64, 30);
    noise("a minute.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_24, 192000, 8, 20);
    noise("ten minutes.ogg", SF_FORMAT_OGG | SF_FORMAT_VORBIS, 48000, 2, 600);
    noise("ten minutes.mp3", SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, 44100, 2, 600);
    return 0;
}
