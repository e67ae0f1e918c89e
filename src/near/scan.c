/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One pass over a whole space for the nearest to one sound. */
#include "near/scan.h"

#include <math.h>

double tilt_pitch(float note, float other)
{
    if (isnan(note))
        return 0.0;
    return isnan(other) ? 1.0 : fabs((double)note - (double)other) / 12.0;
}

static double rest_of(const struct tilt *t, size_t row)
{
    double far = 0.0;

    if (t->pitch > 0.0)
        far += t->pitch * tilt_pitch(t->note, t->notes[row]);
    if (t->length > 0.0)
        far += t->length * fabs((double)t->doublings - (double)t->lengths[row]);
    return far;
}

/* The rows of a block that may be near enough, one by one. */
static void offer(const struct space *s, size_t row, const struct space *to, size_t i,
                  const struct tilt *t, struct nearest *out)
{
    const double far = (double)space_between(to, i, s, row) / SPACE_UNIT;

    nearest_offer(out, t ? t->timbre * far + rest_of(t, row) : far, s->id[row]);
}

/* No branch on the way: most blocks hold nothing. */
static bool is_any(size_t n, const float *x, float least)
{
    int any = 0;

    for (size_t i = 0; i < n; i++)
        any |= x[i] >= least;
    return any;
}

static void scan_plain(const struct space *s, const struct space *to, size_t i,
                       struct nearest *out)
{
    const double doubt = (double)space_doubt(s, to, i);
    float cosine[SPACE_BLOCK];

    for (size_t from = 0; from < s->n; from += SPACE_BLOCK) {
        const size_t n = s->n - from < SPACE_BLOCK ? s->n - from : SPACE_BLOCK;
        const double worst = nearest_worst(out);
        const float least = (float)(space_cosine_of(worst * SPACE_UNIT) - doubt) - 1e-7f;

        space_cosines(s, from, n, to, i, cosine);
        if (is_any(n, cosine, least))
            for (size_t j = 0; j < n; j++)
                if (cosine[j] >= least)
                    offer(s, from + j, to, i, NULL, out);
    }
}

static void scan_tilted(const struct space *s, const struct space *to, size_t i,
                        const struct tilt *t, struct nearest *out)
{
    const double doubt = (double)space_doubt(s, to, i) + 1e-7;
    float cosine[SPACE_BLOCK];

    for (size_t from = 0; from < s->n; from += SPACE_BLOCK) {
        const size_t n = s->n - from < SPACE_BLOCK ? s->n - from : SPACE_BLOCK;

        space_cosines(s, from, n, to, i, cosine);
        for (size_t j = 0; j < n; j++) {
            const double timbre =
                space_distance_of((double)cosine[j] + doubt) / SPACE_UNIT - 1e-6;

            if (t->timbre * timbre + rest_of(t, from + j) <= nearest_worst(out) + 1e-9)
                offer(s, from + j, to, i, t, out);
        }
    }
}

void scan(const struct space *s, const struct space *to, size_t i, const struct tilt *t,
          struct nearest *out)
{
    if (t)
        scan_tilted(s, to, i, t, out);
    else
        scan_plain(s, to, i, out);
}
