/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How well each tempo agrees with when a loop's sounds begin, and with its length. */
#include "dsp/metre.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "dsp/describe.h"
#include "util/mem.h"
#include "util/vec.h"

enum {
    FINE = 7,      /* tempi tried within a step */
    OVERLAP = 40,  /* frames, that a recurrence is believed from */
    LONGEST_S = 64 /* a longer file is no loop whose length would tell */
};

static const double lag_beats[METRE_LAGS] = {0.25, 1.0 / 3, 0.5, 2.0 / 3, 0.75,
                                             1,    1.5,     2,   3,       4};
static const double range_beats[METRE_RANGE_LAGS] = {0.5, 1, 2, 4};
static const int waves[METRE_WAVES] = {1, 2, 3, 4, 6, 8, 12, 16, 24};

/* Which waves, of which two ranges, are compared for taking turns. */
static const struct {
    int wave;
    enum onset_range a, b;
} turns[METRE_TURNS] = {
    {1, ONSET_LOW, ONSET_MID}, {1, ONSET_LOW, ONSET_HIGH}, {1, ONSET_MID, ONSET_HIGH},
    {3, ONSET_LOW, ONSET_MID}, {3, ONSET_LOW, ONSET_HIGH}, {3, ONSET_MID, ONSET_HIGH},
    {0, ONSET_LOW, ONSET_MID}, {5, ONSET_LOW, ONSET_HIGH}, {5, ONSET_MID, ONSET_HIGH},
};

_Static_assert(ONSET_RANGES == 4, "the ranges of a bin are one vector");

/* The onsets of a bar, as Fourier components relative to their sum. */
struct wave {
    float re[ONSET_CURVES][METRE_WAVES], im[ONSET_CURVES][METRE_WAVES];
};

/* Sum of products of x with itself `lag` later, within each excerpt. */
static double product(const float *x, size_t n, size_t seam, size_t lag, size_t *count)
{
    const size_t second = n - seam;
    double sum = 0.0;

    *count = 0;
    if (lag < seam) {
        sum += (double)vec_dot(seam - lag, x, x + lag);
        *count += seam - lag;
    }
    if (lag < second) {
        sum += (double)vec_dot(second - lag, x + seam, x + seam + lag);
        *count += second - lag;
    }
    return sum;
}

/* Autocorrelation of a curve about its mean, which is 1; of an empty one, none. */
static void correlate(struct metre *m, float *x, float *out)
{
    const size_t n = m->onsets.frames, seam = m->passage.seam;
    const bool empty = !(vec_sum(n, x) > 0.0f);
    double own;
    size_t count, lag;

    for (size_t t = 0; t < n; t++)
        x[t] -= 1.0f;
    own = product(x, n, seam, 0, &count) / (double)n;
    for (lag = 0; lag < m->lags && !empty && own > 1e-9; lag++) {
        const double sum = product(x, n, seam, lag, &count);

        if (count < OVERLAP)
            break;
        out[lag] = (float)(sum / (double)count / own);
    }
    memset(out + lag, 0, (m->lags - lag) * sizeof *out);
    for (size_t t = 0; t < n; t++)
        x[t] += 1.0f;
}

float metre_recurs(const struct metre *m, enum onset_range range, double lag)
{
    const double give = fmax(1.0, 0.006 * lag);
    const size_t to = (size_t)(lag + give);
    float most = -1.0f;

    if (to >= m->lags)
        return 0.0f;
    for (size_t l = (size_t)ceil(fmax(1.0, lag - give)); l <= to; l++)
        most = fmaxf(most, m->recur[range][l]);
    return fminf(most, 1.5f);
}

struct recurrence metre_strongest(const struct metre *m)
{
    const float *r = m->recur[ONSET_ALL];
    struct recurrence best = {0};

    for (size_t l = (size_t)(METRE_SOONEST_S / m->passage.hop_s); l + 1 < m->lags; l++)
        if (r[l] > best.r && r[l] >= r[l - 1] && r[l] >= r[l + 1])
            best = (struct recurrence){(double)l, fminf(r[l], 1.0f)};
    return best;
}

/* How well onsets recur at a tempo, between frames too. */
static double comb(const struct metre *m, double beat)
{
    static const double part[] = {0.5, 1, 2, 4};
    double sum = 0.0;

    for (size_t i = 0; i < 4; i++) {
        const double lag = beat * part[i];
        const size_t l = (size_t)lag;

        if (l + 1 < m->lags)
            sum += (double)m->recur[ONSET_ALL][l] * (1.0 - lag + (double)l) +
                   (double)m->recur[ONSET_ALL][l + 1] * (lag - (double)l);
    }
    return sum;
}

/* The best tempo within half a step of bpm. */
static double refined(const struct metre *m, double bpm)
{
    double best = -1e9, at = bpm;

    for (int i = 0; i < FINE; i++) {
        const double off = ((double)i + 0.5) / FINE - 0.5;
        const double tried = bpm * exp2(off / METRE_OCTAVE);
        const double sum = comb(m, 60.0 / tried / m->passage.hop_s);

        if (sum > best) {
            best = sum;
            at = tried;
        }
    }
    return at;
}

/* Onsets of the first excerpt laid over each other, a bar of four beats long. */
static void fold(const struct metre *m, double bpm, float bar[METRE_BINS][ONSET_RANGES])
{
    const struct passage *p = &m->passage;
    const double step = p->hop_s * bpm / 240.0;
    double at = fmod(p->lead_s * bpm / 240.0, 1.0);

    for (size_t t = 0; t < p->seam; t++) {
        float *bin = bar[(size_t)(at * METRE_BINS)];

        for (size_t r = 0; r < ONSET_RANGES; r++)
            bin[r] += m->onsets.curve[r][t];
        at += step;
        at -= at >= 1.0 ? 1.0 : 0.0;
    }
}

static void transform(const struct metre *m, float bar[METRE_BINS][ONSET_RANGES],
                      struct wave *out)
{
    vec4 sum = {0};

    *out = (struct wave){0};
    for (size_t i = 0; i < METRE_BINS; i++)
        sum += VEC4(bar[i]);
    for (size_t w = 0; w < METRE_WAVES; w++) {
        vec4 re = {0}, im = {0};

        for (size_t i = 0; i < METRE_BINS; i++) {
            re += m->cosine[w][i] * VEC4(bar[i]);
            im += m->sine[w][i] * VEC4(bar[i]);
        }
        for (size_t r = 0; r < ONSET_RANGES; r++) {
            const float scale = sum[r] > 1e-6f ? 1.0f / sum[r] : 0.0f;

            out->re[r][w] = re[r] * scale;
            out->im[r][w] = im[r] * scale;
            out->re[ONSET_ALL][w] += out->re[r][w] / ONSET_RANGES;
            out->im[ONSET_ALL][w] += out->im[r][w] / ONSET_RANGES;
        }
    }
}

static float *add_waves(const struct metre *m, double bpm, float *f)
{
    float bar[METRE_BINS][ONSET_RANGES] = {0};
    struct wave w;

    fold(m, bpm, bar);
    transform(m, bar, &w);
    for (size_t c = 0; c < ONSET_CURVES; c++)
        for (size_t i = 0; i < METRE_WAVES; i++)
            *f++ = sqrtf(w.re[c][i] * w.re[c][i] + w.im[c][i] * w.im[c][i]);
    for (size_t i = 0; i < METRE_TURNS; i++) {
        const int a = (int)turns[i].a, b = (int)turns[i].b, v = turns[i].wave;

        *f++ = w.re[a][v] * w.re[b][v] + w.im[a][v] * w.im[b][v];
    }
    for (size_t i = 0; i < 4; i++) {
        static const int start[] = {0, 1, 3, 5};

        *f++ = w.re[ONSET_LOW][start[i]];
        *f++ = w.re[ONSET_MID][start[i]];
    }
    return f;
}

/* 1 where so many beats are 2^k times `unit`, falling to 0 at 1 % from it. */
static float close_to(double beats, double unit, double width)
{
    const double octaves = log2(beats / unit);
    const double off = (octaves - round(octaves)) / width;

    return (float)exp(-off * off);
}

static float *add_others(const struct metre *m, const struct candidate *c, float *f)
{
    const struct passage *p = &m->passage;
    const double density = (double)m->onsets.count / ((double)p->frames * p->hop_s);
    const double beats = c->bpm * p->whole_s / 60.0;
    const double octave = log2(c->bpm / 120.0);
    const bool told = p->whole_s <= LONGEST_S;

    *f++ = (float)octave;
    *f++ = (float)(octave * octave);
    for (int i = 0; i < 5; i++) {
        const double off = (octave - 0.35 * (i - 2)) / 0.2;

        *f++ = (float)exp(-off * off);
    }
    *f++ = c->beats > 0 ? 1.0f : 0.0f;
    *f++ = told ? close_to(beats, 1, 0.006) : 0.0f;
    *f++ = told ? close_to(beats, 1, 0.03) : 0.0f;
    *f++ = told ? close_to(beats, 1.5, 0.006) : 0.0f;
    *f++ = (float)log2(beats) / 4.0f;
    *f++ = (float)fmin(density / c->bpm * 60.0, 12.0) / 4.0f;
    *f++ = (float)fmin(density, 20.0) / 8.0f;
    *f++ = p->end;
    *f++ = (float)fmin(p->lead_s * c->bpm / 60.0, 2.0);
    *f++ = p->whole_s <= 12.0 ? 0.0f : 1.0f;
    *f++ = (float)fmin(log2(p->whole_s), 6.0) / 3.0f;
    return f;
}

static void describe(const struct metre *m, struct candidate *c)
{
    const double beat = 60.0 / c->bpm / m->passage.hop_s;
    float *f = c->feature;

    for (size_t i = 0; i < METRE_LAGS; i++)
        *f++ = metre_recurs(m, ONSET_ALL, beat * lag_beats[i]);
    for (int r = 0; r < ONSET_RANGES; r++)
        for (size_t i = 0; i < METRE_RANGE_LAGS; i++)
            *f++ = metre_recurs(m, (enum onset_range)r, beat * range_beats[i]);
    f = add_waves(m, c->bpm, f);
    add_others(m, c, f);
}

static void add(struct metre *m, double bpm, int beats)
{
    m->candidate[m->candidates] = (struct candidate){.bpm = bpm, .beats = beats};
    describe(m, &m->candidate[m->candidates++]);
}

static void add_lengths(struct metre *m)
{
    static const int units[] = {1, 3};
    const double whole_s = m->passage.whole_s;

    for (size_t u = 0; u < 2 && whole_s <= LONGEST_S; u++)
        for (int beats = units[u]; beats <= 512; beats *= 2) {
            const double bpm = 60.0 * beats / whole_s;

            if (bpm >= METRE_LOW && bpm < METRE_HIGH)
                add(m, bpm, beats);
        }
}

/* Where the second excerpt of a long file begins, as audio_read() joins them; 0 = there
 * is none, or it goes on where the first one ends. */
static double seam_s(double excerpt_s, double seconds)
{
    return seconds > 1.5 * excerpt_s ? excerpt_s / 2.0 : 0.0;
}

static float ending(const struct passage *p)
{
    const size_t n = p->frames < 4 ? p->frames : 4;
    float most = ONSET_FLOOR_DB;

    for (size_t i = (p->frames - n) * MEL_BANDS; i < p->frames * MEL_BANDS; i++)
        most = fmaxf(most, p->mel[i]);
    return 1.0f - most / ONSET_FLOOR_DB;
}

static void set_passage(struct passage *p, const struct description *d, int rate_hz,
                        size_t n, double seconds)
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
    p->end = ending(p);
}

struct metre *metre_new(void)
{
    struct metre *m = mem_new(1, sizeof *m);

    for (size_t w = 0; w < METRE_WAVES; w++)
        for (size_t i = 0; i < METRE_BINS; i++) {
            const double turn = (double)i * waves[w] / METRE_BINS;

            m->cosine[w][i] = (float)cos(6.283185307179586 * turn);
            m->sine[w][i] = (float)sin(6.283185307179586 * turn);
        }
    return m;
}

void metre_free(struct metre *m)
{
    if (!m)
        return;
    onsets_clear(&m->onsets);
    for (size_t c = 0; c < ONSET_CURVES; c++)
        free(m->recur[c]);
    free(m);
}

void metre_listen(struct metre *m, const struct description *d, int rate_hz, size_t n,
                  double seconds)
{
    const struct passage *p = &m->passage;

    m->candidates = 0;
    m->why = d->value[DESC_PEAK] <= -100.0f ? UNMEASURED_SILENT
             : seconds < 60.0 / METRE_HIGH  ? UNMEASURED_SHORT
                                            : MEASURED;
    if (m->why != MEASURED)
        return;
    set_passage(&m->passage, d, rate_hz, n, seconds);
    m->lags = (size_t)(4.0 * 60.0 / METRE_LOW / p->hop_s) + 8;
    if (m->lags > m->cap) {
        for (size_t c = 0; c < ONSET_CURVES; c++)
            m->recur[c] = mem_grow(m->recur[c], m->lags, sizeof *m->recur[c]);
        m->cap = m->lags;
    }
    onsets_measure(&m->onsets, p->mel, p->frames, p->seam);
    for (size_t c = 0; c < ONSET_CURVES; c++)
        correlate(m, m->onsets.curve[c], m->recur[c]);
}

void metre_weigh(struct metre *m)
{
    m->candidates = 0;
    if (m->why != MEASURED)
        return;
    for (int i = 0; i < METRE_GRID; i++)
        add(m, refined(m, METRE_LOW * exp2((i + 0.5) / METRE_OCTAVE)), 0);
    add_lengths(m);
}
