/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NN_VIEWS_H
#define NN_VIEWS_H

#include <stddef.h>

#include "nn/arena.h"
#include "nn/patch.h"
#include "nn/texture.h"

/*
 * What a net that looks at the spectrum takes in of a sound: both views of its patch,
 * its duration and its texture. Bands are rows, so that rows are long and time runs along
 * them. All such nets take in the same, though not all have a use for the texture: one
 * can teach another.
 */
enum {
    VIEWS = 2, /* attack, whole */
    VIEW_FLOATS = PATCH_BANDS * PATCH_COLS,
    VIEW_DURATIONS = 2, /* its logarithm, and itself */
    VIEW_INPUTS = VIEWS * VIEW_FLOATS + VIEW_DURATIONS + TEXTURE_COUNT
};

struct views {
    float *view[VIEWS]; /* (1, N, PATCH_BANDS, PATCH_COLS), in a plan's room */
    float *texture;     /* (TEXTURE_COUNT, N), alike */
};

const char *view_name(size_t view); /* "attack", "whole" */

void views_read(const struct patch *p, float *x); /* x (VIEW_INPUTS) */
void views_place(struct views *v, struct arena *a, size_t N);

/* x (N, VIEW_INPUTS), each to its place; durations (VIEW_DURATIONS, N) */
void views_take(const struct views *v, size_t N, const float *x, float *durations);

#endif
