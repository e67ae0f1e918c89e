/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether a sound is one event or goes round. */
#include "dsp/form.h"

#include <math.h>

#include "dsp/form_data.h"
#include "util/vec.h"

enum { EVERY = 4 }; /* frames, half a window: the level is looked at */

/* How loud a frame is, over the floor: 1 = as the peak. */
static float loudness(const float *mel)
{
    float most = ONSET_FLOOR_DB;

    for (size_t b = 0; b < MEL_BANDS; b++)
        most = fmaxf(most, mel[b]);
    return 1.0f - most / ONSET_FLOOR_DB;
}

/* Mean loudness, its share of the second half, and the part of frames that are loud. */
static float *add_levels(const struct passage *p, float *f)
{
    double sum = 0.0, late = 0.0, loud = 0.0;
    size_t count = 0;

    for (size_t t = 0; t < p->frames; t += EVERY, count++) {
        const double v = (double)loudness(p->mel + t * MEL_BANDS);

        sum += v;
        late += t >= p->frames / 2 ? v : 0.0;
        loud += v > 0.67 ? 1.0 : 0.0; /* within 20 dB */
    }
    *f++ = (float)(sum / (double)count);
    *f++ = (float)(late / fmax(sum, 1e-9));
    *f++ = (float)(loud / (double)count);
    return f;
}

/* How evenly what begins is spread: of the strengths in each eighth, the greatest share,
 * the sum of squares, and what is in the second half. */
static float *add_spread(const struct metre *m, float *f)
{
    const size_t n = m->onsets.frames;
    float part[FORM_EIGHTHS] = {0}, all = 0.0f, most = 0.0f, square = 0.0f, late = 0.0f;

    for (size_t t = 0; t < n; t++)
        part[t * FORM_EIGHTHS / n] += m->onsets.curve[ONSET_ALL][t];
    for (size_t i = 0; i < FORM_EIGHTHS; i++)
        all += part[i];
    for (size_t i = 0; i < FORM_EIGHTHS && all > 0.0f; i++) {
        most = fmaxf(most, part[i] / all);
        square += part[i] * part[i] / all / all;
        late += i >= FORM_EIGHTHS / 2 ? part[i] / all : 0.0f;
    }
    *f++ = most;
    *f++ = square;
    *f++ = late;
    return f;
}

void form_features(const struct metre *m, float out[FORM_FEATURES])
{
    const struct passage *p = &m->passage;
    const double heard_s = (double)p->frames * p->hop_s;
    const struct recurrence best = metre_strongest(m);
    const double times = best.lag > 0.0 ? p->whole_s / (best.lag * p->hop_s) : 0.0;
    float *f = out;

    *f++ = (float)log2(fmin(p->whole_s, FORM_LONG_S));
    *f++ = (float)log2(1.0 + (double)m->onsets.count);
    *f++ = (float)log2(1.0 + (double)m->onsets.count / fmax(heard_s, 0.1));
    *f++ = best.r;
    *f++ = best.r * (float)cos(6.283185307 * times);
    *f++ = best.r * (float)cos(3.141592654 * times);
    *f++ = p->end;
    *f++ = p->end * p->end;
    f = add_levels(p, f);
    add_spread(m, f);
}

float form_loop(const struct metre *m)
{
    float f[FORM_FEATURES], sum = form_outer[FORM_HIDDEN];

    if (m->why != MEASURED)
        return 0.0f;
    form_features(m, f);
    for (size_t h = 0; h < FORM_HIDDEN; h++) {
        const float v =
            form_bias[h] + vec_dot(FORM_FEATURES, form_inner + h * FORM_FEATURES, f);

        sum += v > 0.0f ? v * form_outer[h] : 0.0f;
    }
    return 1.0f / (1.0f + expf(-sum));
}
