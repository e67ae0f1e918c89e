/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The dense part of a net that looks at the texture of a sound, and its reverse. */
#include "nn/branch.h"

#include <string.h>

#include "nn/act.h"

void branch_shape(struct branch *b, struct steps *l)
{
    b->hidden.conv = (struct conv){TEXTURE_COUNT, 1, 1, BRANCH_OUT, 1, 1};
    steps_add(l, &b->hidden, "texture", "hidden");
}

void branch_place(struct branch *b, struct arena *a, size_t N, bool training)
{
    b->keep = training ? arena_take(a, N * TEXTURE_COUNT) : NULL;
}

void branch_forward(struct branch *b, const struct steps *l, size_t N, float dropped,
                    struct rng *r, float *texture, float *joined)
{
    dropout_forward(TEXTURE_COUNT * N, dropped, r, b->keep, texture);
    step_forward(&b->hidden, N, texture, l->scratch);
    relu_forward(BRANCH_OUT * N, b->hidden.y);
    memcpy(joined, b->hidden.y, BRANCH_OUT * N * sizeof *joined);
}

void branch_backward(const struct branch *b, const struct steps *l, size_t N,
                     const float *texture, float *djoined)
{
    relu_backward(BRANCH_OUT * N, b->hidden.y, djoined);
    step_backward(&b->hidden, N, texture, djoined, NULL, l->scratch);
}

void branch_infer(const struct branch *b, const struct steps *l, size_t N,
                  const float *texture, float *joined)
{
    step_infer(&b->hidden, N, texture, 0.0f, joined, l->scratch);
    relu_bias(BRANCH_OUT, N, b->hidden.bias, joined);
}
