/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where the words for a sound come from, and how well they hold, on a labelled corpus.
 *
 *   character <LIST: a line a sound, "SPLIT FORM DOMAIN LABEL PATH".
 *
 * Of the train one-shots: quantiles of all numbers; the weights of noisiness, fitted to
 * tell labels that are noise from those that play notes. Of the dev rows: how well it
 * does, and how many sounds of each label have which word. Of some train one-shots of
 * packs, each also driven into a limiter and put into a room: how often it is said to be.
 */
#include <fcntl.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "audio/decode.h"
#include "dsp/character.h"
#include "util/fpu.h"
#include "util/mem.h"
#include "util/rng.h"
#include "util/traits.h"

enum { LABELS = 64, NAME = 32, STEPS = 30, TESTED = 150, P = CHARACTER_MOTIONS + 1 };

struct row {
    bool dev, oneshot, pack;
    int label;
    float c[CHARACTER_COUNT];
    double motion[P]; /* and 1 */
    struct loudness loud;
    struct quality quality;
};

struct table {
    struct row *row; /* owned */
    size_t rows, room, labels;
    char label[LABELS][NAME];
};

static const char *const notes[] = {"keys",     "organ",     "strings", "brass",
                                    "woodwind", "mallet",    "guitar",  "synth-lead",
                                    "bass",     "synth-pad", NULL};
static const char *const noises[] = {"hat-closed", "hat-open", "shaker", "noise", "crash",
                                     "snare",      "clap",     "ride",   NULL};

static int label_of(struct table *t, const char *name)
{
    size_t i = 0;

    while (i < t->labels && strcmp(t->label[i], name) != 0)
        i++;
    if (i == t->labels && i < LABELS - 1)
        snprintf(t->label[t->labels++], NAME, "%s", name);
    return (int)i;
}

/* 1 noise, 0 notes, -1 neither. */
static int side_of(const struct table *t, const struct row *r)
{
    for (size_t i = 0; notes[i]; i++)
        if (strcmp(t->label[r->label], notes[i]) == 0)
            return 0;
    for (size_t i = 0; noises[i]; i++)
        if (strcmp(t->label[r->label], noises[i]) == 0)
            return 1;
    return -1;
}

static void hear(struct describe *d, const float *x, size_t n, int rate_hz, float *c,
                 double *motion)
{
    struct description is;

    describe_run(d, x, n, rate_hz, &is);
    character_measure(c, &is, x, n, rate_hz);
    if (!motion)
        return;
    character_motion(motion, &is);
    motion[P - 1] = 1;
}

/* What was limited: |y| near 1 for most of what is loud. */
static void drive(float *y, const float *x, size_t n, float peak)
{
    for (size_t i = 0; i < n; i++)
        y[i] = tanhf(16 * x[i] / peak);
}

/* x in a room that fades by 60 dB in 2 s, 10 dB below it: sparse noise as its echoes. */
static void place(float *y, const float *x, size_t n, size_t frames, int rate_hz)
{
    const size_t echoes = 3000;
    double dry = 0, wet = 0;
    struct rng r;

    rng_init(&r, 11);
    memset(y, 0, frames * sizeof *y);
    for (size_t e = 0; e < echoes; e++) {
        const double at = 0.01 + 2 * rng_unit(&r);
        const float g = (float)((rng_unit(&r) < 0.5 ? -1 : 1) * pow(10, -1.5 * at));
        const size_t from = (size_t)(at * rate_hz);

        for (size_t i = 0; i < n && from + i < frames; i++)
            y[from + i] += g * x[i];
    }
    for (size_t i = 0; i < frames; i++)
        wet += (double)y[i] * (double)y[i];
    for (size_t i = 0; i < n; i++)
        dry += (double)x[i] * (double)x[i];
    for (size_t i = 0; i < frames; i++)
        y[i] = (float)(sqrt(0.1 * dry / wet)) * y[i] + (i < n ? x[i] : 0);
}

/* How often a sound has the word as it is, and changed. */
struct trial {
    size_t sounds, driven[2], wet[2], dry[2];
};

static void try_words(struct trial *t, struct describe *d, const struct audio *a,
                      const float *as_it_is)
{
    const size_t frames = a->n + 2 * (size_t)a->rate_hz;
    float *y = mem_new(frames, sizeof *y), c[CHARACTER_COUNT], peak = 1e-6f;
    const uint32_t before = traits_character(as_it_is);
    uint32_t now;

    for (size_t i = 0; i < a->n; i++)
        peak = fmaxf(peak, fabsf(a->x[i]));
    t->sounds++;
    drive(y, a->x, a->n, peak);
    hear(d, y, a->n, a->rate_hz, c, NULL);
    t->driven[0] += before >> TRAIT_DISTORTED & 1;
    t->driven[1] += traits_character(c) >> TRAIT_DISTORTED & 1;
    place(y, a->x, a->n, frames, a->rate_hz);
    hear(d, y, frames, a->rate_hz, c, NULL);
    now = traits_character(c);
    t->wet[0] += before >> TRAIT_WET & 1;
    t->wet[1] += now >> TRAIT_WET & 1;
    t->dry[0] += before >> TRAIT_DRY & 1;
    t->dry[1] += now >> TRAIT_DRY & 1;
    free(y);
}

static void read_row(struct table *t, struct trial *trial, struct describe *d, char *line)
{
    char split[16], form[16], domain[16], label[NAME];
    int at = 0;
    struct audio a = {0};
    struct err e = {0};
    struct row *r;
    int fd;

    line[strcspn(line, "\n")] = '\0';
    if (sscanf(line, "%15s %15s %15s %31s %n", split, form, domain, label, &at) != 4)
        return;
    fd = open(line + at, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return;
    if (audio_read(&a, fd, &e) == 0 && a.loudness.why == MEASURED) {
        if (t->rows == t->room) {
            t->room = t->room ? 2 * t->room : 1024;
            t->row = mem_grow(t->row, t->room, sizeof *t->row);
        }
        r = t->row + t->rows++;
        *r = (struct row){.dev = strcmp(split, "dev") == 0,
                          .oneshot = strcmp(form, "oneshot") == 0,
                          .pack = strcmp(domain, "pack") == 0,
                          .label = label_of(t, label),
                          .loud = a.loudness,
                          .quality = a.quality};
        hear(d, a.x, a.n, a.rate_hz, r->c, r->motion);
        if (r->pack && r->oneshot && !r->dev && t->rows % 16 == 0 &&
            trial->sounds < TESTED && a.n < 2 * (size_t)a.rate_hz)
            try_words(trial, d, &a, r->c);
        audio_free(&a);
    }
    close(fd);
}

static int by_size(const void *a, const void *b)
{
    const float x = *(const float *)a, y = *(const float *)b;

    return (x > y) - (x < y);
}

/* One number of all train one-shots: `field` is where in a row it is. */
static void print_quantiles(const struct table *t, const char *name, size_t field)
{
    static const int percent[] = {1, 5, 10, 20, 33, 50, 67, 80, 90, 95, 99};
    float *v = mem_new(t->rows, sizeof *v);
    size_t n = 0;

    for (size_t i = 0; i < t->rows; i++)
        if (t->row[i].oneshot && !t->row[i].dev)
            memcpy(v + n++, (const char *)(t->row + i) + field, sizeof *v);
    qsort(v, n, sizeof *v, by_size);
    printf("%-12s", name);
    for (size_t q = 0; q < sizeof percent / sizeof *percent && n; q++)
        printf(" %9.4g", (double)v[(n - 1) * (size_t)percent[q] / 100]);
    putchar('\n');
    free(v);
}

static void print_all_quantiles(const struct table *t)
{
    static const char *const name[CHARACTER_COUNT] = {"centroid", "length",    "balance",
                                                      "sustain",  "noisiness", "tail",
                                                      "punch",    "distortion"};

    printf("percent              1         5        10        20        33        50"
           "        67        80        90        95        99\n");
    for (size_t i = 0; i < CHARACTER_COUNT; i++)
        print_quantiles(t, name[i], offsetof(struct row, c) + i * sizeof(float));
    print_quantiles(t, "lufs", offsetof(struct row, loud.lufs));
    print_quantiles(t, "true peak", offsetof(struct row, loud.true_peak_db));
    print_quantiles(t, "dc", offsetof(struct row, quality.dc));
    print_quantiles(t, "trailing", offsetof(struct row, quality.trailing_s));
    print_quantiles(t, "end", offsetof(struct row, quality.end_db));
}

/* m is (P, P + 1): solve it; the answer is in the last column. */
static void solve(double m[P][P + 1])
{
    for (size_t c = 0; c < P; c++)
        for (size_t r = 0; r < P; r++) {
            const double f = m[r][c] / m[c][c];

            for (size_t k = c; k <= P && r != c; k++)
                m[r][k] -= f * m[c][k];
        }
    for (size_t r = 0; r < P; r++)
        m[r][P] /= m[r][r];
}

/* One sound in the sums of a step: gradient in the last column, curvature before it. */
static void add_step(double m[P][P + 1], const double w[P], const struct row *r, int side,
                     double weight)
{
    double z = 0, p;

    for (size_t k = 0; k < P; k++)
        z += w[k] * r->motion[k];
    p = 1 / (1 + exp(-z));
    for (size_t k = 0; k < P; k++) {
        m[k][P] += weight * r->motion[k] * (side - p);
        for (size_t j = 0; j < P; j++)
            m[k][j] += weight * r->motion[k] * r->motion[j] * p * (1 - p);
    }
}

/* Newton's method for logistic regression; every label weighs the same. */
static void fit(const struct table *t, double w[P])
{
    double count[LABELS] = {0};

    memset(w, 0, P * sizeof *w);
    for (size_t i = 0; i < t->rows; i++)
        count[t->row[i].label] += !t->row[i].dev;
    for (int step = 0; step < STEPS; step++) {
        double m[P][P + 1] = {{0}};

        for (size_t i = 0; i < t->rows; i++) {
            const struct row *r = t->row + i;

            if (!r->dev && side_of(t, r) >= 0)
                add_step(m, w, r, side_of(t, r), 1 / count[r->label]);
        }
        for (size_t k = 0; k < P; k++)
            m[k][k] += 1e-6;
        solve(m);
        for (size_t k = 0; k < P; k++)
            w[k] += m[k][P];
    }
}

static void print_noisiness(const struct table *t)
{
    double w[P], n[2] = {0}, right[2] = {0}, wrong[2] = {0};

    fit(t, w);
    printf("noisiness fitted: %.4f %.4f %.4f, %.4f\n", w[0], w[1], w[2], w[3]);
    for (size_t i = 0; i < t->rows; i++) {
        const struct row *r = t->row + i;
        const int side = side_of(t, r);
        const uint32_t words = traits_character(r->c);

        if (!r->dev || side < 0)
            continue;
        n[side]++;
        right[side] += words >> (side ? TRAIT_NOISY : TRAIT_TONAL) & 1;
        wrong[side] += words >> (side ? TRAIT_TONAL : TRAIT_NOISY) & 1;
    }
    printf("dev: of %.0f of noise %.1f %% noisy, %.1f %% tonal; of %.0f of notes %.1f %% "
           "tonal, %.1f %% noisy\n",
           n[1], 100 * right[1] / n[1], 100 * wrong[1] / n[1], n[0],
           100 * right[0] / n[0], 100 * wrong[0] / n[0]);
}

static void add_bits(double *sum, size_t n, uint32_t bits)
{
    for (size_t i = 0; i < n; i++)
        sum[i] += bits >> i & 1;
}

static void print_words(const struct table *t)
{
    printf("dev, %% of a label:   n short medium long dark bright decay sust swell tonal "
           "noisy dry wet punchy dist\n");
    for (size_t l = 0; l < t->labels; l++) {
        double n = 0, sum[14] = {0};

        for (size_t i = 0; i < t->rows; i++) {
            const struct row *r = t->row + i;

            if (!r->dev || (size_t)r->label != l)
                continue;
            n++;
            add_bits(sum, 3, traits_length(r->c));
            add_bits(sum + 3, 2, traits_brightness(r->c));
            add_bits(sum + 5, 3, traits_envelope(r->c));
            add_bits(sum + 8, 6, traits_character(r->c));
        }
        printf("%-16s %6.0f", t->label[l], n);
        for (size_t i = 0; i < 14 && n > 0; i++)
            printf(" %5.0f", 100 * sum[i] / n);
        putchar('\n');
    }
}

static void print_faults(const struct table *t)
{
    static const char *const name[FAULT_COUNT] = {
        "clipped",          "dc",          "leading silence",
        "trailing silence", "near silent", "mono as stereo",
        "one-sided",        "truncated",   "overs"};
    double n = 0, sum[FAULT_COUNT] = {0};

    for (size_t i = 0; i < t->rows; i++) {
        const struct row *r = t->row + i;

        if (r->dev || !r->oneshot || !r->pack)
            continue;
        n++;
        add_bits(sum, FAULT_COUNT, r->quality.faults);
    }
    printf("faults of %.0f train one-shots of packs, %%:", n);
    for (size_t f = 0; f < FAULT_COUNT; f++)
        printf("%s %s %.1f", f ? "," : "", name[f], 100 * sum[f] / n);
    putchar('\n');
}

int main(void)
{
    struct describe *d = describe_new();
    struct trial trial = {0};
    struct table t = {0};
    char line[4096];

    fpu_flush_denormals();
    while (fgets(line, sizeof line, stdin))
        read_row(&t, &trial, d, line);
    describe_free(d);
    print_all_quantiles(&t);
    print_noisiness(&t);
    print_words(&t);
    print_faults(&t);
    printf(
        "of %zu sounds: distorted %zu, driven by 24 dB %zu; wet %zu, in a room %zu; dry "
        "%zu, in a room %zu\n",
        trial.sounds, trial.driven[0], trial.driven[1], trial.wet[0], trial.wet[1],
        trial.dry[0], trial.dry[1]);
    free(t.row);
    return t.rows ? 0 : 1;
}
