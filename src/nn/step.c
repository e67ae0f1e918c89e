/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A convolution and its batch norm. */
#include "nn/step.h"

#include "nn/norm.h"

size_t step_places(const struct step *s)
{
    return conv_rows(&s->conv) * conv_cols(&s->conv);
}

size_t step_floats(const struct step *s, size_t N)
{
    return s->conv.O * N * step_places(s);
}

void step_place(struct step *s, struct arena *a, size_t N, bool training)
{
    s->y = arena_take(a, step_floats(s, N));
    s->z = training ? arena_take(a, step_floats(s, N)) : NULL;
    s->mean = training ? arena_take(a, s->conv.O) : NULL;
    s->scale = training ? arena_take(a, s->conv.O) : NULL;
}

void step_place_folded(struct step *s, struct arena *a)
{
    s->folded = arena_take(a, conv_weights(&s->conv));
    s->bias = arena_take(a, s->conv.O);
}

void step_forward(struct step *s, size_t N, const float *x, float *scratch)
{
    conv_forward(&s->conv, N, x, s->K, 0.0f, s->z, scratch);
    norm_forward(s->conv.O, N * step_places(s), s->z, s->gain, s->shift, s->mean,
                 s->scale, s->seen_mean, s->seen_variance, s->y);
}

void step_backward(const struct step *s, size_t N, const float *x, float *g, float *dx,
                   float *scratch)
{
    norm_backward(s->conv.O, N * step_places(s), s->z, s->gain, s->mean, s->scale, g,
                  s->dgain, s->dshift);
    conv_backward(&s->conv, N, x, s->K, g, dx, s->dK, scratch);
}

void step_fold(struct step *s)
{
    norm_fold(s->conv.O, conv_weights(&s->conv) / s->conv.O, s->K, s->gain, s->shift,
              s->seen_mean, s->seen_variance, s->folded, s->bias);
}

void step_infer(const struct step *s, size_t N, const float *x, float beta, float *y,
                float *scratch)
{
    conv_forward(&s->conv, N, x, s->folded, beta, y, scratch);
}

void step_still_backward(const struct step *s, size_t N, const float *x, float *g,
                         float *dx, float *scratch)
{
    norm_still_backward(s->conv.O, N * step_places(s), s->gain, s->seen_variance, g,
                        s->dshift);
    conv_backward(&s->conv, N, x, s->K, g, dx, s->dK, scratch);
}
