/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Both views of a sound, its duration and texture, as numbers for a net. */
#include "nn/views.h"

#include <math.h>
#include <string.h>

static const float middle = 0.4f; /* level that a net sees as 0: about the mean */

const char *view_name(size_t view)
{
    static const char *const name[VIEWS] = {"attack", "whole"};

    return name[view];
}

static void read_view(const uint8_t from[PATCH_COLS][PATCH_BANDS], float *x)
{
    for (size_t t = 0; t < PATCH_COLS; t++)
        for (size_t b = 0; b < PATCH_BANDS; b++)
            x[b * PATCH_COLS + t] = (float)from[t][b] / 255.0f - middle;
}

void views_read(const struct patch *p, float *x)
{
    const float longest = 12.0f, shortest = 0.005f; /* seconds */

    read_view(p->attack, x);
    read_view(p->whole, x + VIEW_FLOATS);
    x += VIEWS * VIEW_FLOATS;
    *x++ = log10f(fmaxf(p->duration_s, shortest));
    *x++ = fminf(p->duration_s, longest) / longest;
    texture_of(p, x);
}

void views_place(struct views *v, struct arena *a, size_t N)
{
    for (size_t i = 0; i < VIEWS; i++)
        v->view[i] = arena_take(a, N * VIEW_FLOATS);
    v->texture = arena_take(a, N * TEXTURE_COUNT);
}

void views_take(const struct views *v, size_t N, const float *x, float *durations)
{
    for (size_t i = 0; i < N; i++) {
        for (size_t k = 0; k < VIEWS; k++, x += VIEW_FLOATS)
            memcpy(v->view[k] + i * VIEW_FLOATS, x, VIEW_FLOATS * sizeof *x);
        for (size_t d = 0; d < VIEW_DURATIONS; d++)
            durations[d * N + i] = *x++;
        for (size_t k = 0; k < TEXTURE_COUNT; k++)
            v->texture[k * N + i] = *x++;
    }
}
