/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How long the nearest of very many sounds take to find, beside the time to read them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "near/dots.h"
#include "near/scan.h"
#include "util/mem.h"
#include "util/rng.h"

enum { WIDTH = 128, TOP = 50, ROUNDS = 40, KINDS = 64 };

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Sounds of a few kinds, as a library has them: a middle for each, and noise round it. */
static void fill(struct space *s, size_t n, struct rng *rng)
{
    static float middle[KINDS][WIDTH];
    float x[WIDTH];
    struct embedding k;

    for (size_t i = 0; i < KINDS * WIDTH; i++)
        middle[i / WIDTH][i % WIDTH] = (float)rng_normal(rng);
    space_reserve(s, n);
    for (size_t i = 0; i < n; i++) {
        const float *at = middle[i % KINDS];

        for (size_t c = 0; c < WIDTH; c++) {
            x[c] = at[c] + 0.7f * (float)rng_normal(rng);
            x[c] = x[c] > 0.0f ? x[c] : 0.0f;
        }
        embedding_of(&k, WIDTH, x);
        space_add(s, (int64_t)i + 1, &k);
    }
}

static uint64_t said; /* printed in the end, so that nothing is left out */

/* All that a scan has to read, once: whole words, added up. */
static uint64_t add_up(const void *p, size_t bytes)
{
    const uint64_t *word = p;
    uint64_t sum[8] = {0};

    for (size_t i = 0; i + 8 <= bytes / 8; i += 8)
        for (size_t k = 0; k < 8; k++)
            sum[k] += word[i + k];
    return sum[0] + sum[1] + sum[2] + sum[3] + sum[4] + sum[5] + sum[6] + sum[7];
}

static double time_read(const struct space *s)
{
    const size_t f = s->n * sizeof(float);
    const double from = now();

    said += add_up(s->byte, s->n * s->stride) + add_up(s->low, f) + add_up(s->step, f) +
            add_up(s->sum, f) + add_up(s->per, f);
    return now() - from;
}

static double time_scan(const struct space *s, size_t i, const struct tilt *t)
{
    struct nearest found;
    const double from = now();
    double took;

    nearest_init(&found, TOP);
    scan(s, s, i, t, &found);
    nearest_sort(&found);
    took = now() - from;
    nearest_clear(&found);
    return took;
}

static double time_dots(const struct space *s,
                        void (*by)(size_t, const uint8_t *restrict, size_t,
                                   const uint8_t *restrict, int32_t *restrict))
{
    static int32_t out[SPACE_BLOCK];
    const size_t rows = s->n < SPACE_BLOCK ? s->n : SPACE_BLOCK;
    const double from = now();

    for (int i = 0; i < 1000; i++)
        by(s->stride, s->byte, rows, s->byte, out);
    return (now() - from) / 1000.0 / (double)rows;
}

/* Others use the machine, too: the best of all rounds is what it can do. */
static double best(const double *x)
{
    double least = x[0];

    for (size_t i = 1; i < ROUNDS; i++)
        least = x[i] < least ? x[i] : least;
    return least;
}

int main(int argc, char **argv)
{
    const size_t n = argc > 1 ? (size_t)strtoull(argv[1], NULL, 10) : 1000000;
    struct rng rng;
    struct space s;
    double read[ROUNDS], plain[ROUNDS], tilted[ROUNDS];
    float *notes, *lengths;
    struct tilt t = {
        .timbre = 1, .pitch = 0.2, .length = 0.1, .note = 60, .doublings = 0};

    if (n < SPACE_BLOCK)
        return 2;
    rng_init(&rng, 1);
    space_init(&s, WIDTH);
    fill(&s, n, &rng);
    notes = mem_new(n, sizeof *notes);
    lengths = mem_new(n, sizeof *lengths);
    for (size_t i = 0; i < n; i++) {
        notes[i] = (float)(i % 61 + 30);
        lengths[i] = (float)(i % 7) - 3.0f;
    }
    t.notes = notes;
    t.lengths = lengths;
    for (size_t i = 0; i < ROUNDS; i++) {
        read[i] = time_read(&s);
        plain[i] = time_scan(&s, (i * 7919) % n, NULL);
        tilted[i] = time_scan(&s, (i * 7919) % n, &t);
    }
    printf("near: %zu sounds, %.0f MB, read once in %.1f ms (%.1f GB/s)\n", n,
           (double)n * (double)(s.stride + 16) / 1e6, 1e3 * best(read),
           (double)n * (double)(s.stride + 16) / 1e9 / best(read));
    printf("near: the %d nearest in %.1f ms, %.2f x the reading (goal 1.5); with weights "
           "%.1f ms\n",
           TOP, 1e3 * best(plain), best(plain) / best(read), 1e3 * best(tilted));
    printf("near: a pair takes %.1f ns, in plain C %.1f ns (%016llx)\n",
           1e9 * time_dots(&s, dots), 1e9 * time_dots(&s, dots_plain),
           (unsigned long long)said);
    space_clear(&s);
    free(notes);
    free(lengths);
    return 0;
}
