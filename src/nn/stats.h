/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NN_STATS_H
#define NN_STATS_H

#include <stddef.h>

#include "nn/patch.h"

/*
 * A patch as a fixed number of statistics, for a net that has no convolutions.
 * All are of levels from 0 (-100 dB) to 1 (the peak), so the order of magnitude is 1.
 */
enum {
    STATS_EIGHTHS = 8,           /* parts of the time of a view */
    STATS_GROUPS = 8,            /* neighbouring bands taken together */
    STATS_LAGS = 16,             /* bands that a spectrum is moved over itself */
    STATS_ABOVE = 32,            /* bands from the lowest strong one upwards */
    STATS_BEATS = 6,             /* lags of the onset curve */
    STATS_VIEW = 4 * PATCH_BANDS /* mean, deviation, maximum, change */
                 + STATS_EIGHTHS * STATS_GROUPS /* level over time */
                 + STATS_GROUPS    /* steps from band to band: noise or tone */
                 + STATS_LAGS      /* spacing of partials, whatever the pitch */
                 + 2 * STATS_ABOVE /* shape above the lowest partial: the same */
                 + 2,              /* where that is, and the highest level */
    STATS_COUNT = 2 * STATS_VIEW + STATS_BEATS + 3
};

/* x (STATS_COUNT). Always finite. */
void stats_of(const struct patch *p, float *x);

#endif
