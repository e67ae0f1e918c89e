/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A sound laid out to be held against another one. */
#include "near/twinview.h"

#include <math.h>
#include <string.h>

enum { MEL_BANDS = 64, WHOLE_COLS = 128, FINE_BANDS = 216, OCTAVE = 24 };

#define BYTE_DB (100.0f / 255)

/* Of a rate only this much is the sound's own: below half of it resamplers cut. */
#define USABLE 0.42

/* The bands whose centres lie below hz: 64 from 30 Hz to 16 kHz, equally spaced in mel,
 * 2595 log10(1 + f / 700). */
static size_t bands_below(double hz)
{
    const double low = 2595 * log10(1 + 30.0 / 700),
                 high = 2595 * log10(1 + 16000.0 / 700),
                 step = (high - low) / (MEL_BANDS + 1),
                 n = (2595 * log10(1 + hz / 700) - low) / step - 1;

    return n < 1 ? 1 : n < TWIN_BANDS ? (size_t)n : TWIN_BANDS;
}

static size_t fines_below(double hz)
{
    const double n = OCTAVE * log2(hz / 27.5);

    return n < 1 ? 1 : n < TWIN_FINE ? (size_t)n : TWIN_FINE;
}

/* TWIN_POOLED hops from that one on, out of a view in which all hops share WHOLE_COLS
 * columns; what comes after the end is silence. */
static void pooled(float *out, const uint8_t *whole, double hops, double from)
{
    const double first = from * WHOLE_COLS / hops,
                 width = TWIN_POOLED * WHOLE_COLS / hops,
                 last = fmin(first + width, WHOLE_COLS);
    float sum[TWIN_BANDS] = {0};

    for (size_t c = (size_t)first; (double)c < last; c++) {
        const float w = (float)(fmin((double)c + 1, last) - fmax((double)c, first));

        for (size_t b = 0; b < TWIN_BANDS; b++)
            sum[b] += w * whole[c * MEL_BANDS + b];
    }
    for (size_t b = 0; b < TWIN_BANDS; b++)
        out[b] = BYTE_DB * sum[b] / (float)width;
}

void twin_view_make(struct twin_view *out, const struct twin_sound *s)
{
    const double hops = fmin(s->hops, TWIN_MOST_HOPS);

    memset(out, 0, sizeof *out);
    out->hops = s->hops;
    out->duration_s = s->duration_s;
    out->bands = bands_below(USABLE * s->rate_hz);
    out->fines = fines_below(USABLE * s->rate_hz);
    out->cols = s->attack_cols < TWIN_HOPS ? s->attack_cols : TWIN_HOPS;
    for (size_t c = 0; c < out->cols; c++)
        for (size_t b = 0; b < TWIN_BANDS; b++)
            out->level[c][b] = BYTE_DB * s->attack[c * MEL_BANDS + b];
    for (double t = TWIN_HOPS; t < hops && out->cols < TWIN_COLS; t += TWIN_POOLED)
        pooled(out->level[out->cols++], s->whole, s->hops, t);
    for (size_t t = 0; t < TWIN_TIMES; t++)
        for (size_t b = 0; b < TWIN_FINE; b++)
            out->fine[t][b] = BYTE_DB * s->partials[t * FINE_BANDS + b];
}

float twin_view_top(const struct twin_view *v, size_t bands)
{
    float top = 0;

    for (size_t c = 0; c < v->cols; c++)
        for (size_t b = 0; b < bands; b++)
            top = fmaxf(top, v->level[c][b]);
    return top;
}
