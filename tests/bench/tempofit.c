/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where src/dsp/tempo_data.h comes from: loops of known tempo are made (loopmaker.h), the
 * candidates of each measured (metre.h), and a small net fitted that ranks them.
 *
 *   tempofit make CORPUS FIRST COUNT >LOOPS   measure loops FIRST, FIRST + 1 ...
 *   tempofit fit <LOOPS >tempo_data.h         fit to 4 of 5 loops, tell how the others do
 *   tempofit try CORPUS FIRST COUNT           tell how tempo_measure() does as it is
 *
 * Loss: -log of the probability, a softmax over a loop's candidates, of all those within
 * 2 % of the truth. AdamW, one cycle, fixed seed. Then one temperature is chosen for the
 * least such loss on the fifth that was held out.
 */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "loopmaker.h"

#include "dsp/tempo.h"
#include "nn/act.h"
#include "nn/adam.h"
#include "nn/dense.h"
#include "util/mem.h"

enum {
    SEED = 7,
    BATCH = 16, /* loops */
    ROUNDS = 24,
    F = METRE_FEATURES,
    H = TEMPO_HIDDEN,
    BIAS = H * F, /* where each begins */
    OUTER = BIAS + H,
    WEIGHTS = OUTER + H,
    HELD = 5 /* every so many loops are held out */
};

#define RATE  4e-3f
#define DECAY 0.1f

static _Noreturn void die(const char *what)
{
    fprintf(stderr, "tempofit: %s\n", what);
    exit(1);
}

/* One loop's candidates, as `make` writes them. */
struct head {
    double bpm;
    unsigned count, cut;
};

struct set {
    struct head *head;           /* (n) owned */
    size_t *at;                  /* (n) of each loop's first candidate; owned */
    struct candidate *candidate; /* owned */
    size_t n, all;
};

static void measure(struct describe *d, struct metre *m, const struct made *loop)
{
    struct description all;
    struct head head = {.bpm = loop->bpm, .cut = loop->cut};

    describe_run(d, loop->x, loop->n, KIT_RATE, &all);
    metre_listen(m, &all, KIT_RATE, loop->n, loop->seconds);
    metre_weigh(m);
    head.count = (unsigned)m->candidates;
    if (head.count == 0) /* nothing was struck */
        return;
    fwrite(&head, sizeof head, 1, stdout);
    fwrite(m->candidate, sizeof *m->candidate, head.count, stdout);
}

/* What tempo_measure() says of loops, cut on the bar or not. */
struct tally {
    size_t loops, none, right, octave, downbeat;
};

static bool near(double a, double b, double within) { return fabs(a / b - 1.0) < within; }

static bool near_octave(double a, double b)
{
    static const double times[] = {1, 2, 0.5, 3, 1.0 / 3};

    for (size_t i = 0; i < 5; i++)
        if (near(a, b * times[i], TEMPO_WITHIN))
            return true;
    return false;
}

static void try(struct describe *d, struct metre *m, const struct made *loop,
                struct tally *t)
{
    struct description all;
    struct tempo said;
    bool right;

    describe_run(d, loop->x, loop->n, KIT_RATE, &all);
    metre_listen(m, &all, KIT_RATE, loop->n, loop->seconds);
    tempo_measure(m, &said);
    right = near((double)said.bpm, loop->bpm, TEMPO_WITHIN);
    t->loops++;
    t->none += said.why != MEASURED;
    t->right += right;
    t->octave += near_octave((double)said.bpm, loop->bpm);
    t->downbeat += right && fabs((double)said.downbeat_s - loop->downbeat_s) < 0.07;
}

static int over_loops(const char *root, size_t first, size_t count, bool trying)
{
    static struct loopkit kit;
    struct describe *d = describe_new();
    struct metre *m = metre_new();
    struct tally tally[2] = {{0}};
    struct err e = {0};

    if (loopkit_load(&kit, root, &e) != 0)
        die(e.text);
    for (size_t i = first; i < first + count; i++) {
        struct made loop;

        loopmaker_make(&loop, &kit, SEED, i);
        if (trying)
            try(d, m, &loop, &tally[loop.cut]);
        else
            measure(d, m, &loop);
        loopmaker_clear(&loop);
    }
    for (size_t i = 0; trying && i < 2; i++)
        printf("%s: %zu loops, %zu without, %zu right, %zu but for octaves; of the right "
               "%zu have their downbeat\n",
               i ? "cut on the bar" : "not cut", tally[i].loops, tally[i].none,
               tally[i].right, tally[i].octave, tally[i].downbeat);
    metre_free(m);
    describe_free(d);
    loopkit_clear(&kit);
    return fflush(stdout) == 0 ? 0 : 1;
}

static void load(struct set *s)
{
    size_t room = 0;
    struct head h;

    while (fread(&h, sizeof h, 1, stdin) == 1) {
        s->head = mem_grow(s->head, s->n + 1, sizeof *s->head);
        s->at = mem_grow(s->at, s->n + 1, sizeof *s->at);
        s->head[s->n] = h;
        s->at[s->n++] = s->all;
        while (s->all + h.count > room) {
            room = room ? 2 * room : 65536;
            s->candidate = mem_grow(s->candidate, room, sizeof *s->candidate);
        }
        if (fread(s->candidate + s->all, sizeof *s->candidate, h.count, stdin) != h.count)
            die("ends early");
        s->all += h.count;
    }
}

/* Mean 0 and deviation 1 over all candidates; what it was is folded into the weights. */
static void standardise(struct set *s, float *mean, float *scale)
{
    for (size_t f = 0; f < F; f++) {
        double sum = 0.0, square = 0.0;

        for (size_t i = 0; i < s->all; i++) {
            const double v = (double)s->candidate[i].feature[f];

            sum += v;
            square += v * v;
        }
        sum /= (double)s->all;
        mean[f] = (float)sum;
        scale[f] = (float)(1.0 / sqrt(fmax(square / (double)s->all - sum * sum, 1e-6)));
        for (size_t i = 0; i < s->all; i++)
            s->candidate[i].feature[f] =
                (s->candidate[i].feature[f] - mean[f]) * scale[f];
    }
}

static void to_probability(size_t n, float *score, float heat)
{
    float most = score[0];
    double sum = 0.0;

    for (size_t i = 1; i < n; i++)
        most = fmaxf(most, score[i]);
    for (size_t i = 0; i < n; i++) {
        score[i] = expf((score[i] - most) * heat);
        sum += (double)score[i];
    }
    for (size_t i = 0; i < n; i++)
        score[i] = (float)((double)score[i] / sum);
}

/* The gradient of the loss by score, in place of the probabilities; the loss. */
static double lose(const struct head *h, const struct candidate *c, float *p)
{
    double right = 1e-9;

    for (size_t i = 0; i < h->count; i++)
        right += near(c[i].bpm, h->bpm, 0.02) ? (double)p[i] : 0.0;
    for (size_t i = 0; i < h->count; i++)
        if (near(c[i].bpm, h->bpm, 0.02))
            p[i] -= (float)((double)p[i] / right);
    return -log(right);
}

static void score(const float *w, const struct candidate *c, size_t n, float *x,
                  float *hidden, float *out)
{
    for (size_t i = 0; i < n; i++)
        memcpy(x + i * F, c[i].feature, F * sizeof *x);
    dense_rows_forward(n, F, H, x, w, w + BIAS, hidden);
    relu_forward(n * H, hidden);
    for (size_t i = 0; i < n; i++) {
        out[i] = 0.0f;
        for (size_t h = 0; h < H; h++)
            out[i] += hidden[i * H + h] * w[OUTER + h];
    }
}

/* One loop's part of the gradient dw. */
static double learn(const float *w, float *dw, const struct head *head,
                    const struct candidate *c)
{
    static float x[METRE_MOST * F], hidden[METRE_MOST * H], dh[METRE_MOST * H],
        p[METRE_MOST];
    const size_t n = head->count;
    double loss;

    score(w, c, n, x, hidden, p);
    to_probability(n, p, 1.0f);
    loss = lose(head, c, p);
    for (size_t i = 0; i < n; i++)
        for (size_t h = 0; h < H; h++) {
            dw[OUTER + h] += p[i] * hidden[i * H + h] / BATCH;
            dh[i * H + h] = p[i] * w[OUTER + h] / BATCH;
        }
    relu_backward(n * H, hidden, dh);
    dense_rows_backward(n, F, H, x, w, dh, NULL, dw, dw + BIAS);
    return loss;
}

static void fit(const struct set *s, float *w)
{
    static float dw[WEIGHTS];
    struct adam adam;
    struct rng rng;
    size_t *order = mem_new(s->n, sizeof *order), kept = 0;
    long steps, step = 0;

    rng_init(&rng, SEED);
    for (size_t i = 0; i < s->n; i++)
        if (i % HELD)
            order[kept++] = i;
    for (size_t i = 0; i < BIAS; i++)
        w[i] = (float)(rng_normal(&rng) / sqrt((double)F));
    for (size_t i = 0; i < H; i++)
        w[OUTER + i] = (float)(rng_normal(&rng) / sqrt((double)H));
    adam_init(&adam, WEIGHTS);
    steps = (long)(kept / BATCH) * ROUNDS;
    for (int round = 0; round < ROUNDS; round++) {
        double loss = 0.0;

        rng_shuffle(&rng, order, kept);
        for (size_t i = 0; i + BATCH <= kept; i += BATCH) {
            memset(dw, 0, sizeof dw);
            for (size_t j = 0; j < BATCH; j++)
                loss += learn(w, dw, &s->head[order[i + j]],
                              s->candidate + s->at[order[i + j]]);
            adam_begin(&adam);
            adam_apply(&adam, 0, WEIGHTS, adam_pace(RATE, step++, steps), DECAY, w, dw);
        }
        fprintf(stderr, "round %d: loss %.4f\n", round + 1, loss / (double)kept);
    }
    adam_clear(&adam);
    free(order);
}

/* Loss and accuracy of what was held out, at a temperature. */
static double judge(const struct set *s, const float *w, float heat, bool tell)
{
    static float x[METRE_MOST * F], hidden[METRE_MOST * H], p[METRE_MOST];
    size_t all[2] = {0}, right[2] = {0}, octave[2] = {0}, told[10] = {0}, true_[10] = {0};
    double loss = 0.0, sure[10] = {0};

    for (size_t i = 0; i < s->n; i += HELD) {
        const struct head *h = &s->head[i];
        const struct candidate *c = s->candidate + s->at[i];
        struct tempo_choice best;
        size_t bin;

        score(w, c, h->count, x, hidden, p);
        to_probability(h->count, p, heat);
        best = tempo_choose(c, h->count, p);
        all[h->cut]++;
        right[h->cut] += near(best.bpm, h->bpm, 0.04);
        octave[h->cut] += near_octave(best.bpm, h->bpm);
        bin = (size_t)fmin(9, best.confidence * 10.0);
        told[bin]++;
        true_[bin] += near(best.bpm, h->bpm, 0.04);
        sure[bin] += best.confidence;
        loss += lose(h, c, p);
    }
    for (size_t i = 0; tell && i < 2; i++)
        fprintf(stderr, "%s: %zu loops, right %.3f, but for octaves %.3f\n",
                i ? "cut on the bar" : "not cut", all[i],
                (double)right[i] / (double)all[i], (double)octave[i] / (double)all[i]);
    for (size_t i = 0; tell && i < 10; i++)
        if (told[i])
            fprintf(stderr, "confidence %.2f: right %.2f of %zu\n",
                    sure[i] / (double)told[i], (double)true_[i] / (double)told[i],
                    told[i]);
    return loss / (double)(all[0] + all[1]);
}

static void print(const char *name, const float *v, size_t n)
{
    printf("static const float %s = {", name);
    for (size_t i = 0; i < n; i++)
        printf("%s%#.4gf",
               i == 0   ? "\n    "
               : i % 10 ? ", "
                        : ",\n    ",
               (double)(fabsf(v[i]) < 1e-4f ? 0.0f : v[i]));
    printf("};\n");
}

int main(int argc, char **argv)
{
    static struct set s;
    static float w[WEIGHTS], mean[F], scale[F];
    float heat = 1.0f;
    double least = 1e9;

    if (argc == 5 && (strcmp(argv[1], "make") == 0 || strcmp(argv[1], "try") == 0))
        return over_loops(argv[2], strtoul(argv[3], NULL, 10), strtoul(argv[4], NULL, 10),
                          argv[1][0] == 't');
    if (argc != 2 || strcmp(argv[1], "fit") != 0)
        die("usage: tempofit make|try CORPUS FIRST COUNT, or tempofit fit");
    load(&s);
    standardise(&s, mean, scale);
    fit(&s, w);
    for (int i = 10; i < 30; i++) {
        const double loss = judge(&s, w, 0.05f * (float)i, false);

        if (loss < least) {
            least = loss;
            heat = 0.05f * (float)i;
        }
    }
    fprintf(stderr, "held out: loss %.4f at %.2f\n", judge(&s, w, heat, true),
            (double)heat);
    for (size_t h = 0; h < H; h++) {
        for (size_t f = 0; f < F; f++) {
            w[h * F + f] *= scale[f];
            w[BIAS + h] -= w[h * F + f] * mean[f];
        }
        w[OUTER + h] *= heat;
    }
    puts("/* SPDX-License-Identifier: GPL-2.0-or-later */\n"
         "/* What speaks for a tempo, weighed: made by tests/bench/tempofit. */");
    print("inner[TEMPO_HIDDEN * METRE_FEATURES]", w, BIAS);
    print("bias[TEMPO_HIDDEN]", w + BIAS, H);
    print("outer[TEMPO_HIDDEN]", w + OUTER, H);
    return 0;
}
