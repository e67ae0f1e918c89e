/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a model remembers of sounds, moved to another trunk. */
#include "learn/carry.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "nn/rehearsal.h"
#include "util/mem.h"

static const double ridge = 0.01; /* of the mean square of a number, for each sound */

/* The sums of a least squares: S (W, W) of x x', T (W, width) of x (y - x)', where x has
 * a last number that is always 1. */
struct sums {
    size_t width, W;
    double *S, *T;
};

static void add(struct sums *s, const float *x, const float *y)
{
    for (size_t i = 0; i < s->W; i++) {
        const double xi = i < s->width ? (double)x[i] : 1.0;

        if (xi == 0.0)
            continue;
        for (size_t k = 0; k < s->width; k++) {
            s->S[i * s->W + k] += xi * (double)x[k];
            s->T[i * s->width + k] += xi * ((double)y[k] - (double)x[k]);
        }
        s->S[i * s->W + s->width] += xi;
    }
}

/* S = L L', in its lower half. S is positive. */
static void factor(size_t n, double *S)
{
    for (size_t k = 0; k < n; k++)
        for (size_t i = k; i < n; i++) {
            double v = S[i * n + k];

            for (size_t j = 0; j < k; j++)
                v -= S[i * n + j] * S[k * n + j];
            S[i * n + k] = i == k ? sqrt(v) : v / S[k * n + k];
        }
}

/* T = inverse of L L' times T (n, m), row by row down and up again. */
static void solve(size_t n, size_t m, const double *L, double *T)
{
    for (size_t i = 0; i < n; i++)
        for (size_t c = 0; c < m; c++) {
            double v = T[i * m + c];

            for (size_t j = 0; j < i; j++)
                v -= L[i * n + j] * T[j * m + c];
            T[i * m + c] = v / L[i * n + i];
        }
    for (size_t i = n; i-- > 0;)
        for (size_t c = 0; c < m; c++) {
            double v = T[i * m + c];

            for (size_t j = i + 1; j < n; j++)
                v -= L[j * n + i] * T[j * m + c];
            T[i * m + c] = v / L[i * n + i];
        }
}

/* Fit to all sounds but those of one half, 0 or 1; with 2 to all. */
static double *fit(size_t n, size_t width, const float *from, const float *to,
                   size_t without)
{
    struct sums s = {.width = width, .W = width + 1};
    double trace = 0.0, hold;

    s.S = mem_new(s.W * s.W, sizeof *s.S);
    s.T = mem_new(s.W * width, sizeof *s.T);
    for (size_t i = 0; i < n; i++)
        if (i % 2 != without)
            add(&s, from + i * width, to + i * width);
    for (size_t i = 0; i < width; i++)
        trace += s.S[i * s.W + i];
    hold = ridge * trace / (double)width + 1e-9;
    for (size_t i = 0; i < s.W; i++)
        s.S[i * s.W + i] += hold;
    factor(s.W, s.S);
    solve(s.W, width, s.S, s.T);
    free(s.S);
    return s.T;
}

static void over(size_t width, const double *A, float *x)
{
    double y[EMBEDDING_MAX];

    for (size_t k = 0; k < width; k++)
        y[k] = (double)x[k] + A[width * width + k];
    for (size_t i = 0; i < width; i++)
        for (size_t k = 0; k < width; k++)
            y[k] += (double)x[i] * A[i * width + k];
    for (size_t k = 0; k < width; k++)
        x[k] = (float)fmax(0.0, y[k]);
}

static double distance(size_t n, const float *x, const float *y)
{
    double sum = 0.0;

    for (size_t i = 0; i < n; i++)
        sum += pow((double)x[i] - (y ? (double)y[i] : 0.0), 2);
    return sum;
}

/* Each half by what was fitted to the other. */
static void measure(struct carry *c, size_t n, const float *from, const float *to)
{
    const size_t width = c->width;
    double far = 0.0, all = distance(n * width, to, NULL) + 1e-12;
    float *x = mem_new(width, sizeof *x);

    for (size_t half = 0; half < 2; half++) {
        double *A = fit(n, width, from, to, half);

        for (size_t i = half; i < n; i += 2) {
            memcpy(x, from + i * width, width * sizeof *x);
            over(width, A, x);
            far += distance(width, x, to + i * width);
        }
        free(A);
    }
    c->error = sqrt(far / all);
    c->moved = sqrt(distance(n * width, from, to) / all);
    free(x);
}

void carry_fit(struct carry *c, size_t n, size_t width, const float *from,
               const float *to)
{
    *c = (struct carry){.width = width, .A = fit(n, width, from, to, 2)};
    measure(c, n, from, to);
}

void carry_clear(struct carry *c)
{
    free(c->A);
    *c = (struct carry){0};
}

void carry_over(const struct carry *c, size_t n, float *x)
{
    for (size_t i = 0; i < n; i++)
        over(c->width, c->A, x + i * c->width);
}

void carry_rehearsal(const struct carry *c, struct model *m)
{
    const size_t width = c->width;
    float *x = mem_new(width, sizeof *x), *range;
    struct rehearsal r;
    uint8_t *byte;

    if (rehearsal_of(&r, m)) {
        byte = model_find(m, "rehearsal.embedding")->bytes;
        range = model_find(m, "rehearsal.range")->data;
        for (size_t i = 0; i < r.n; i++) {
            struct embedding k;

            rehearsal_sound(&r, i, &k);
            embedding_numbers(&k, x);
            carry_over(c, 1, x);
            embedding_of(&k, width, x);
            memcpy(byte + i * width, k.byte, width);
            range[2 * i] = k.low;
            range[2 * i + 1] = k.step;
        }
    }
    free(x);
}
