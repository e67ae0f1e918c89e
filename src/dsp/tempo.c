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

/* A later start is the first bar's only if so much more speaks for it. */
#define LATER 0.1

/* Of white and of red noise of 1 to 12 s, nothing that begins has 0.061 of the first
 * onset, or recurs by 0.36; of 300 loops of tempofit.c, something has 0.09 of it in all
 * but one. */
#define PULSE  0.08f
#define RECURS 0.5f

enum {
    BAR = 4,     /* beats */
    STEPS = 4,   /* of a beat, at which a bar may begin */
    EARLY = 2,   /* frames, by which a window sees what begins */
    ATTACK = 12, /* frames, 70 ms, in which the sound itself begins */
    NEAR = 2     /* frames, that count as at the same time */
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

/* The most of a curve near a time of the first excerpt. */
static double begins(const struct metre *m, enum onset_range range, double at_s)
{
    const double frame = (at_s - m->passage.lead_s) / m->passage.hop_s - EARLY;
    const size_t from = (size_t)fmax(0.0, frame - NEAR);
    const size_t to = (size_t)fmax(0.0, frame + NEAR);
    float most = 0.0f;

    for (size_t t = from; t <= to && t < m->passage.seam; t++)
        most = fmaxf(most, m->onsets.curve[range][t]);
    return (double)most;
}

/* What speaks for bars that begin from `from` on, a bar's worth of it. */
static double bars_from(const struct metre *m, double from, double beat)
{
    const double ends = m->passage.lead_s + (double)m->passage.seam * m->passage.hop_s;
    double sum = 0.0, t = from;
    int bars = 0;

    do {
        sum += 2.0 * begins(m, ONSET_LOW, t) + begins(m, ONSET_LOW, t + 2 * beat) +
               begins(m, ONSET_MID, t + beat) + begins(m, ONSET_MID, t + 3 * beat) -
               begins(m, ONSET_MID, t) + begins(m, ONSET_ALL, t);
        t = from + ++bars * BAR * beat;
    } while (t < ends);
    return sum / bars;
}

/*
 * The start of the first bar. Where bars fill the file, it begins with one. Else of the
 * steps from the file's start on the one from which on, bar after bar, low sounds begin
 * at the first and third beat, and snares at the others; the earliest of those alike.
 */
static double downbeat_s(const struct metre *m, double bpm, int beats)
{
    const double beat = 60.0 / bpm;
    double best = -1e9, at = 0.0;

    if (beats > 0 && beats % BAR == 0 && m->passage.lead_s < beat / 2)
        return 0.0;
    for (int i = 0; i < BAR * STEPS; i++) {
        const double from = (double)i * beat / STEPS;
        const double speaks = bars_from(m, from, beat);

        if (speaks > best + LATER * fabs(best)) {
            best = speaks;
            at = from;
        }
    }
    return at;
}

/* More begins than the sound itself: what begins later is no mere ripple, or recurs. */
static bool pulses(const struct metre *m)
{
    const struct onsets *o = &m->onsets;
    const float *x = o->curve[ONSET_ALL];
    float most = 0.0f, later = 0.0f;

    if (o->count >= 2)
        return true;
    for (size_t t = 0; t < o->frames; t++) {
        most = fmaxf(most, x[t]);
        later = fmaxf(later, t < ATTACK ? 0.0f : x[t]);
    }
    return later > PULSE * most || metre_strongest(m).r > RECURS;
}

void tempo_measure(struct metre *m, struct tempo *out)
{
    float p[METRE_MOST];
    struct tempo_choice best;

    *out = (struct tempo){.why = m->why};
    if (m->why == MEASURED && !pulses(m))
        out->why = UNMEASURED_NO_PULSE;
    if (out->why != MEASURED)
        return;
    metre_weigh(m);
    weigh(m->candidate, m->candidates, p);
    best = tempo_choose(m->candidate, m->candidates, p);
    out->bpm = (float)best.bpm;
    out->confidence = (float)best.confidence;
    out->beats = best.beats;
    set_alternates(out, m->candidate, m->candidates, p);
    out->downbeat_s = (float)downbeat_s(m, best.bpm, best.beats);
}
