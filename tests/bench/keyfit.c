/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The weights of dsp/key, from loops of known key. */
#include "keyfit.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/mem.h"

enum {
    QUARTERS = 4,
    BANKS = 2,
    FOLDS = QUARTERS * BANKS,
    ROUNDS = 1200,
    TONES = CHROMA_TONES,
    WEIGHTS = 2 * CHROMA_PARTS * TONES
};

static const float penalty = 5e-4f, rate = 1.0f;

/*
 * The examples are half and half; most of electronic dance music is in minor (A. Faraldo
 * et al., Key Estimation in Electronic Dance Music, ECIR 2016), other music less so.
 */
static const double minor_odds = 1.5;

struct example *keyfit_add(struct keyfit *f)
{
    f->example = mem_more(f->example, f->n, &f->room, sizeof *f->example);
    f->example[f->n] = (struct example){0};
    return &f->example[f->n++];
}

void keyfit_clear(struct keyfit *f)
{
    free(f->example);
    *f = (struct keyfit){0};
}

/* A fold is a fourth of the progressions, in one bank. Its profile may see neither. */
static bool kept_from(const struct example *e, int fold)
{
    return e->progression % QUARTERS == fold / BANKS || e->bank % BANKS == fold % BANKS;
}

static int fold_of(const struct example *e)
{
    return e->progression % QUARTERS * BANKS + e->bank % BANKS;
}

/* Adds what the penalised loss gains with each weight, of what a fold does not keep. */
static size_t add_gradient(const struct keyfit *f, int but, const struct key_profile *at,
                           struct key_profile *g)
{
    size_t n = 0;

    for (size_t i = 0; i < f->n; i++) {
        const struct example *e = &f->example[i];
        float p[KEYS];

        if (but >= 0 && kept_from(e, but))
            continue;
        n++;
        key_probabilities(at, &e->h, p);
        p[e->key] -= 1.0f;
        for (int key = 0; key < KEYS; key++) {
            const int minor = key / TONES, tonic = key % TONES;

            g->minor += minor ? p[key] : 0.0f;
            for (int part = 0; part < CHROMA_PARTS; part++)
                for (int t = 0; t < TONES; t++)
                    g->weight[minor][part][t] +=
                        p[key] * e->h.part[part][(t + tonic) % TONES];
        }
    }
    return n;
}

static float *weight(struct key_profile *k, size_t i)
{
    return &k->weight[i / TONES / CHROMA_PARTS][i / TONES % CHROMA_PARTS][i % TONES];
}

/* Fitted to all but one fold; to all, if that is -1. */
static struct key_profile fitted(const struct keyfit *f, int but)
{
    struct key_profile at = {.sharpness = 1.0f}, was = at, ahead, g;

    for (int round = 1; round <= ROUNDS; round++) {
        const float momentum = (float)(round - 1) / (float)(round + 2);
        size_t n;

        ahead = at;
        for (size_t i = 0; i < WEIGHTS; i++)
            *weight(&ahead, i) += momentum * (*weight(&at, i) - *weight(&was, i));
        ahead.minor += momentum * (at.minor - was.minor);
        memset(&g, 0, sizeof g);
        n = add_gradient(f, but, &ahead, &g);
        was = at;
        for (size_t i = 0; i < WEIGHTS; i++) {
            const float w = *weight(&ahead, i);

            *weight(&at, i) = w - rate * (*weight(&g, i) / (float)n + penalty * w);
        }
        at.minor = ahead.minor - rate * g.minor / (float)n;
    }
    return at;
}

/* The mean logarithm of what the right keys were given by profiles that did not see them,
 * and how many had the most. */
static double likelihood(const struct keyfit *f, struct key_profile by[FOLDS],
                         float sharpness, double *right)
{
    double sum = 0.0;

    *right = 0.0;
    for (size_t i = 0; i < f->n; i++) {
        const struct example *e = &f->example[i];
        struct key_profile *k = &by[fold_of(e)];
        bool best = true;
        float p[KEYS];

        k->sharpness = sharpness;
        key_probabilities(k, &e->h, p);
        sum += log((double)p[e->key] + 1e-9);
        for (int key = 0; key < KEYS; key++)
            best &= p[key] <= p[e->key];
        *right += best;
    }
    *right /= (double)f->n;
    return sum / (double)f->n;
}

static float sharpness_of(const struct keyfit *f)
{
    struct key_profile by[FOLDS];
    double most = -HUGE_VAL, right = 0.0;
    float best = 1.0f;

    for (int fold = 0; fold < FOLDS; fold++)
        by[fold] = fitted(f, fold);
    for (int step = 30; step < 120; step++) {
        const float s = (float)step / 100.0f;
        const double mean = likelihood(f, by, s, &right);

        if (mean > most) {
            most = mean;
            best = s;
        }
    }
    fprintf(stderr, "sharpness %.2f: right %.3f of other progressions and sounds\n",
            (double)best, right);
    return best;
}

void keyfit_print(const struct keyfit *f)
{
    const float sharpness = sharpness_of(f);
    const struct key_profile k = fitted(f, -1);

    printf("/* SPDX-License-Identifier: GPL-2.0-or-later */\n"
           "/* What a key sounds like: `tests/bench/keys fit train` printed it, of %zu "
           "loops\n"
           " * that tests/bench/chords.sh makes. */\n"
           "#include \"dsp/key.h\"\n\n"
           "const struct key_profile key_profile = {{\n",
           f->n);
    for (int minor = 0; minor < 2; minor++) {
        printf("    {\n");
        for (int part = 0; part < CHROMA_PARTS; part++) {
            printf("        {");
            for (int t = 0; t < TONES; t++)
                printf("%.2ff%s", (double)k.weight[minor][part][t],
                       t + 1 < TONES ? ", " : "},\n");
        }
        printf("    },\n");
    }
    printf("}, %.3ff, %.2ff};\n", (double)k.minor + log(minor_odds), (double)sharpness);
}
