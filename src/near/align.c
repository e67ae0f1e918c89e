/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A map turned so that it looks as before. */
#include "near/align.h"

#include <math.h>

void align_add(struct align *a, const float at[2], const float was[2])
{
    const double x = (double)at[0], y = (double)at[1];
    const double X = (double)was[0], Y = (double)was[1];

    a->n++;
    a->sum[0] += x;
    a->sum[1] += y;
    a->sum[2] += X;
    a->sum[3] += Y;
    a->turned[0] += x * X + y * Y;
    a->turned[1] += x * Y - y * X;
    a->over[0] += x * X - y * Y;
    a->over[1] += x * Y + y * X;
}

void align_turn(const struct align *a, size_t n, float *at)
{
    const double m = a->n > 0 ? a->n : 1;
    const double x = a->sum[0] / m, y = a->sum[1] / m, X = a->sum[2], Y = a->sum[3];
    /* As if both were centred. */
    const double turned[2] = {a->turned[0] - (x * X + y * Y),
                              a->turned[1] - (x * Y - y * X)};
    const double over[2] = {a->over[0] - (x * X - y * Y), a->over[1] - (x * Y + y * X)};
    const double as_is = hypot(turned[0], turned[1]), flipped = hypot(over[0], over[1]);
    const double *by = flipped > as_is ? over : turned;
    const double length = flipped > as_is ? flipped : as_is;

    if (!(length > 0.0))
        return;
    for (size_t i = 0; i < n; i++) {
        const double p = (double)at[2 * i];
        const double q = (double)at[2 * i + 1] * (flipped > as_is ? -1.0 : 1.0);

        at[2 * i] = (float)((p * by[0] - q * by[1]) / length);
        at[2 * i + 1] = (float)((p * by[1] + q * by[0]) / length);
    }
}
