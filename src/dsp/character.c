/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How it sounds, in numbers: bright, long, decaying, noisy, wet, punchy, distorted. */
#include "dsp/character.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "dsp/envelope.h"
#include "dsp/partials.h"
#include "util/vec.h"

enum {
    BANDS = PARTIALS_BANDS,
    LOWEST = PARTIALS_OCTAVE, /* below 55 Hz no partial stands apart */
    AROUND = PARTIALS_OCTAVE / 2,
    CHUNK = 7 /* blocks: 20 ms */
};

/* Blocks of the envelope that are heard, and their e. */
struct span {
    const float *block;
    size_t n;
    double block_s;
};

/* Those from the first to the last within `share` of the peak. */
static struct span heard(const struct envelope *e, int rate_hz, float share)
{
    const float low = share * e->peak;
    size_t first = 0, last = e->blocks - 1;

    while (first < last && e->block[first] < low)
        first++;
    while (last > first && e->block[last] < low)
        last--;
    return (struct span){.block = e->block + first,
                         .n = last - first + 1,
                         .block_s = (double)e->block_frames / rate_hz};
}

static double square(const struct span *s, size_t i)
{
    return (double)s->block[i] * (double)s->block[i];
}

/* Sum of e; nothing follows the end. */
static double energy(const struct span *s, size_t from, size_t to)
{
    double sum = 0;

    for (size_t i = from; i < to && i < s->n; i++)
        sum += square(s, i);
    return sum;
}

static double balance(const struct span *s)
{
    double moment = 0;

    for (size_t i = 0; i < s->n; i++)
        moment += square(s, i) * ((double)i + 0.5);
    return moment / energy(s, 0, s->n) / (double)s->n;
}

/* With an odd number of blocks the middle one is in both halves. */
static double sustain(const struct span *s)
{
    const size_t half = (s->n + 1) / 2;

    return 10 * log10(energy(s, s->n - half, s->n) / energy(s, 0, half));
}

static double punch(const struct span *s)
{
    const size_t on = (size_t)fmax(1, round(0.05 / s->block_s)), off = 4 * on;
    float peak = 0;
    size_t from = 0;
    double strike, body;

    for (size_t i = 0; i < s->n; i++)
        peak = fmaxf(peak, s->block[i]);
    while (s->block[from] < 0.3162f * peak)
        from++;
    strike = energy(s, from, from + on) / (double)on;
    body = energy(s, from + on, from + off) / (double)(off - on);
    return 10 * log10(strike / (body + 1e-4 * strike));
}

/* How loud the last 10 ms are, over the peak. */
static float end_of(const struct envelope *e)
{
    float most = 0;

    for (size_t i = 1; i <= 4 && i <= e->blocks; i++)
        most = fmaxf(most, e->block[e->blocks - i]);
    return most / e->peak;
}

static double tail(const struct span *s)
{
    const double all = energy(s, 0, s->n);
    double left = 0;
    size_t late = 0, early = 0;

    for (size_t i = s->n; i-- > 0 && left < 1e-2 * all; early++) {
        left += square(s, i);
        late += left < 1e-4 * all;
    }
    return (double)(early - late) * s->block_s * 60 / 20;
}

/*
 * How far the strong bands of a spectrum stand out of the octave round each, in dB, as a
 * mean weighted by power; *power is their sum.
 */
static double stand_out(const float *row, double *power)
{
    double sum[BANDS + 1], out = 0;
    float top = -100;

    sum[0] = 0;
    *power = 0;
    for (size_t b = 0; b < BANDS; b++) {
        sum[b + 1] = sum[b] + (double)row[b];
        top = fmaxf(top, row[b]);
    }
    for (size_t b = LOWEST; b < BANDS && top > -100; b++) {
        const size_t from = b - AROUND, to = b + AROUND < BANDS ? b + AROUND + 1 : BANDS;
        double p;

        if (row[b] < top - 30) /* a thousandth changes nothing */
            continue;
        p = pow(10, (double)row[b] / 10);
        *power += p;
        out += p * ((double)row[b] - (sum[to] - sum[from]) / (double)(to - from));
    }
    return *power > 0 ? out / *power : 0;
}

/* Over the four times, of which each counts by its magnitude. */
static double partials_stand_out(const float *partials)
{
    double sum = 0, weight = 0;

    for (size_t t = 0; t < PARTIALS_TIMES; t++) {
        double power;
        const double out = stand_out(partials + t * BANDS, &power);

        sum += sqrt(power) * out;
        weight += sqrt(power);
    }
    return weight > 0 ? fmax(0, sum / weight) : 0;
}

void character_motion(double out[CHARACTER_MOTIONS], const struct description *d)
{
    out[0] = sqrt(partials_stand_out(d->partials));
    out[1] = (double)d->value[DESC_FLUX];
    out[2] = log2((double)d->value[DESC_CENTROID] + 20);
}

/* As `tests/bench/character` fits it. */
static double noisiness(const struct description *d)
{
    static const double weight[CHARACTER_MOTIONS] = {-1.539, 8.239, 0.9325};
    double of[CHARACTER_MOTIONS], z = -7.278;

    character_motion(of, d);
    for (size_t i = 0; i < CHARACTER_MOTIONS; i++)
        z += weight[i] * of[i];
    return 1 / (1 + exp(-z));
}

/* How many of x[0..n) are over `high`, and the sum of their squares, all of them. */
VEC_CLONES static size_t count_over(const float *x, size_t n, float high, double *square)
{
    vec4_int over = {0};
    vec4 sum = {0}, rest = {0};
    size_t i = 0, count = 0;

    for (; i + 4 <= n; i += 4) {
        const vec4 v = VEC4(x + i);

        over -= vec4_abs(v) > high;
        sum += v * v;
    }
    for (size_t j = 0; i < n; i++, j++) {
        count += fabsf(x[i]) > high;
        rest[j] = x[i] * x[i];
    }
    *square = (double)fminf(vec_fold(sum, rest), FLT_MAX);
    return count + (size_t)(over[0] + over[1] + over[2] + over[3]);
}

static double distortion(const struct envelope *e, const float *x, size_t n)
{
    double sum = 0, weight = 0;

    for (size_t b = 0; b < e->blocks; b += CHUNK) {
        const size_t last = b + CHUNK < e->blocks ? b + CHUNK : e->blocks;
        const size_t from = b * e->block_frames;
        const size_t to = last < e->blocks ? last * e->block_frames : n;
        float peak = 0;
        double square;
        size_t over;

        for (size_t i = b; i < last; i++)
            peak = fmaxf(peak, e->block[i]);
        if (peak < 0.01f * e->peak)
            continue;
        over = count_over(x + from, to - from, 0.9f * peak, &square);
        sum += square * (double)over / (double)(to - from);
        weight += square;
    }
    return sum / weight;
}

void character_measure(float out[CHARACTER_COUNT], const struct description *d,
                       const float *x, size_t n, int rate_hz)
{
    const struct envelope *e = d->envelope;
    struct span s, all;

    memset(out, 0, CHARACTER_COUNT * sizeof *out);
    if (!e)
        return;
    s = heard(e, rate_hz, 0.01f);
    all = heard(e, rate_hz, 0.001f);
    out[CHARACTER_CENTROID] = d->value[DESC_CENTROID];
    out[CHARACTER_LENGTH] = (float)fmin((double)s.n * s.block_s, (double)n / rate_hz);
    out[CHARACTER_BALANCE] = (float)balance(&s);
    out[CHARACTER_SUSTAIN] = (float)sustain(&s);
    out[CHARACTER_NOISINESS] = (float)noisiness(d);
    out[CHARACTER_TAIL] = end_of(e) < 0.0316f ? (float)tail(&all) : 0;
    out[CHARACTER_PUNCH] = (float)punch(&s);
    out[CHARACTER_DISTORTION] = (float)distortion(e, x, n);
}
