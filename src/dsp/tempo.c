/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How fast a loop goes, how sure that is, and where its first bar begins. */
#include "dsp/tempo.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "dsp/tempo_data.h"
#include "util/mem.h"
#include "util/vec.h"

/* How much likelier one that fills the file must be for its neighbours not to be asked.
 */
#define BY_LENGTH 4.0

/* A later start is the first bar's only if that much more begins there. */
#define LATER 1.25

enum {
    BAR = 4,   /* beats */
    STEPS = 4, /* of a beat, at which a bar may begin */
    EARLY = 2  /* frames, by which a window sees what begins */
};

struct beat {
    struct metre metre;
    struct candidate candidate[METRE_MOST];
    float p[METRE_MOST];
};

struct beat *beat_new(void)
{
    struct beat *b = mem_new(1, sizeof *b);

    metre_init(&b->metre);
    return b;
}

void beat_free(struct beat *b)
{
    if (!b)
        return;
    metre_clear(&b->metre);
    free(b);
}

/* Where the second excerpt of a long file begins, as audio_read() joins them; 0 = there
 * is none, or it goes on where the first one ends. */
static double seam_s(double excerpt_s, double seconds)
{
    return seconds > 1.5 * excerpt_s ? excerpt_s / 2.0 : 0.0;
}

void passage_of(struct passage *p, const struct description *d, int rate_hz, size_t n,
                double seconds)
{
    const double rate = (double)rate_hz;
    const double pre = floor(rate / 200.0) / rate;
    const double seam = seam_s((double)n / rate, seconds);

    *p = (struct passage){.mel = d->mel,
                          .frames = d->frames,
                          .seam = d->frames,
                          .hop_s = fmax(1.0, round(rate * 256.0 / 44100.0)) / rate,
                          .lead_s = fmax(0.0, (double)d->value[DESC_LEAD_SILENCE] - pre),
                          .whole_s = seconds};
    if (seam > p->lead_s) {
        const double frames = ceil((seam - p->lead_s) / p->hop_s);

        p->seam = frames < (double)p->frames ? (size_t)frames : p->frames;
    }
}

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

/*
 * The start of the first bar: of the beats from the file's start on, the one from which
 * on most begins at every fourth beat, low sounds counting twice; where all are alike,
 * the first.
 */
static double downbeat_s(const struct metre *m, const struct passage *p, double bpm)
{
    const double beat = 60.0 / bpm, half = (double)p->frames * p->hop_s;
    const float *all = m->onsets.curve[ONSET_ALL], *low = m->onsets.curve[ONSET_LOW];
    double best = -1.0, at = 0.0;

    for (int i = 0; i < BAR * STEPS; i++) {
        const double from = (double)i * beat / STEPS;
        double sum = 0.0;
        size_t count = 0;

        for (double t = from; t < half + p->lead_s; t += BAR * beat, count++) {
            const double frame = (t - p->lead_s) / p->hop_s - EARLY;

            for (double f = fmax(0.0, frame - 2); f <= frame + 2; f += 1.0)
                if ((size_t)f < p->seam)
                    sum += (double)(all[(size_t)f] + low[(size_t)f]);
        }
        sum /= (double)(count ? count : 1);
        if (sum > best * LATER) {
            best = sum;
            at = from;
        }
    }
    return at;
}

void beat_measure(struct beat *b, const struct description *d, int rate_hz, size_t n,
                  double seconds, struct tempo *out)
{
    struct passage p;
    struct tempo_choice best;
    size_t count;

    *out = (struct tempo){0};
    if (d->value[DESC_PEAK] <= -100.0f)
        out->why = UNMEASURED_SILENT;
    else if (seconds < 60.0 / METRE_HIGH)
        out->why = UNMEASURED_SHORT;
    if (out->why != MEASURED)
        return;
    passage_of(&p, d, rate_hz, n, seconds);
    count = metre_candidates(&b->metre, &p, b->candidate);
    if (onsets_count(&b->metre.onsets) < 2) {
        out->why = UNMEASURED_NO_PULSE;
        return;
    }
    weigh(b->candidate, count, b->p);
    best = tempo_choose(b->candidate, count, b->p);
    out->bpm = (float)best.bpm;
    out->confidence = (float)best.confidence;
    out->beats = best.beats;
    set_alternates(out, b->candidate, count, b->p);
    out->downbeat_s = (float)downbeat_s(&b->metre, &p, best.bpm);
}
