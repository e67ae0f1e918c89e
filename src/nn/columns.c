/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A view of a sound, turned by convolutions into a sequence of columns. */
#include "nn/columns.h"

#include <assert.h>
#include <string.h>

#include "nn/act.h"
#include "nn/patch.h"
#include "nn/sequence.h"

void columns_shape(struct columns *c, struct steps *l, const char *view)
{
    const struct conv *maps;

    trunk_shape(&c->trunk, COLUMNS_BLOCKS, PATCH_BANDS, PATCH_COLS);
    maps = &trunk_top(&c->trunk)->conv;
    assert(maps->W == COLUMNS_TIME);
    c->project.conv =
        (struct conv){maps->O * maps->H, 1, COLUMNS_TIME, COLUMNS_WIDTH, 1, 1};
    steps_add_trunk(l, &c->trunk, view);
    steps_add(l, &c->project, view, "project");
}

void columns_place(struct columns *c, struct arena *a, size_t N, bool training)
{
    const size_t out = N * COLUMNS_TIME * COLUMNS_WIDTH;

    c->bands = arena_take(a, N * c->project.conv.C * COLUMNS_TIME);
    c->y = arena_take(a, out);
    c->dy = training ? arena_take(a, out) : NULL;
}

/* Rows of COLUMNS_TIME floats: to (C, B, A) = from (C, A, B). */
static void swap_rows(size_t C, size_t A, size_t B, const float *restrict from,
                      float *restrict to)
{
    for (size_t c = 0; c < C; c++, to += A * B * COLUMNS_TIME)
        for (size_t a = 0; a < A; a++)
            for (size_t b = 0; b < B; b++, from += COLUMNS_TIME)
                memcpy(to + (b * A + a) * COLUMNS_TIME, from, COLUMNS_TIME * sizeof *to);
}

/* The maps (channels, N, bands, time) with each band a channel of its own. */
static void part_bands(const struct columns *c, size_t N)
{
    const struct step *top = trunk_top(&c->trunk);

    swap_rows(top->conv.O, N, top->conv.H, top->y, c->bands);
}

void columns_forward(struct columns *c, const struct steps *l, size_t N, const float *x)
{
    trunk_maps_forward(&c->trunk, N, x, l->scratch);
    part_bands(c, N);
    step_forward(&c->project, N, c->bands, l->scratch);
    relu_forward(step_floats(&c->project, N), c->project.y);
    sequence_of_maps(COLUMNS_TIME, N, COLUMNS_WIDTH, c->project.y, c->y);
}

void columns_backward(struct columns *c, struct steps *l, size_t N, const float *x)
{
    const struct conv *maps = &trunk_top(&c->trunk)->conv;
    float *dproject = l->g[0], *dbands = l->g[1];

    sequence_to_maps(COLUMNS_TIME, N, COLUMNS_WIDTH, c->dy, dproject);
    relu_backward(step_floats(&c->project, N), c->project.y, dproject);
    memset(dbands, 0, N * c->project.conv.C * COLUMNS_TIME * sizeof *dbands);
    step_backward(&c->project, N, c->bands, dproject, dbands, l->scratch);
    swap_rows(maps->O, maps->H, N, dbands, l->g[0]);
    trunk_maps_backward(&c->trunk, N, x, l->g, l->scratch);
}

void columns_infer(struct columns *c, const struct steps *l, size_t N, const float *x)
{
    trunk_maps_infer(&c->trunk, N, x, l->scratch);
    part_bands(c, N);
    step_infer(&c->project, N, c->bands, 0.0f, c->project.y, l->scratch);
    relu_bias(COLUMNS_WIDTH, N * COLUMNS_TIME, c->project.bias, c->project.y);
    sequence_of_maps(COLUMNS_TIME, N, COLUMNS_WIDTH, c->project.y, c->y);
}

size_t columns_cut(const struct columns *views, const struct frame *f, size_t of_views,
                   struct upper_piece *out)
{
    for (size_t v = 0; v < VIEWS; v++)
        out[v] = (struct upper_piece){COLUMNS_TIME, COLUMNS_WIDTH, views[v].y};
    out[VIEWS] = frame_rest(f, of_views);
    return VIEWS + 1;
}
