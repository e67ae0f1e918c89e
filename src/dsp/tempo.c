/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How fast a loop goes, how sure that is, and where its first bar begins. */
#include "dsp/tempo.h"

#include <math.h>
#include <stdbool.h>

#include "dsp/tempo_data.h"
#include "util/vec.h"

/* How much likelier one that fills the file must be for its neighbours not to be asked.
 */
#define BY_LENGTH 4.0

/* Of white and of red noise of 1 to 12 s, nothing that begins has 0.061 of the first
 * onset, or ten times the mean; of 300 loops of tempofit.c, something has 0.09 of the one
 * in all but one. */
#define PULSE  0.08f
#define PEAKED 12.0

enum {
    BAR = 4,    /* beats */
    ATTACK = 12 /* frames, 70 ms, in which the sound itself begins */
};

static float score(const float *feature)
{
    float sum = 0.0f;

    for (size_t h = 0; h < TEMPO_HIDDEN; h++) {
        const float v =
            bias[h] + vec_dot(METRE_FEATURES, inner + h * METRE_FEATURES, feature);

        sum += v > 0.0f ? v * outer[h] : 0.0f;
    }
    return sum;
}

static void weigh(const struct candidate *c, size_t n, float *p)
{
    float most = -1e30f;
    double sum = 0.0;

    for (size_t i = 0; i < n; i++) {
        p[i] = score(c[i].feature);
        most = fmaxf(most, p[i]);
    }
    for (size_t i = 0; i < n; i++) {
        p[i] = expf(p[i] - most);
        sum += (double)p[i];
    }
    for (size_t i = 0; i < n; i++)
        p[i] = (float)((double)p[i] / sum);
}

static bool within(double a, double b, double share) { return fabs(a / b - 1.0) < share; }

static double mass(const struct candidate *c, size_t n, const float *p, double bpm)
{
    double sum = 0.0;

    for (size_t i = 0; i < n; i++)
        sum += within(c[i].bpm, bpm, TEMPO_WITHIN) ? (double)p[i] : 0.0;
    return sum;
}

struct tempo_choice tempo_choose(const struct candidate *c, size_t n, const float *p)
{
    struct tempo_choice best = {0};
    double top = -1.0, middle = 0.0;

    for (size_t i = 0; i < n; i++) {
        const double m = mass(c, n, p, c[i].bpm) + 1e-3 * (double)p[i];

        if (m > top) {
            top = m;
            middle = c[i].bpm;
        }
    }
    top = -1.0;
    for (size_t i = 0; i < n; i++) {
        const double m = (double)p[i] * (c[i].beats ? BY_LENGTH : 1.0);

        if (within(c[i].bpm, middle, TEMPO_WITHIN) && m > top) {
            top = m;
            best = (struct tempo_choice){.bpm = c[i].bpm, .beats = c[i].beats};
        }
    }
    best.confidence = fmin(1.0, mass(c, n, p, best.bpm));
    return best;
}

/* The two likeliest of its relatives that are no neighbours of the tempo. */
static void set_alternates(struct tempo *out, const struct candidate *c, size_t n,
                           const float *p)
{
    static const double ratio[] = {0.5, 2.0, 2.0 / 3, 1.5};
    double likely[TEMPO_ALTERNATES] = {-1.0, -1.0};

    for (size_t r = 0; r < sizeof ratio / sizeof *ratio; r++) {
        const double bpm = (double)out->bpm * ratio[r];
        const double m = mass(c, n, p, bpm);

        if (m > likely[0]) {
            likely[1] = likely[0];
            out->alternate[1] = out->alternate[0];
            likely[0] = m;
            out->alternate[0] = (float)bpm;
        } else if (m > likely[1]) {
            likely[1] = m;
            out->alternate[1] = (float)bpm;
        }
    }
}

/* Where bars fill the file it begins with one; else the sound itself begins with one, as
 * most do. */
static double downbeat_s(const struct metre *m, double bpm, int beats)
{
    const double lead_s = m->passage.lead_s;

    return beats > 0 && beats % BAR == 0 && lead_s < 30.0 / bpm ? 0.0 : lead_s;
}

/* More begins than the sound itself: what begins later is no mere ripple. */
static bool pulses(const struct onsets *o)
{
    const float *x = o->curve[ONSET_ALL];
    float first = 0.0f, later = 0.0f;
    double sum = 0.0;

    if (o->count >= 2)
        return true;
    for (size_t t = 0; t < o->frames && t < ATTACK; t++)
        first = fmaxf(first, x[t]);
    for (size_t t = ATTACK; t < o->frames; t++) {
        later = fmaxf(later, x[t]);
        sum += (double)x[t];
    }
    return later > PULSE * first ||
           (double)later * (double)o->frames > PEAKED * sum + 1e-6 * (double)o->frames;
}

void tempo_measure(struct metre *m, struct tempo *out)
{
    float p[METRE_MOST];
    struct tempo_choice best;

    *out = (struct tempo){.why = m->why};
    if (m->why == MEASURED && !pulses(&m->onsets))
        out->why = UNMEASURED_NO_PULSE;
    if (out->why != MEASURED)
        return;
    metre_weigh(m);
    weigh(m->candidate, m->candidates, p);
    best = tempo_choose(m->candidate, m->candidates, p);
    if (!(best.bpm > 0.0)) { /* what is no number has no probability */
        out->why = UNMEASURED_NO_PULSE;
        return;
    }
    out->bpm = (float)best.bpm;
    out->confidence = (float)best.confidence;
    out->beats = best.beats;
    set_alternates(out, m->candidate, m->candidates, p);
    out->downbeat_s = (float)downbeat_s(m, best.bpm, best.beats);
}
