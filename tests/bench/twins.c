/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Copies of real sounds as people make them, to measure `sampledb dupes` on.
 *
 *   find SOUNDS -type f | twins OUT: the n-th of them as OUT/orig/n.wav, and changed in
 *   one way a folder, OUT/WAY/n.wav (or .ogg, .mp3). What is random in a way follows
 *   from n.
 *   twins FILE FILE: how much two waves are the same, 0 to 1.
 * A file that is silent, or that a way cannot be done to, is left out there.
 */
#include <math.h>
#include <sndfile.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "util/mem.h"
#include "util/rng.h"

enum { TAPS = 32, MOST = 1 << 23 /* frames */ };

struct tone {
    float *x; /* (n) one channel; owned */
    size_t n;
    int rate;
};

/* What is done to a sound, in this order; 0 = not. */
struct way {
    const char *name, *ending;
    int format;                /* of libsndfile; channels below */
    double gain_from, gain_to; /* dB; random between; both 0 = none */
    bool normalise;            /* peak to 0 dBFS */
    bool trim;                 /* silence at both ends cut */
    double lead_s, tail_s;     /* silence added: random up to */
    double fade_in_s, fade_out_s;
    int rate;       /* Hz; -1 = half its own */
    double quality; /* of a lossy copy, 0 to 1 */
    bool stereo;
};

#define WAV16 (SF_FORMAT_WAV | SF_FORMAT_PCM_16)
#define OGG   (SF_FORMAT_OGG | SF_FORMAT_VORBIS)
#define MP3   (SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III)

static const struct way ways[] = {
    {.name = "orig", .ending = "wav", .format = WAV16},
    {.name = "gain", .ending = "wav", .format = WAV16, .gain_from = -24, .gain_to = -1},
    {.name = "normal", .ending = "wav", .format = WAV16, .normalise = true},
    {.name = "lead", .ending = "wav", .format = WAV16, .lead_s = 0.2},
    {.name = "tail", .ending = "wav", .format = WAV16, .tail_s = 1.0},
    {.name = "trim", .ending = "wav", .format = WAV16, .trim = true},
    {.name = "fade",
     .ending = "wav",
     .format = WAV16,
     .fade_in_s = 0.004,
     .fade_out_s = 0.05},
    {.name = "r44100", .ending = "wav", .format = WAV16, .rate = 44100},
    {.name = "r96000", .ending = "wav", .format = WAV16, .rate = 96000},
    {.name = "r22050", .ending = "wav", .format = WAV16, .rate = 22050},
    {.name = "half", .ending = "wav", .format = WAV16, .rate = -1},
    {.name = "bits8", .ending = "wav", .format = SF_FORMAT_WAV | SF_FORMAT_PCM_U8},
    {.name = "bits24",
     .ending = "wav",
     .format = SF_FORMAT_WAV | SF_FORMAT_PCM_24,
     .gain_from = -6,
     .gain_to = -6},
    {.name = "stereo", .ending = "wav", .format = WAV16, .stereo = true},
    {.name = "ogg", .ending = "ogg", .format = OGG, .quality = 0.6},
    {.name = "ogglow", .ending = "ogg", .format = OGG, .quality = 0.2},
    {.name = "mp3", .ending = "mp3", .format = MP3, .rate = 44100, .quality = 0.7},
    {.name = "mp3low", .ending = "mp3", .format = MP3, .rate = 44100, .quality = 0.35},
    {.name = "mixed",
     .ending = "ogg",
     .format = OGG,
     .quality = 0.4,
     .gain_from = -12,
     .gain_to = -3,
     .trim = true,
     .lead_s = 0.05,
     .fade_in_s = 0.002,
     .fade_out_s = 0.03,
     .rate = 44100},
    {.name = "mixedlow",
     .ending = "mp3",
     .format = MP3,
     .quality = 0.4,
     .gain_from = -12,
     .gain_to = -3,
     .lead_s = 0.05,
     .tail_s = 0.2,
     .fade_out_s = 0.03,
     .rate = 32000},
};
enum { WAYS = sizeof ways / sizeof *ways };

static int tone_read(struct tone *t, const char *path)
{
    SF_INFO info = {0};
    SNDFILE *f = sf_open(path, SFM_READ, &info);
    float *all;

    if (!f || info.frames < 16 || info.frames > MOST / info.channels) {
        sf_close(f);
        return -1;
    }
    all = mem_new((size_t)(info.frames * info.channels), sizeof *all);
    t->n = (size_t)sf_readf_float(f, all, info.frames);
    t->rate = info.samplerate;
    t->x = mem_new(t->n, sizeof *t->x);
    for (size_t i = 0; i < t->n; i++)
        for (int c = 0; c < info.channels; c++)
            t->x[i] += all[i * (size_t)info.channels + (size_t)c] / (float)info.channels;
    free(all);
    sf_close(f);
    return 0;
}

static double tone_peak(const struct tone *t)
{
    double peak = 0;

    for (size_t i = 0; i < t->n; i++)
        peak = fmax(peak, fabs((double)t->x[i]));
    return peak;
}

static void tone_scale(struct tone *t, double by)
{
    for (size_t i = 0; i < t->n; i++)
        t->x[i] = (float)((double)t->x[i] * by);
}

/* What is 60 dB below the peak, at the beginning, or 50 dB, at the end, goes. */
static void tone_trim(struct tone *t)
{
    const double peak = tone_peak(t);
    size_t from = 0;

    while (from < t->n && fabs((double)t->x[from]) < peak * 1e-3)
        from++;
    while (t->n > from + 16 && fabs((double)t->x[t->n - 1]) < peak * 3.16e-3)
        t->n--;
    t->n -= from;
    memmove(t->x, t->x + from, t->n * sizeof *t->x);
}

static void tone_pad(struct tone *t, size_t lead, size_t tail)
{
    float *y = mem_new(lead + t->n + tail, sizeof *y);

    memcpy(y + lead, t->x, t->n * sizeof *y);
    free(t->x);
    t->x = y;
    t->n += lead + tail;
}

static void tone_fade(struct tone *t, size_t in, size_t out)
{
    in = in < t->n / 8 ? in : t->n / 8; /* a hit of 20 ms stays one */
    out = out < t->n / 4 ? out : t->n / 4;
    for (size_t i = 0; i < in; i++)
        t->x[i] *= (float)i / (float)in;
    for (size_t i = 0; i < out; i++)
        t->x[t->n - 1 - i] *= (float)i / (float)out;
}

/* sin(pi x) / (pi x) under a Hann window that is 0 at +-TAPS. */
static double kernel(double x)
{
    const double px = M_PI * x;

    if (fabs(x) >= TAPS)
        return 0;
    return (fabs(x) < 1e-9 ? 1 : sin(px) / px) * (0.5 + 0.5 * cos(px / TAPS));
}

/* Band-limited interpolation: J. O. Smith, "Digital Audio Resampling", 2002. */
static void tone_resample(struct tone *t, int rate)
{
    enum { STEPS = 512 };
    static double table[TAPS * STEPS + 2];
    const double ratio = (double)rate / t->rate, cut = 0.95 * fmin(1, ratio);
    const size_t n = (size_t)((double)t->n * ratio);
    float *y = mem_new(n ? n : 1, sizeof *y);

    if (table[0] == 0)
        for (int i = 0; i < TAPS * STEPS + 2; i++)
            table[i] = kernel((double)i / STEPS);
    for (size_t i = 0; i < n; i++) {
        const double at = (double)i / ratio;
        const long from = lrint(ceil(at - TAPS / cut)),
                   to = lrint(floor(at + TAPS / cut));
        double sum = 0;

        for (long k = from < 0 ? 0 : from; k <= to && k < (long)t->n; k++) {
            const double x = fabs(at - (double)k) * cut * STEPS;
            const long j = (long)x;

            if (j < TAPS * STEPS)
                sum += (double)t->x[k] *
                       (table[j] + (x - (double)j) * (table[j + 1] - table[j]));
        }
        y[i] = (float)(sum * cut);
    }
    free(t->x);
    *t = (struct tone){.x = y, .n = n, .rate = rate};
}

static int tone_write(const struct tone *t, const char *path, const struct way *w)
{
    const size_t channels = w->stereo ? 2 : 1;
    SF_INFO info = {
        .samplerate = t->rate, .channels = (int)channels, .format = w->format};
    SNDFILE *f = sf_open(path, SFM_WRITE, &info);
    float *both;
    double worse = 1 - w->quality;
    const double most = 32767.0 / 32768;

    if (!f)
        return -1;
    sf_command(f, SFC_SET_CLIPPING, NULL, SF_TRUE);
    if (w->quality > 0)
        sf_command(f, SFC_SET_COMPRESSION_LEVEL, &worse, sizeof worse);
    both = mem_new(t->n * 2, sizeof *both);
    for (size_t i = 0; i < t->n * channels; i++)
        both[i] = (float)fmax(-most, fmin(most, (double)t->x[i / channels]));
    sf_writef_float(f, both, (sf_count_t)t->n);
    free(both);
    sf_close(f);
    return 0;
}

static void change(struct tone *t, const struct way *w, struct rng *r)
{
    const double span = w->gain_to - w->gain_from;

    if (w->normalise)
        tone_scale(t, 0.9999 / tone_peak(t));
    if (w->gain_from != 0)
        tone_scale(t, pow(10, (w->gain_from + span * rng_unit(r)) / 20));
    if (w->trim)
        tone_trim(t);
    tone_fade(t, (size_t)(w->fade_in_s * t->rate), (size_t)(w->fade_out_s * t->rate));
    tone_pad(t, (size_t)(w->lead_s * rng_unit(r) * t->rate),
             (size_t)(w->tail_s * rng_unit(r) * t->rate));
    if (w->rate && w->rate != t->rate)
        tone_resample(t, w->rate < 0 ? t->rate / 2 : w->rate);
}

static void make(const char *from, const char *id, const char *out, uint64_t seed)
{
    struct tone all = {0};

    if (tone_read(&all, from) != 0 || tone_peak(&all) < 1e-3) {
        free(all.x);
        return;
    }
    for (size_t i = 0; i < WAYS; i++) {
        const struct way *w = &ways[i];
        struct tone t = all;
        struct rng r;
        char path[4096];

        t.x = mem_new(all.n, sizeof *t.x);
        memcpy(t.x, all.x, all.n * sizeof *t.x);
        rng_init(&r, seed * WAYS + i);
        change(&t, w, &r);
        snprintf(path, sizeof path, "%s/%s/%s.%s", out, w->name, id, w->ending);
        if (t.n < 16 || tone_write(&t, path, w) != 0)
            fprintf(stderr, "twins: %s: not made\n", path);
        free(t.x);
    }
    free(all.x);
}

/* How much the waves of two files are the same: the greatest correlation of their first
 * half second, 0 to 1, moved against each other by up to 100 ms. Knows nothing of
 * spectra, so it can judge what was found by them. */
static double same_wave(struct tone *a, struct tone *b)
{
    enum { RATE = 16000, MOST_LAG = RATE / 10 };
    double best = 0;

    tone_trim(a);
    tone_trim(b);
    tone_resample(a, RATE);
    tone_resample(b, RATE);
    for (long lag = -MOST_LAG; lag <= MOST_LAG; lag++) {
        double xy = 0, xx = 0, yy = 0;

        for (long i = 0; i < RATE / 2; i++) {
            const double x = i < (long)a->n ? (double)a->x[i] : 0,
                         y = i + lag >= 0 && i + lag < (long)b->n ? (double)b->x[i + lag]
                                                                  : 0;
            xy += x * y;
            xx += x * x;
            yy += y * y;
        }
        if (xx > 0 && yy > 0)
            best = fmax(best, fabs(xy) / sqrt(xx * yy));
    }
    return best;
}

static int judge(const char *first, const char *second)
{
    struct tone a = {0}, b = {0};

    if (tone_read(&a, first) != 0 || tone_read(&b, second) != 0)
        return 1;
    printf("%.3f\n", same_wave(&a, &b));
    free(a.x);
    free(b.x);
    return 0;
}

int main(int argc, char **argv)
{
    char line[4096], path[8192];
    uint64_t seed = 1;

    if (argc == 3)
        return judge(argv[1], argv[2]);
    if (argc != 2) {
        fputs("usage: find SOUNDS -type f | twins OUT; or twins FILE FILE\n", stderr);
        return 2;
    }
    for (size_t i = 0; i < WAYS; i++) {
        snprintf(path, sizeof path, "%s/%s", argv[1], ways[i].name);
        if (mkdir(path, 0777) != 0) {
            perror(path);
            return 1;
        }
    }
    for (; fgets(line, sizeof line, stdin); seed++) {
        char id[32];

        line[strcspn(line, "\n")] = 0;
        snprintf(id, sizeof id, "%06llu", (unsigned long long)seed);
        make(line, id, argv[1], seed);
    }
    return 0;
}
