/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where src/dsp/form_data.h comes from: the features of form.h of a corpus' files, and a
 * small net fitted to the form that its manifest tells.
 *
 *   formfit measure CORPUS >FEATURES       of every row of manifest.csv
 *   formfit fit <FEATURES >form_data.h     to the train rows, each form counting alike as
 *                                          often as it is there; tells how dev rows do
 *   formfit tell CORPUS >TABLE             "FORM P PATH" of dev rows by form_loop() as it
 * is
 *
 * Loss: cross-entropy. AdamW, one cycle, fixed seed.
 */
#include <fcntl.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "audio/decode.h"
#include "dsp/form.h"
#include "nn/act.h"
#include "nn/adam.h"
#include "nn/dense.h"
#include "util/csv.h"
#include "util/mem.h"
#include "util/rng.h"

enum {
    SEED = 7,
    BATCH = 64,
    ROUNDS = 100,
    F = FORM_FEATURES,
    H = FORM_HIDDEN,
    BIAS = H * F, /* where each begins */
    OUTER = BIAS + H,
    WEIGHTS = OUTER + H + 1
};

enum { PATH, LABEL, FORM, SOURCE, GROUP, SPLIT }; /* columns of manifest.csv */

#define RATE  5e-3f
#define DECAY 0.5f

/* One row, as `measure` writes it. */
struct row {
    float f[F];
    unsigned loop, dev;
};

static _Noreturn void die(const char *what)
{
    fprintf(stderr, "formfit: %s\n", what);
    exit(1);
}

/* False: nothing to be measured of it. */
static bool listen(struct metre *m, struct describe *d, const char *path)
{
    struct audio a = {0};
    struct description all;
    struct err e = {0};
    const int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0 || audio_read(&a, fd, &e) != 0)
        die(path);
    close(fd);
    describe_run(d, a.x, a.n, a.rate_hz, &all);
    metre_listen(m, &all, a.rate_hz, a.n, (double)a.frames / a.rate_hz);
    audio_free(&a);
    return m->why == MEASURED;
}

static void put(const struct metre *m, const struct csv *c)
{
    struct row row = {.loop = strcmp(csv_field(c, FORM), "loop") == 0,
                      .dev = strcmp(csv_field(c, SPLIT), "dev") == 0};

    form_features(m, row.f);
    fwrite(&row, sizeof row, 1, stdout);
}

static int over_corpus(const char *root, bool told)
{
    char name[4096];
    struct metre *m = metre_new();
    struct describe *d = describe_new();
    struct buf text = {0};
    struct csv c;
    struct err e = {0};

    snprintf(name, sizeof name, "%s/manifest.csv", root);
    if (csv_load(&text, name, (size_t)64 << 20, &e) != 0)
        die(e.text);
    csv_init(&c, (const char *)text.data, text.len);
    csv_next(&c, &e);
    while (csv_next(&c, &e) > 0) {
        snprintf(name, sizeof name, "%s/%s", root, csv_field(&c, PATH));
        if (!told && listen(m, d, name))
            put(m, &c);
        if (!told || strcmp(csv_field(&c, SPLIT), "dev") != 0)
            continue;
        listen(m, d, name);
        printf("%s\t%.4f\t%s\n", csv_field(&c, FORM), (double)form_loop(m),
               csv_field(&c, PATH));
    }
    csv_clear(&c);
    buf_clear(&text);
    describe_free(d);
    metre_free(m);
    return fflush(stdout) == 0 ? 0 : 1;
}

static void standardise(struct row *r, size_t n, float *mean, float *scale)
{
    for (size_t f = 0; f < F; f++) {
        double sum = 0.0, square = 0.0;

        for (size_t i = 0; i < n; i++) {
            sum += (double)r[i].f[f];
            square += (double)r[i].f[f] * (double)r[i].f[f];
        }
        sum /= (double)n;
        mean[f] = (float)sum;
        scale[f] = (float)(1.0 / sqrt(fmax(square / (double)n - sum * sum, 1e-6)));
        for (size_t i = 0; i < n; i++)
            r[i].f[f] = (r[i].f[f] - mean[f]) * scale[f];
    }
}

static float probability(const float *w, const float *f, float *hidden)
{
    float sum = w[OUTER + H];

    dense_forward(1, F, H, f, w, w + BIAS, hidden);
    relu_forward(H, hidden);
    for (size_t h = 0; h < H; h++)
        sum += hidden[h] * w[OUTER + h];
    return 1.0f / (1.0f + expf(-sum));
}

static void learn(const float *w, float *dw, const struct row *r)
{
    float hidden[H], dh[H];
    const float d = (probability(w, r->f, hidden) - (r->loop ? 1.0f : 0.0f)) / BATCH;

    for (size_t h = 0; h < H; h++) {
        dw[OUTER + h] += d * hidden[h];
        dh[h] = d * w[OUTER + h];
    }
    dw[OUTER + H] += d;
    relu_backward(H, hidden, dh);
    dense_backward(1, F, H, r->f, w, dh, NULL, dw, dw + BIAS);
}

static void fit(const struct row *r, size_t n, float *w)
{
    static float dw[WEIGHTS];
    struct adam adam;
    struct rng rng;
    size_t *order = mem_new(n, sizeof *order), kept = 0;
    long step = 0;

    rng_init(&rng, SEED);
    for (size_t i = 0; i < n; i++)
        if (!r[i].dev)
            order[kept++] = i;
    for (size_t i = 0; i < BIAS; i++)
        w[i] = (float)(rng_normal(&rng) / sqrt((double)F));
    for (size_t i = 0; i < H; i++)
        w[OUTER + i] = (float)(rng_normal(&rng) / sqrt((double)H));
    adam_init(&adam, WEIGHTS);
    for (int round = 0; round < ROUNDS; round++) {
        rng_shuffle(&rng, order, kept);
        for (size_t i = 0; i + BATCH <= kept; i += BATCH) {
            memset(dw, 0, sizeof dw);
            for (size_t j = 0; j < BATCH; j++)
                learn(w, dw, &r[order[i + j]]);
            adam_begin(&adam);
            adam_apply(&adam, 0, WEIGHTS,
                       adam_pace(RATE, step++, (long)(kept / BATCH) * ROUNDS), DECAY, w,
                       dw);
        }
    }
    adam_clear(&adam);
    free(order);
}

static void judge(const struct row *r, size_t n, const float *w, unsigned dev)
{
    size_t all = 0, right = 0, of_loops = 0, loops = 0, told[10] = {0}, hit[10] = {0};
    double sure[10] = {0}, loss = 0.0;

    for (size_t i = 0; i < n; i++) {
        float hidden[H];
        const float p = probability(w, r[i].f, hidden);
        const size_t bin = (size_t)fminf(9, p * 10);

        if (r[i].dev != dev)
            continue;
        all++;
        right += (p > 0.5f) == (r[i].loop == 1);
        loops += r[i].loop;
        of_loops += r[i].loop && p > 0.5f;
        told[bin]++;
        hit[bin] += r[i].loop;
        sure[bin] += (double)p;
        loss -= log(fmax(1e-6, (double)(r[i].loop ? p : 1 - p)));
    }
    fprintf(stderr, "%s: right %.4f of %zu, of %zu loops %.3f; loss %.4f\n",
            dev ? "dev" : "train", (double)right / (double)all, all, loops,
            (double)of_loops / (double)loops, loss / (double)all);
    for (size_t i = 0; dev && i < 10; i++)
        if (told[i])
            fprintf(stderr, "a loop by %.2f: %.2f of %zu are\n",
                    sure[i] / (double)told[i], (double)hit[i] / (double)told[i], told[i]);
}

static void print(const char *name, const float *v, size_t n)
{
    printf("static const float %s = {", name);
    for (size_t i = 0; i < n; i++)
        printf("%s%#.4gf", i == 0 ? "\n    " : i % 8 ? ", " : ",\n    ", (double)v[i]);
    printf("};\n");
}

static int fit_all(void)
{
    static float w[WEIGHTS], mean[F], scale[F];
    struct row *r = NULL, one;
    size_t n = 0, room = 0;

    while (fread(&one, sizeof one, 1, stdin) == 1) {
        r = mem_more(r, n, &room, sizeof *r);
        r[n++] = one;
    }
    standardise(r, n, mean, scale);
    fit(r, n, w);
    judge(r, n, w, 0);
    judge(r, n, w, 1);
    for (size_t h = 0; h < H; h++)
        for (size_t f = 0; f < F; f++) {
            w[h * F + f] *= scale[f];
            w[BIAS + h] -= w[h * F + f] * mean[f];
        }
    puts("/* SPDX-License-Identifier: GPL-2.0-or-later */\n"
         "/* What speaks for a loop, weighed: made by tests/bench/formfit. */");
    print("form_inner[FORM_HIDDEN * FORM_FEATURES]", w, BIAS);
    print("form_bias[FORM_HIDDEN]", w + BIAS, H);
    print("form_outer[FORM_HIDDEN + 1]", w + OUTER, H + 1);
    free(r);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "measure") == 0)
        return over_corpus(argv[2], false);
    if (argc == 3 && strcmp(argv[1], "tell") == 0)
        return over_corpus(argv[2], true);
    if (argc != 2 || strcmp(argv[1], "fit") != 0)
        die("usage: formfit measure CORPUS, formfit fit, or formfit tell CORPUS");
    return fit_all();
}
