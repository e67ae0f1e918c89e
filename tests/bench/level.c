/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Loudness as the program measures it while it decodes, beside libebur128 on the same
 * files in the same run: how far they are apart, and what either takes beside decoding.
 *
 *   level FILE...: files of at most 60 s; those that cannot be read are left out. Prints
 *   one line a file (lufs, momentary, true peak, seconds, rate, path), then what was
 *   found.
 */
#include <ebur128.h>
#include <fcntl.h>
#include <math.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "audio/decode.h"
#include "audio/level.h"
#include "util/fpu.h"
#include "util/mem.h"

enum { ROUNDS = 5 };

/* A sound as it was decoded: (frames, channels), owned. */
struct wave {
    float *x;
    sf_count_t frames;
    int channels, rate_hz;
};

struct figures {
    double lufs, momentary, true_peak_db;
};

/* Greatest and summed differences of one figure. */
struct apart {
    double most, sum;
};

struct tally {
    size_t files, compared;
    struct apart lufs, momentary, peak;
    double ours_ms, theirs_ms, decode_ms, seconds;
};

static double cpu_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int decode(struct wave *w, const char *path)
{
    SF_INFO info = {0};
    SNDFILE *f = sf_open(path, SFM_READ, &info);

    if (!f)
        return -1;
    if (info.frames < 1 || info.frames > (sf_count_t)60 * info.samplerate) {
        sf_close(f);
        return -1;
    }
    w->channels = info.channels;
    w->rate_hz = info.samplerate;
    w->x = mem_new((size_t)info.frames * (size_t)info.channels, sizeof *w->x);
    w->frames = sf_readf_float(f, w->x, info.frames);
    sf_close(f);
    return 0;
}

static void theirs(const struct wave *w, struct figures *out)
{
    ebur128_state *s =
        ebur128_init((unsigned)w->channels, (unsigned long)w->rate_hz,
                     EBUR128_MODE_I | EBUR128_MODE_M | EBUR128_MODE_TRUE_PEAK);
    const sf_count_t hop = (w->rate_hz + 5) / 10;

    *out = (struct figures){.momentary = -200};
    for (sf_count_t at = 0; at < w->frames; at += hop) {
        const sf_count_t n = w->frames - at < hop ? w->frames - at : hop;
        double now;

        ebur128_add_frames_float(s, w->x + at * w->channels, (size_t)n);
        if (n == hop && at >= 3 * hop && ebur128_loudness_momentary(s, &now) == 0)
            out->momentary = fmax(out->momentary, now);
    }
    ebur128_loudness_global(s, &out->lufs);
    for (int c = 0; c < w->channels; c++) {
        double peak = 0;

        ebur128_true_peak(s, (unsigned)c, &peak);
        out->true_peak_db = fmax(out->true_peak_db, peak);
    }
    out->true_peak_db = 20 * log10(out->true_peak_db);
    ebur128_destroy(&s);
}

static void ours(struct level *l, const struct wave *w, struct loudness *out)
{
    struct quality quality;

    level_start(l, (size_t)w->channels, w->rate_hz, false);
    for (sf_count_t at = 0; at < w->frames; at += LEVEL_BLOCK) {
        const sf_count_t left = w->frames - at;

        level_add(l, w->x + at * w->channels,
                  (size_t)(left < LEVEL_BLOCK ? left : LEVEL_BLOCK), true);
    }
    level_tell(l, out, &quality);
}

static void differ(struct apart *a, double x, double y)
{
    a->most = fmax(a->most, fabs(x - y));
    a->sum += fabs(x - y);
}

/* The fastest of a few rounds: the machine may be shared, the work is not. */
static void time_both(struct level *l, const char *path, struct tally *t)
{
    double best[3] = {1e30, 1e30, 1e30};

    for (int r = 0; r < ROUNDS; r++) {
        struct wave w = {0};
        struct figures f;
        struct loudness loud;
        const double start = cpu_ms();
        double decoded, measured;

        if (decode(&w, path) != 0)
            return;
        decoded = cpu_ms();
        ours(l, &w, &loud);
        measured = cpu_ms();
        theirs(&w, &f);
        best[0] = fmin(best[0], decoded - start);
        best[1] = fmin(best[1], measured - decoded);
        best[2] = fmin(best[2], cpu_ms() - measured);
        free(w.x);
    }
    t->decode_ms += best[0];
    t->ours_ms += best[1];
    t->theirs_ms += best[2];
}

static void compare(struct level *l, const char *path, struct tally *t)
{
    struct audio audio = {0};
    struct wave w = {0};
    struct figures f;
    struct err e = {0};
    const int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0 || decode(&w, path) != 0 || audio_read(&audio, fd, &e) != 0 ||
        audio.loudness.why != MEASURED)
        goto out;
    theirs(&w, &f);
    printf("%.3f %.3f %.3f %.3f %d %s\n", (double)audio.loudness.lufs,
           (double)audio.loudness.momentary_lufs, (double)audio.loudness.true_peak_db,
           (double)w.frames / w.rate_hz, w.rate_hz, path);
    differ(&t->peak, (double)audio.loudness.true_peak_db, f.true_peak_db);
    t->files++;
    t->seconds += (double)w.frames / w.rate_hz;
    if (w.frames >= (sf_count_t)4 * ((w.rate_hz + 5) / 10)) {
        t->compared++;
        differ(&t->lufs, (double)audio.loudness.lufs, fmax(f.lufs, -70));
        differ(&t->momentary, (double)audio.loudness.momentary_lufs, f.momentary);
    }
    time_both(l, path, t);
out:
    audio_free(&audio);
    free(w.x);
    if (fd >= 0)
        close(fd);
}

int main(int argc, char **argv)
{
    struct level *l = level_new();
    struct tally t = {0};
    double compared;

    fpu_flush_denormals();
    for (int i = 1; i < argc; i++)
        compare(l, argv[i], &t);
    level_free(l);
    if (t.files == 0)
        return 1;
    compared = fmax(1, (double)t.compared);
    fprintf(
        stderr,
        "%zu files, %zu of them longer than 400 ms\n"
        "from libebur128, mean and most: %.4f and %.4f LU integrated, %.4f and %.4f "
        "momentary; of all %.4f and %.4f dB true peak\n"
        "CPU a file: decode %.4f ms, ours %.4f (%.2f ns a frame at 44.1 kHz), libebur128 "
        "%.4f (%.1f times ours)\n",
        t.files, t.compared, t.lufs.sum / compared, t.lufs.most,
        t.momentary.sum / compared, t.momentary.most, t.peak.sum / (double)t.files,
        t.peak.most, t.decode_ms / (double)t.files, t.ours_ms / (double)t.files,
        t.ours_ms * 1e6 / t.seconds / 44100, t.theirs_ms / (double)t.files,
        t.theirs_ms / t.ours_ms);
    return 0;
}
