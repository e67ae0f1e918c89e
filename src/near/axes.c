/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Principal axes of very many rows. */
#include "near/axes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "util/mem.h"
#include "util/vec.h"

enum { POWERS = 200 }; /* the axes need not be exact */

void axes_init(struct axes *a, size_t width)
{
    *a = (struct axes){.width = width};
    a->sum = mem_new(width, sizeof *a->sum);
    a->square = mem_new(width * width, sizeof *a->square);
    a->axis = mem_new(2 * width, sizeof *a->axis);
    a->middle = mem_new(width, sizeof *a->middle);
}

void axes_clear(struct axes *a)
{
    free(a->sum);
    free(a->square);
    free(a->axis);
    free(a->middle);
    *a = (struct axes){0};
}

/* To a length of 1; what has none stays 0. */
static void direct(size_t n, float *x)
{
    const float length = sqrtf(vec_dot(n, x, x));

    for (size_t i = 0; i < n && length > 0.0f; i++)
        x[i] /= length;
}

void axes_add(struct axes *a, float *x)
{
    direct(a->width, x);
    a->n++;
    for (size_t i = 0; i < a->width; i++) {
        double *row = a->square + i * a->width;
        const double xi = (double)x[i];

        a->sum[i] += xi;
        for (size_t k = i; k < a->width; k++)
            row[k] += xi * (double)x[k];
    }
}

/* The covariance, both halves. */
static void centre(struct axes *a)
{
    const size_t W = a->width;
    const double n = a->n ? (double)a->n : 1.0;

    for (size_t i = 0; i < W; i++) {
        a->middle[i] = (float)(a->sum[i] / n);
        for (size_t k = i; k < W; k++) {
            double *here = a->square + i * W + k;

            *here = *here / n - a->sum[i] / n * (a->sum[k] / n);
            a->square[k * W + i] = *here;
        }
    }
}

/* v without what it has of u; then as long as 1. */
static void straighten(size_t n, float *v, const float *u)
{
    const float along = vec_dot(n, v, u);

    for (size_t i = 0; i < n; i++)
        v[i] -= along * u[i];
    direct(n, v);
}

/* One more power: v by the covariance. */
static void power(const struct axes *a, float *v, float *next)
{
    for (size_t i = 0; i < a->width; i++) {
        const double *row = a->square + i * a->width;
        double sum = 0.0;

        for (size_t k = 0; k < a->width; k++)
            sum += row[k] * (double)v[k];
        next[i] = (float)(sum * 1024.0); /* variances are small */
    }
    memcpy(v, next, a->width * sizeof *v);
}

void axes_find(struct axes *a)
{
    const size_t W = a->width;
    float *next = mem_new(W, sizeof *next);

    centre(a);
    for (int which = 0; which < 2; which++) {
        float *v = a->axis + (size_t)which * W;

        for (size_t i = 0; i < W; i++) /* no axis of real sounds is square to both */
            v[i] = which == 0 || i % 2 ? 1.0f : -1.0f;
        for (int i = 0; i < POWERS; i++) {
            power(a, v, next);
            straighten(W, v, which ? a->axis : a->axis + W); /* the second one is 0 yet */
        }
    }
    free(next);
}

void axes_of(const struct axes *a, float *x, float out[2])
{
    direct(a->width, x);
    for (size_t i = 0; i < a->width; i++)
        x[i] -= a->middle[i];
    out[0] = vec_dot(a->width, x, a->axis);
    out[1] = vec_dot(a->width, x, a->axis + a->width);
}
