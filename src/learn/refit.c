/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fit a head to embeddings, from the solution that it has. */
#include "learn/refit.h"

#include <stdlib.h>
#include <string.h>

#include "nn/adam.h"
#include "nn/dense.h"
#include "nn/loss.h"
#include "util/mem.h"

void refit_among(size_t n, const float *possible, float *p)
{
    float sum = 0.0f, count = 0.0f;

    for (size_t c = 0; c < n; c++) {
        p[c] *= possible[c];
        sum += p[c];
        count += possible[c];
    }
    for (size_t c = 0; c < n; c++)
        p[c] = sum > 1e-12f ? p[c] / sum : possible[c] / count;
}

void refit_tell(const struct refit_head *h, size_t n, const float *x, float *p)
{
    dense_rows_forward(n, h->width, h->outputs, x, h->W, h->b, p);
    softmax(n, h->outputs, p, h->temperature, p);
}

/* The gradient of the rows' cost by the logits, in place of the probabilities. */
static void slope(const struct refit_head *h, const struct refit_rows *r, float *p)
{
    float target[256];

    for (size_t i = 0; i < r->n; i++) {
        const float *aim = r->aim + i * h->outputs;
        float *dz = p + i * h->outputs;
        const float g = r->weight[i] / h->temperature;

        if (r->choice[i]) {
            memcpy(target, dz, h->outputs * sizeof *dz);
            refit_among(h->outputs, aim, target);
            aim = target;
        }
        for (size_t c = 0; c < h->outputs; c++)
            dz[c] = g * (dz[c] - aim[c]);
    }
}

/* What holds an output's numbers where they were. */
static void hold(size_t n, float by, const float *w, const float *was, float *dw)
{
    for (size_t i = 0; i < n; i++)
        dw[i] += by * (w[i] - was[i]);
}

void refit(const struct refit_head *h, const struct refit_rows *r,
           const struct refit_options *o)
{
    const size_t weights = h->outputs * h->width, all = weights + h->outputs;
    float *w = mem_new(3 * all, sizeof *w), *was = w + all, *dw = was + all;
    float *p = mem_new(r->n * h->outputs, sizeof *p);
    struct refit_head at = *h;
    struct adam adam;

    adam_init(&adam, all);
    memcpy(w, h->W, weights * sizeof *w);
    memcpy(w + weights, h->b, h->outputs * sizeof *w);
    memcpy(was, w, all * sizeof *w);
    at.W = w;
    at.b = w + weights;
    for (long step = 0; step < o->steps; step++) {
        memset(dw, 0, all * sizeof *dw);
        refit_tell(&at, r->n, r->x, p);
        slope(h, r, p);
        dense_rows_backward(r->n, h->width, h->outputs, r->x, at.W, p, NULL, dw,
                            dw + weights);
        for (size_t c = 0; c < h->outputs; c++) {
            const float by = c + h->fresh < h->outputs ? o->hold : o->hold_fresh;

            hold(h->width, by, w + c * h->width, was + c * h->width, dw + c * h->width);
            hold(1, by, w + weights + c, was + weights + c, dw + weights + c);
        }
        adam_begin(&adam);
        adam_apply(&adam, 0, all, adam_pace(o->rate, step, o->steps), 0.0f, w, dw);
    }
    memcpy(h->W, w, weights * sizeof *w);
    memcpy(h->b, w + weights, h->outputs * sizeof *w);
    adam_clear(&adam);
    free(p);
    free(w);
}
