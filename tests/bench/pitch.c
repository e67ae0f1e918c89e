/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How well the built-in model hears notes, beside others on the same files.
 *
 *   pitch CORPUS [ANSWERS...]: the rows of split dev in CORPUS/pitch_truth.csv. A file of
 *   ANSWERS has lines "path note", notes as fractional MIDI numbers; a path that is not
 * there got none. Prints shares of files, and what hearing costs beside decoding and
 * spectra.
 */
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "audio/decode.h"
#include "dsp/describe.h"
#include "nn/patch.h"
#include "nn/pitch.h"
#include "util/csv.h"
#include "util/mem.h"

enum { MOST = 20000, BINS = 10 };

struct file {
    char path[300], basis[32];
    double midi, ours, other; /* 0: none heard */
    double confidence;
};

static struct file file[MOST];
static size_t files;
static int64_t describe_ns, pitch_ns;

static void fail(const char *text)
{
    fprintf(stderr, "pitch: %s\n", text);
    exit(1);
}

/* Of this thread alone, whatever else the machine does. */
static int64_t cpu_ns(void)
{
    struct timespec t;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void read_truth(const char *corpus)
{
    char path[4096];
    struct buf b = {0};
    struct csv c;
    struct err e = {0};

    snprintf(path, sizeof path, "%s/pitch_truth.csv", corpus);
    if (csv_load(&b, path, 64 << 20, &e) != 0)
        fail(e.text);
    csv_init(&c, (const char *)b.data, b.len);
    while (csv_next(&c, &e) > 0 && files < MOST) {
        struct file *f = &file[files];

        if (strcmp(csv_field(&c, 2), "dev") != 0)
            continue;
        snprintf(f->path, sizeof f->path, "%s", csv_field(&c, 0));
        snprintf(f->basis, sizeof f->basis, "%s", csv_field(&c, 3));
        f->midi = atof(csv_field(&c, 1));
        files++;
    }
    csv_clear(&c);
    buf_clear(&b);
}

static void hear(struct file *f, const char *corpus, struct describe *d,
                 const struct pitch_net *net)
{
    static struct patch patch;
    struct audio audio = {0};
    struct description is;
    struct pitch heard;
    struct err e = {0};
    char path[4096];
    int64_t start;
    int fd;

    snprintf(path, sizeof path, "%s/%s", corpus, f->path);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    start = cpu_ns();
    if (fd < 0 || audio_read(&audio, fd, &e) != 0)
        fail(f->path);
    describe_run(d, audio.x, audio.n, audio.rate_hz, &is);
    describe_ns += cpu_ns() - start;
    patch_make(&patch, is.mel, is.frames, (double)audio.frames / audio.rate_hz);
    patch_add_partials(&patch, is.partials);
    start = cpu_ns();
    pitch_of(net, &patch, &heard);
    pitch_ns += cpu_ns() - start;
    f->confidence = (double)heard.confidence;
    f->ours = heard.why == MEASURED ? 69.0 + 12.0 * log2((double)heard.hz / 440.0) : 0.0;
    audio_free(&audio);
    close(fd);
}

static void read_others(const char *path)
{
    char line[400];
    FILE *in = fopen(path, "r");

    if (!in)
        fail(path);
    for (size_t i = 0; i < files; i++)
        file[i].other = 0.0;
    while (fgets(line, sizeof line, in)) {
        char *space = strrchr(line, ' ');

        if (!space)
            fail(path);
        *space = '\0';
        for (size_t i = 0; i < files; i++)
            if (strcmp(file[i].path, line) == 0)
                file[i].other = atof(space + 1);
    }
    fclose(in);
}

/* Shares of the files of a basis ("" = any) of which we are so sure. */
static void show(const char *name, const char *basis, double sure, int others)
{
    size_t n = 0, of = 0, note = 0, class = 0;

    for (size_t i = 0; i < files; i++) {
        const struct file *f = &file[i];
        const double cents = 100.0 * ((others ? f->other : f->ours) - f->midi);

        if (*basis && strcmp(f->basis, basis) != 0)
            continue;
        of++;
        if (f->confidence < sure)
            continue;
        n++;
        note += fabs(cents) <= 50.0;
        class +=
            (others ? f->other : f->ours) > 0.0 && fabs(remainder(cents, 1200.0)) <= 50.0;
    }
    printf("%-34s %-10s %5zu  %.3f  %.3f  %.3f\n", name, *basis ? basis : "all", n,
           (double)n / (double)of, n ? (double)class / (double)n : 0.0,
           n ? (double)note / (double)n : 0.0);
}

static void show_confidence(void)
{
    double ece = 0.0;

    printf("confidence: files, mean, right\n");
    for (int b = 0; b < BINS; b++) {
        double sum = 0.0, right = 0.0, n = 0.0;

        for (size_t i = 0; i < files; i++)
            if (file[i].ours > 0.0 &&
                (int)fmin(file[i].confidence * BINS, BINS - 1) == b) {
                n++;
                sum += file[i].confidence;
                right += fabs(file[i].ours - file[i].midi) <= 0.5;
            }
        if (n > 0.0)
            printf("  %.1f  %4.0f  %.3f  %.3f\n", (double)b / BINS, n, sum / n,
                   right / n);
        ece += fabs(sum - right) / (double)files;
    }
    printf("expected calibration error %.3f\n", ece);
}

int main(int argc, char **argv)
{
    const uint8_t *data;
    struct model *m = NULL;
    static struct pitch_net net;
    struct describe *d = describe_new();
    struct err e = {0};
    size_t n;

    if (argc < 2)
        fail("usage: pitch CORPUS [ANSWERS...]");
    if (!model_embedded(&data, &n) || model_parse(&m, data, n, &e) != 0)
        fail("no model is built in");
    if (!pitch_net_of(&net, m))
        fail("the built-in model knows of no notes");
    read_truth(argv[1]);
    for (size_t i = 0; i < files; i++)
        hear(&file[i], argv[1], d, &net);
    printf("%-34s %-10s %5s  %5s  %5s  %5s\n", "", "basis", "files", "share", "class",
           "note");
    show("sampledb", "", 0.0, 0);
    show("sampledb, confidence 0.5", "", 0.5, 0);
    show("sampledb, confidence 0.5", "root key", 0.5, 0);
    show("sampledb, confidence 0.5", "render", 0.5, 0);
    show("sampledb, confidence 0.5", "file name", 0.5, 0);
    for (int a = 2; a < argc; a++) {
        const char *slash = strrchr(argv[a], '/');
        char name[100];

        read_others(argv[a]);
        snprintf(name, sizeof name, "%.60s", slash ? slash + 1 : argv[a]);
        show(name, "", 0.0, 1);
        snprintf(name, sizeof name, "%.60s, same files", slash ? slash + 1 : argv[a]);
        show(name, "", 0.5, 1);
    }
    show_confidence();
    printf("hearing the note: %.0f us a file, %.2f of decoding and spectra\n",
           (double)pitch_ns / 1e3 / (double)files,
           (double)pitch_ns / (double)describe_ns);
    model_free(m);
    describe_free(d);
    return 0;
}
