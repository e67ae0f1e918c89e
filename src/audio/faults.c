/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is wrong with a recording: clipped, off centre, silent, one-sided, cut off. */
#include "audio/faults.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "util/mem.h"

enum { PARTS = FAULTS_PARTS, RUN = 3, STEPS = 3, QUARTERS = 4 };

static const double silence = 1e-5, /* peak: as dsp/describe has it */
    quiet = 1e-3,                   /* -60 dB: what leads in or trails off */
    end_s = 0.005, steady_s = 0.1,  /* least length in which an offset is one */
    floor_db = -120.0;

/*
 * From where on a number is a fault. Corpus: the one-shots of its packs among the train
 * rows, as `tests/bench/character` counts them; their ends are trimmed, so silence is
 * judged by what it does to whoever plays the sound.
 */
static const double limit[FAULT_COUNT] = {
    /* s: two dozen frames. One run of a few on an attack is what limiters leave. */
    [FAULT_CLIPPED] = 0.0005,
    /* -40 dBFS, and steady: more than converters are off by (0.5 % of the corpus). */
    [FAULT_DC] = 0.01,
    /* s: beside a sound that starts at once, 30 ms are heard as late, 50 as a second one
     */
    [FAULT_LEADING_SILENCE] = 0.05,
    /* s: far longer than what fades under -60 dB (99 % of the corpus: 0.15) */
    [FAULT_TRAILING_SILENCE] = 0.5,
    /* peak: -40 dBFS, which leaves 9 of 16 bits (less than any of the corpus) */
    [FAULT_NEAR_SILENT] = 0.01,
    /* dB: 8 bits of dither, or losses of coding, between equal channels */
    [FAULT_MONO_AS_STEREO] = -60,
    /* dB: crosstalk of a cable; the mix takes the loud channel alone from there on too */
    [FAULT_ONE_SIDED] = 30,
    /* dB: a tenth of the peak, where a cut is a click (4 % of the corpus) */
    [FAULT_TRUNCATED] = -20,
    /* magnitude, +0.5 dBTP: more than coding a sound that peaks at full scale adds (8 %)
     */
    [FAULT_OVERS] = 1.06,
};

void faults_init(struct faults_meter *q, size_t channels, int rate_hz, bool is_8_bit)
{
    const float step = is_8_bit ? 1.0f / 128 : 1.0f / 32768;
    float *profile = q->profile;
    const size_t room = q->room;

    *q = (struct faults_meter){.channels = channels,
                               .rate_hz = rate_hz,
                               .full = 1 - 1.25f * step,
                               .step = step,
                               .profile = profile,
                               .room = room,
                               .part_grains = 1};
}

void faults_clear(struct faults_meter *q)
{
    free(q->profile);
    q->profile = NULL;
    q->room = 0;
}

/* Sums of twice as many grains. */
static void widen(struct faults_meter *q)
{
    q->part_grains *= 2;
    for (size_t c = 0; c < q->channels; c++) {
        double *part = q->lane[c].part;

        for (size_t i = 0; i < PARTS / 2; i++)
            part[i] = part[2 * i] + part[2 * i + 1];
        memset(part + PARTS / 2, 0, PARTS / 2 * sizeof *part);
    }
}

void faults_block(struct faults_meter *q, size_t n)
{
    const size_t more = (n + GRAIN - 1) / GRAIN;

    while (q->grains + more > PARTS * q->part_grains)
        widen(q);
    if (q->grains + more > q->room) {
        q->room = (q->grains + more) * 2;
        q->profile = mem_grow(q->profile, q->room, sizeof *q->profile);
    }
    memset(q->profile + q->grains, 0, more * sizeof *q->profile);
    q->grains += more;
    q->last_frames = n % GRAIN ? n % GRAIN : GRAIN;
    q->frames += (int64_t)n;
}

/* A run ends in a frame that is `step_out` below it. */
static void end_run(const struct faults_meter *q, struct faults_lane *l, float step_out)
{
    if (l->run >= RUN && fmaxf(l->step_in, step_out) > STEPS * q->step)
        l->clipped += (int64_t)l->run;
    l->run = 0;
}

static void scan(const struct faults_meter *q, struct faults_lane *l, const float *x,
                 size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const bool full = fabsf(x[i]) >= q->full && fabsf(x[i]) <= 1 + q->step;

        if (l->run && (!full || x[i] * l->sign < 0))
            end_run(q, l, 1 - x[i] * l->sign);
        if (full && l->run++ == 0) {
            l->sign = copysignf(1, x[i]);
            l->step_in = 1 - x[(ptrdiff_t)i - 1] * l->sign;
        }
    }
}

void faults_add(struct faults_meter *q, size_t c, const float *x, size_t n,
                const struct grain *grain)
{
    struct faults_lane *l = q->lane + c;
    const size_t count = (n + GRAIN - 1) / GRAIN, first = q->grains - count;
    float *profile = q->profile + first;

    for (size_t g = 0; g < count; g++) {
        const size_t at = g * GRAIN;

        l->part[(first + g) / q->part_grains] += (double)grain[g].sum;
        l->square += (double)grain[g].square;
        profile[g] = fmaxf(profile[g], grain[g].peak);
        if (grain[g].peak >= q->full || l->run)
            scan(q, l, x + at, n - at < GRAIN ? n - at : GRAIN);
    }
}

static double sum(const struct faults_lane *l, size_t from, size_t to)
{
    double s = 0;

    for (size_t i = from; i < to; i++)
        s += l->part[i];
    return s;
}

/* The mean of the worst channel; `steady`: in every quarter it is half as far at least.
 */
static double offset(const struct faults_meter *q, bool *steady)
{
    const size_t parts = (q->grains + q->part_grains - 1) / q->part_grains;
    const double frames = (double)q->frames;
    double worst = 0;

    *steady = false;
    for (size_t c = 0; c < q->channels; c++) {
        const struct faults_lane *l = q->lane + c;
        const double mean = sum(l, 0, parts) / frames;

        if (fabs(mean) <= fabs(worst))
            continue;
        worst = mean;
        *steady = parts >= QUARTERS && frames >= steady_s * q->rate_hz;
        for (size_t i = 0; i < QUARTERS && *steady; i++) {
            const size_t from = i * parts / QUARTERS, to = (i + 1) * parts / QUARTERS;
            const double each = (double)((to - from) * q->part_grains * GRAIN);

            *steady = sum(l, from, to) / each * copysign(1, mean) >= 0.5 * fabs(mean);
        }
    }
    return worst;
}

static double clipped(struct faults_meter *q)
{
    int64_t most = 0;

    for (size_t c = 0; c < q->channels; c++) {
        end_run(q, q->lane + c, 0);
        if (q->lane[c].clipped > most)
            most = q->lane[c].clipped;
    }
    return (double)most / q->rate_hz;
}

/* 10 log10 of a / b, within +-120 dB. */
static double ratio_db(double a, double b)
{
    const double least = pow(10, floor_db / 10);

    if (!(a > 0) && !(b > 0))
        return 0;
    return 10 * log10(fmax(a, b * least) / fmax(b, a * least));
}

static void measure_sides(const struct faults_meter *q, struct quality *out)
{
    const double left = q->lane[0].square, right = q->lane[1].square;

    if (q->channels != 2)
        return;
    out->side_db = (float)ratio_db(q->side, 2 * (left + right) - q->side);
    out->balance_db = (float)fabs(ratio_db(left, right));
}

static void measure_ends(const struct faults_meter *q, float peak, struct quality *out)
{
    const float low = (float)quiet * peak;
    const double grain_s = (double)GRAIN / q->rate_hz;
    const double rest_s = (double)q->last_frames / q->rate_hz;
    size_t first = 0, last = q->grains - 1;
    double len = rest_s;
    float end = q->profile[last];

    for (size_t g = last; g > 0 && len < end_s; len += grain_s)
        end = fmaxf(end, q->profile[--g]);
    while (q->profile[first] <= low)
        first++;
    while (q->profile[last] <= low)
        last--;
    out->leading_s = (float)((double)first * grain_s);
    if (last + 1 < q->grains)
        out->trailing_s = (float)((double)(q->grains - 2 - last) * grain_s + rest_s);
    out->end_db = (float)fmax(floor_db, 20 * log10((double)end / (double)peak + 1e-12));
}

static void fault(struct quality *q, enum fault f, bool is)
{
    if (is)
        q->faults |= 1u << f;
}

static void judge(struct quality *q, size_t channels, double peak, bool steady,
                  double true_peak)
{
    fault(q, FAULT_CLIPPED, (double)q->clipped_s >= limit[FAULT_CLIPPED]);
    fault(q, FAULT_DC, steady && fabs((double)q->dc) >= limit[FAULT_DC]);
    fault(q, FAULT_LEADING_SILENCE, (double)q->leading_s >= limit[FAULT_LEADING_SILENCE]);
    fault(q, FAULT_TRAILING_SILENCE,
          (double)q->trailing_s >= limit[FAULT_TRAILING_SILENCE]);
    fault(q, FAULT_NEAR_SILENT, peak < limit[FAULT_NEAR_SILENT]);
    fault(q, FAULT_MONO_AS_STEREO,
          channels == 2 && (double)q->side_db <= limit[FAULT_MONO_AS_STEREO]);
    fault(q, FAULT_ONE_SIDED, (double)q->balance_db >= limit[FAULT_ONE_SIDED]);
    fault(q, FAULT_TRUNCATED, (double)q->end_db >= limit[FAULT_TRUNCATED]);
    fault(q, FAULT_OVERS, true_peak > limit[FAULT_OVERS]);
}

void faults_tell(struct faults_meter *q, double true_peak, struct quality *out)
{
    float peak = 0;
    bool steady;

    *out = (struct quality){0};
    for (size_t g = 0; g < q->grains; g++)
        peak = fmaxf(peak, q->profile[g]);
    if (!((double)peak >= silence)) {
        fault(out, FAULT_NEAR_SILENT, true);
        return;
    }
    out->clipped_s = (float)clipped(q);
    out->dc = (float)offset(q, &steady);
    measure_sides(q, out);
    measure_ends(q, peak, out);
    judge(out, q->channels, (double)peak, steady, true_peak);
}

void faults_repeats(struct quality *q) { q->faults &= ~(1u << FAULT_TRUNCATED); }
