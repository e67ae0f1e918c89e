/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How well the key of loops is found; lines "path,key[,half,progression,bank]" on
 * standard input, "path" alone for what has none.
 *
 *   keys score [HALF]: prints the weighted score (1 right, 0.5 a fifth off, 0.3 relative,
 *     0.2 parallel: MIREX audio key detection, 2005) of dsp/key and of two plain matchers
 *     on the same files, how confidence compares with what is right, and milliseconds.
 *   keys atonal: prints how many have a key.
 *   keys fit [HALF]: prints src/dsp/keyprofile.c, fitted to them.
 *   keys dump: prints what chroma tells of each, for other fits.
 */
#include <fcntl.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "keyfit.h"
#include "plainkey.h"

#include "audio/decode.h"
#include "util/fpu.h"
#include "util/keyname.h"
#include "util/mem.h"

enum { TONES = CHROMA_TONES, WAYS = 1 + PLAIN_TEMPLATES, STEPS = 10 };

static const char *const way_names[WAYS] = {"dsp/key", "triad template", "Krumhansl"};

static _Noreturn void die(const char *what)
{
    fprintf(stderr, "keys: %s\n", what);
    exit(1);
}

static double cpu_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

struct line {
    char path[4096], key[16], half[16];
    int progression, bank;
};

/* Of that half, if one is asked for. */
static bool next_line(struct line *l, const char *half)
{
    char text[4200];

    while (fgets(text, sizeof text, stdin)) {
        *l = (struct line){0};
        if (sscanf(text, "%4095[^,\n],%15[^,\n],%15[^,\n],%d,%d", l->path, l->key,
                   l->half, &l->progression, &l->bank) > 0 &&
            (!half || strcmp(half, l->half) == 0))
            return true;
    }
    return false;
}

static void load(struct audio *a, const char *path)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct err e = {0};

    if (fd < 0 || audio_read(a, fd, &e) != 0)
        die(path);
    close(fd);
}

static double worth(int key, int truth)
{
    const int up = (key - truth + 2 * TONES) % TONES, minor = truth / TONES;

    if (key == truth)
        return 1.0;
    if (key / TONES == minor)
        return up == 5 || up == 7 ? 0.5 : 0.0;
    return up == (minor ? 3 : 9) ? 0.3 : up == 0 ? 0.2 : 0.0;
}

struct tally {
    size_t n, right, second, told;
    double worth[WAYS], ms, decode_ms;
    struct {
        size_t n, right;
        double sum;
    } step[STEPS]; /* of confidence */
};

static void judge(struct tally *t, const struct tonality *k, int truth)
{
    const int step = (int)fminf(k->confidence * STEPS, STEPS - 1);

    if (k->why != MEASURED)
        return;
    t->told++;
    t->worth[0] += worth(k->key, truth);
    t->right += k->key == truth;
    t->second += k->second == truth;
    t->step[step].n++;
    t->step[step].right += k->key == truth;
    t->step[step].sum += (double)k->confidence;
}

static void print_tally(const struct tally *t)
{
    double error = 0.0;

    printf("%zu loops, a key told of %zu, right %.3f of all, or the second %.3f\n", t->n,
           t->told, (double)t->right / (double)t->n, (double)t->second / (double)t->n);
    for (size_t w = 0; w < WAYS; w++)
        printf("  %-15s weighted score %.3f\n", way_names[w], t->worth[w] / (double)t->n);
    for (size_t s = 0; s < STEPS; s++)
        if (t->step[s].n) {
            const double n = (double)t->step[s].n, right = (double)t->step[s].right;

            printf("  confidence %.2f  right %.2f of %zu\n", t->step[s].sum / n,
                   right / n, t->step[s].n);
            error += fabs(t->step[s].sum - right);
        }
    printf("  calibration error %.3f; %.2f ms a loop, decoding %.2f ms\n",
           error / (double)t->told, t->ms / (double)t->n, t->decode_ms / (double)t->n);
}

static void score(const char *half)
{
    struct chroma *c = chroma_new();
    struct tally t = {0};
    struct line l;

    while (next_line(&l, half)) {
        const int truth = keyname_of(l.key);
        const double start = cpu_ms();
        struct audio a = {0};
        struct tonality k = {0};
        double decoded;

        if (truth < 0)
            die(l.path);
        load(&a, l.path);
        decoded = cpu_ms();
        key_measure(c, a.x, a.n, a.rate_hz, &k);
        t.ms += cpu_ms() - decoded;
        t.decode_ms += decoded - start;
        t.n++;
        judge(&t, &k, truth);
        for (int w = 0; w < PLAIN_TEMPLATES; w++)
            t.worth[1 + w] +=
                worth(plainkey(a.x, a.n, a.rate_hz, (enum plain_template)w), truth);
        audio_free(&a);
    }
    if (t.n == 0)
        die("no loops");
    print_tally(&t);
    chroma_free(c);
}

static void atonal(void)
{
    struct chroma *c = chroma_new();
    size_t n = 0, told = 0, sure = 0;
    struct line l;

    for (; next_line(&l, NULL); n++) {
        struct audio a = {0};
        struct tonality k = {0};

        load(&a, l.path);
        key_measure(c, a.x, a.n, a.rate_hz, &k);
        told += k.why == MEASURED;
        sure += k.why == MEASURED && k.confidence >= 0.5f;
        audio_free(&a);
    }
    printf("%zu sounds, a key told of %zu, by half a chance or more of %zu\n", n, told,
           sure);
    chroma_free(c);
}

/* All lines as examples to fit to; keyfit_clear(). */
static void gather(struct keyfit *f, const char *half)
{
    struct chroma *c = chroma_new();
    struct line l;

    while (next_line(&l, half)) {
        struct audio a = {0};
        struct example *e = keyfit_add(f);

        load(&a, l.path);
        e->key = keyname_of(l.key);
        e->progression = l.progression;
        e->bank = l.bank;
        chroma_measure(c, a.x, a.n, a.rate_hz, &e->h);
        audio_free(&a);
    }
    chroma_free(c);
}

static void dump(void)
{
    struct keyfit f = {0};

    gather(&f, NULL);
    for (size_t i = 0; i < f.n; i++) {
        const struct example *e = &f.example[i];

        printf("%d %d %g %g", e->key, e->progression, (double)e->h.clarity,
               (double)e->h.tuning_cents);
        for (size_t k = 0; k < (size_t)CHROMA_PARTS * TONES; k++)
            printf(" %.4g", (double)e->h.part[k / TONES][k % TONES]);
        putchar('\n');
    }
    keyfit_clear(&f);
}

static void fit(const char *half)
{
    struct keyfit f = {0};

    gather(&f, half);
    if (f.n == 0)
        die("no loops");
    keyfit_print(&f);
    keyfit_clear(&f);
}

int main(int argc, char **argv)
{
    const char *half = argc > 2 ? argv[2] : NULL;

    fpu_flush_denormals();
    if (argc > 1 && strcmp(argv[1], "score") == 0)
        score(half);
    else if (argc > 1 && strcmp(argv[1], "atonal") == 0)
        atonal();
    else if (argc > 1 && strcmp(argv[1], "fit") == 0)
        fit(half);
    else if (argc > 1 && strcmp(argv[1], "dump") == 0)
        dump();
    else
        die("usage: keys score|fit [HALF] | atonal | dump < LINES");
    return 0;
}
